internal import Documents
internal import FarmCore
internal import Metrology
internal import SimulatedTime

extension MeterMachine {
    /// Its relays.
    var relaysOutput: JSONOutput {
        .items(
            relaysAreOn.enumerated().map { ["relay": .integer($0 + 1), "on": .bool($1)] }
        )
    }

    /// Its lamp and pulse outputs.
    ///
    /// - Parameter leads: where the pulses of each output go.
    func pulses(_ leads: [Int: [String]], at now: Instant) -> [JSONOutput] {
        pulseOutputViews.map { $0.output(leads[$0.number] ?? [], at: now) }
    }
}

extension InputView {
    var output: JSONOutput {
        [
            "input": .integer(number), "closed": .bool(isClosed), "held": .bool(isHeld),
            "pulses": pulses.map { .integer($0) } ?? .null,
            "line": .text(optional: line?.rawValue),
        ]
    }
}

extension SensorView {
    var output: JSONOutput {
        [
            "sensor": .text(name), "value": value.map { .number($0) } ?? .null,
            "unit": .text(unit), "held": .bool(isHeld),
        ]
    }
}

extension PulseOutputView {
    func output(_ leads: [String], at now: Instant) -> JSONOutput {
        let isVolume = kind?.isVolume ?? false
        let weight = isVolume ? output.weight.millijoules / 1e6 : output.weight.wattHours
        let last = output.pulses > 0 && output.pulseEnd > Int64.min
        let began = Instant(microseconds: last ? output.pulseEnd - output.timing.duration : 0)
        return [
            "output": .text(number == 0 ? "lamp" : "\(number)"), "quantity": .text(counts),
            "constant": .number(1000 / weight), "weight": .number(weight),
            "unit": .text(isVolume ? "l" : unit),
            "duration": .number(Double(output.timing.duration) / 1e6), "rate": .number(rate),
            "closed": .bool(output.isOn(at: now.microseconds)),
            "emitted": .integer(output.pulses), "waiting": .integer(output.backlog),
            "lost": .integer(output.lost), "lastEdge": last ? .instant(began) : .null,
            "leadsTo": .array(leads.map { .text($0) }),
        ]
    }

    private var counts: String { kind?.name ?? lanes.words }

    private var unit: String {
        if lanes.isSubset(of: .reactive), !lanes.isEmpty { return "varh" }
        return lanes.isSubset(of: .apparent) && !lanes.isEmpty ? "VAh" : "Wh"
    }
}

extension EnergyLanes {
    /// The name in a model, without `energy`; the quadrants where they have none.
    fileprivate var words: String {
        switch self {
        case []: return "nothing"
        case .activeImport: return "active.import"
        case .activeExport: return "active.export"
        case .active: return "active"
        case .reactiveImport: return "reactive.import"
        case .reactiveExport: return "reactive.export"
        case .reactive: return "reactive"
        case .apparent: return "apparent"
        case .apparentImport: return "apparent.import"
        case .apparentExport: return "apparent.export"
        default:
            let quadrants: [EnergyLanes] = [.q1, .q2, .q3, .q4]
            let held = quadrants.indices.filter { contains(quadrants[$0]) }
            return "reactive." + held.map { "q\($0 + 1)" }.joined(separator: "+")
        }
    }
}

extension PulseLinePlan.Target {
    /// Where a line ends, in words.
    var words: String {
        switch self {
        case .input(let meter, 0): "\(meter) tariff input"
        case .input(let meter, let number): "\(meter) input \(number)"
        case .outside(let place): place.place.text
        }
    }
}
