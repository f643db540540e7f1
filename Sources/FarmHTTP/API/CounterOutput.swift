internal import Documents
internal import FarmCore
internal import MeterModels
internal import Metrology
internal import SimulatedTime

extension MeterMachine {
    /// The tariffs: which counts, who chooses, and what each has counted.
    var tariffOutput: JSONOutput {
        let count = model.design.tariffCount
        let names = model.catalogue.names.filter { name in
            guard case .energy(let index)? = model.catalogue[name] else { return false }
            return index.minus == [] && index.channel == .total
                && (1...4).contains { index.bins == .tariff($0) }
        }
        let energies = names.compactMap { name -> (String, JSONOutput)? in
            guard let quantity = model.catalogue[name], value(of: quantity) != nil else {
                return nil
            }
            return (name, output(quantity))
        }
        return [
            "tariff": .integer(registers.tariff), "tariffs": .integer(count),
            "source": .text(tariffSource),
            "sources": .array(tariffSources.map { .text($0) }),
            "energies": .object(count > 1 ? energies : []),
        ]
    }

    private var tariffSource: String {
        if model.design.tariffCount < 2 { return "none" }
        if followsCalendar { return "calendar" }
        return inputSelects ? "input" : "communication"
    }

    private var tariffSources: [String] {
        guard model.design.tariffCount > 1 else { return ["none"] }
        let setting = model.settings.first { $0.acts(as: .tariffSource) }
        guard let setting else { return [tariffSource] }
        let named = setting.choices.map(\.name).filter { ["communication", "input"].contains($0) }
        return named.isEmpty ? [tariffSource] : named
    }

    /// The partial counters that can be commanded, with what they have counted.
    var partialsOutput: JSONOutput {
        let items = zip(model.partialNames, partialsRun).map { name, run -> JSONOutput in
            let unit = model.catalogue[name]?.unit.symbol ?? ""
            return [
                "partial": .text(name), "title": .text(Words.title(name)), "value": output(name),
                "unit": .text(unit), "running": .bool(run.counts),
            ]
        }
        return .items(items)
    }

    /// The demands: the period, and of each source the last mean and the greatest.
    func demandOutput(at now: Instant) -> JSONOutput {
        guard let design = model.design.demand, let demand = registers.demand else {
            return ["period": .integer(0), "method": "none", "elapsed": .null, "items": []]
        }
        let elapsed = demandElapsed(at: now).map { Double($0.microseconds) / 1e6 }
        return [
            "period": .integer(demand.period), "method": .text(design.window.rawValue),
            "elapsed": elapsed.map { .number($0) } ?? .null,
            "items": .array(design.sources.map { output($0, demand) }),
        ]
    }

    private func output(_ source: DemandSource, _ demand: DemandRegister) -> JSONOutput {
        let last = Quantity.demand(source, .last)
        var words = model.catalogue.name(of: last).split(separator: ".").map(String.init)
        words.removeFirst()
        words.removeLast()
        let name = words.joined(separator: ".")
        let end = demand.maximumEnd(source).flatMap { $0 == 0 ? nil : $0 }
        return [
            "source": .text(name), "title": .text(Words.title("demand.\(name)")),
            "unit": .text(last.unit.symbol), "last": output(last),
            "maximum": output(.demand(source, .maximum)),
            "maximumAt": end.map { .instant(.epoch + .milliseconds($0)) } ?? .null,
        ]
    }

    /// An alarm as it stands.
    func output(_ alarm: AlarmView) -> JSONOutput {
        let name = alarm.quantity.map { model.catalogue.name(of: $0) }
        return [
            "alarm": .integer(alarm.number),
            "title": .text(name.map { "watches \($0)" } ?? "watches nothing"),
            "active": .bool(alarm.isActive), "contact": .bool(alarm.isContactClosed),
            "activations": .integer(alarm.activations),
            "since": alarm.since.map { .instant($0) } ?? .null,
        ]
    }

    /// What the meter's own clock shows.
    func clockOutput(at now: Instant, in zone: CivilZone) -> JSONOutput {
        let own = ownClock.own(at: now)
        return [
            "now": .instant(own), "local": .text(own.rfc3339(in: zone)),
            "offset": .number(Double((own - now).microseconds) / 1e6),
            "drift": .number(Double(ownClock.drift) / 1000),
        ]
    }
}
