internal import Documents
internal import FarmCore
internal import Hummingbird
internal import SimulatedTime

/// The resources of the control API, over a farm that runs.
struct FarmAPI: Sendable {
    let farm: any FarmAccess
    let index: MeterIndex
    /// The document that describes the API, as it is served.
    let document: [UInt8]

    var plan: FarmPlan { farm.plan }

    init(_ farm: any FarmAccess, document: [UInt8]) {
        self.farm = farm
        self.document = document
        index = MeterIndex(farm.plan)
    }

    /// All routes under `/v1`, and those of operators.
    func routes() -> Routes {
        var routes = Routes()
        addFarm(to: &routes)
        addClock(to: &routes)
        addBuses(to: &routes)
        addMeters(to: &routes)
        addParts(to: &routes)
        addActions(to: &routes)
        addFaults(to: &routes)
        addHealth(to: &routes)
        return routes
    }

    /// Why a meter has not done what was asked of it, as an answer.
    func refusal(_ error: DeedRefusal, _ meter: String) -> Problem {
        switch error {
        case .nobody: Problem(.notFound, "there is no meter \"\(meter)\"")
        case .meter(.noSupply(let meter)):
            Problem(.conflict, "\(ScenarioRefusal.noSupply(meter: meter))")
        case .meter(let refusal): Problem(.unprocessableContent, "\(refusal)")
        case .disk:
            Problem(.serviceUnavailable, "the farm's state cannot be written; nothing was done")
        }
    }
}

extension JSONOutput {
    /// An instant as RFC 3339 in UTC.
    static func instant(_ instant: Instant) -> JSONOutput { .text(instant.rfc3339()) }
}
