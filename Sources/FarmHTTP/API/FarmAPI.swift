internal import Documents
internal import FarmCore
internal import Hummingbird
internal import MeterModels
internal import NIOCore
internal import SimulatedTime

/// The resources of the control API, over a farm that runs.
struct FarmAPI: Sendable {
    let farm: any FarmAccess
    let index: MeterIndex
    /// The document that describes the API, as it is served.
    let document: [UInt8]
    /// What is done over the API, for those who watch.
    let hub: EventHub
    /// The streams of events.
    let desk = StreamDesk()
    /// The lesson that is under way.
    let lessons: LessonDesk
    /// The buses whose frames are noted because somebody asks for them.
    let traffic: TrafficWatches
    /// The addresses that are told what happens.
    let webhooks: WebhookDesk

    var plan: FarmPlan { farm.plan }

    init(_ farm: any FarmAccess, document: [UInt8], on eventLoop: any EventLoop) {
        self.farm = farm
        traffic = TrafficWatches(farm, on: eventLoop)
        self.document = document
        index = MeterIndex(farm.plan)
        hub = EventHub()
        webhooks = WebhookDesk(farm, hub, index, on: eventLoop)
        lessons = LessonDesk(farm, index, hub.curtain)
    }

    /// All routes under `/v1`, and those of operators.
    func routes() -> Routes {
        var routes = Routes()
        addFarm(to: &routes)
        addClock(to: &routes)
        addBuses(to: &routes)
        addMeters(to: &routes)
        addTruth(to: &routes)
        addExplain(to: &routes)
        addPanel(to: &routes)
        addRegisters(to: &routes)
        addParts(to: &routes)
        addActions(to: &routes)
        addLoads(to: &routes)
        addScenarios(to: &routes)
        addRuns(to: &routes)
        addMany(to: &routes)
        addSnapshots(to: &routes)
        addFaults(to: &routes)
        addFrames(to: &routes)
        addEvents(to: &routes)
        addWebhooks(to: &routes)
        addLessons(to: &routes)
        addHealth(to: &routes)
        addMetrics(to: &routes)
        return routes
    }

    /// Why a meter has not done what was asked of it, as an answer.
    func refusal(_ error: DeedRefusal, _ meter: MeterPlan) -> Problem { error.problem(for: meter) }
}

extension DeedRefusal {
    /// Why a meter has not done what was asked of it, as an answer.
    func problem(for meter: MeterPlan) -> Problem {
        switch self {
        case .nobody: Problem(.notFound, "there is no meter \"\(meter.name)\"")
        case .meter(.noSupply(let meter)):
            Problem(.conflict, "\(ScenarioRefusal.noSupply(meter: meter))")
        case .meter(let refusal):
            Problem(.unprocessableContent, "\(refusal)\(hint(for: refusal, meter.model))")
        case .disk:
            Problem(.serviceUnavailable, "the farm's state cannot be written; nothing was done")
        }
    }
}

/// What is allowed in the place of what a meter refuses, or the nearest right spelling.
private func hint(for refusal: ScenarioRefusal, _ model: MeterModel) -> String {
    switch refusal {
    case .unknownSetting(let name, _):
        return Spelling.hint(for: name, among: model.settings.map(\.name))
    case .unknownPartial(let name, _):
        return Spelling.hint(for: name, among: model.partialNames)
    case .settingNotAllowed(let name, _):
        guard let setting = model.settings.first(where: { $0.name == name }) else { return "" }
        guard setting.choices.isEmpty else {
            return "; " + setting.choices.map(\.name).joined(separator: ", ")
        }
        let bounds = [setting.range.lowerBound, setting.range.upperBound].map {
            JSONOutput.number($0).text
        }
        return "; \(bounds.joined(separator: " to "))\(setting.isWhole ? ", whole" : "")"
    default: return ""
    }
}

extension JSONOutput {
    /// An instant as RFC 3339 in UTC.
    static func instant(_ instant: Instant) -> JSONOutput { .text(instant.rfc3339()) }
}
