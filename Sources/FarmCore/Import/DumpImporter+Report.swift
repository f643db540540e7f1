internal import MeterModels
internal import Metrology
internal import ModbusProtocol

/// What became of each register.
extension DumpImporter {
    /// Gives a reason for what no stage takes over.
    mutating func explainTheRest() {
        for (index, reading) in readings.enumerated()
        where reasons[index] == nil && !attempted.contains(index) {
            reasons[index] = Self.reason(reading, machine)
        }
    }

    /// A line for each whole register.
    func lines() -> [ImportLine] {
        readings.indices.map { index in
            let (reading, about) = (readings[index], map.description(of: readings[index].register))
            return ImportLine(
                table: reading.place.table,
                address: reading.register.address,
                words: reading.words.count,
                name: about.shows,
                value: reading.text(map),
                outcome: outcome(index)
            )
        }
    }

    /// What the meter shows decides.
    private func outcome(_ index: Int) -> ImportLine.Outcome {
        let reading = readings[index]
        let shown = machine.words(of: reading.register, map, at: showsClock(reading) ? readAt : nil)
        let isSame = reading.matches(shown, map)
        if !attempted.contains(index) {
            let isFixed = reading.register.source.isFixed
            return isSame && isFixed ? .agrees : .notSet(reasons[index] ?? "nothing to be set")
        }
        if isSame { return reasons[index] == nil ? .set : .agrees }
        let own = DumpReading(place: reading.place, words: shown).text(map)
        return .notSet("\(reasons[index] ?? Self.fallback); the meter shows \(own)")
    }

    private static let fallback = "the meter resolves it otherwise"

    private func showsClock(_ reading: DumpReading) -> Bool {
        reading.register.source.showsClock
    }

    /// Why a register that no stage takes over cannot be set.
    private static func reason(_ reading: DumpReading, _ machine: MeterMachine) -> String {
        switch reading.register.source {
        case .quantity(let quantity): reason(quantity)
        case .constant, .number, .text, .words, .unavailable:
            "the model has another value: perhaps another model or firmware"
        case .serialNumber:
            "the farm file gives the meter the serial number \(machine.serialNumber)"
        case .clock, .dateTime: "the clock was not set: say when the dump was read"
        case .loadCurve: "the load curve begins anew: a block shows only a part of it"
        case .command: "a command: nothing is kept of it"
        case .commandInterface: "what came of a command, which a dump does not repeat"
        case .setting: "is no setting"
        }
    }

    private static func reason(_ quantity: Quantity) -> String {
        switch quantity {
        case .demand, .secondaryDemand: "the mean of a period that has passed: forms anew"
        case .demandTime: "the end of a period that has passed: forms anew"
        case .energyOverflowValue:
            "the model has another value: perhaps another model or firmware"
        case .alarm: "follows from the value that the alarm watches"
        case .pulses(_, .weight): "follows from settings and transformer ratios"
        case .pulses: "pulses that wait for the line are not kept"
        case .energyOverflows: "follows from the energy"
        default: "a value of the moment: follows from the load"
        }
    }
}

extension DumpReading {
    /// Whether words are what the dump has; for a number of few digits, near enough to it.
    func matches(_ shown: [UInt16], _ map: ModbusMap) -> Bool {
        guard let rounded, fault == nil else { return shown == words }
        guard case .float(let number)? = try? register.codec?.decode(words: shown) else {
            return false
        }
        // The tolerance itself is rounded; the digits printed would be the same.
        return (number - rounded.value).magnitude <= rounded.tolerance * (1 + 1e-6)
    }
}

extension RegisterSource {
    /// Whether the meter's own value is a fixed one, so that agreeing says something.
    fileprivate var isFixed: Bool {
        switch self {
        case .constant, .number, .text, .words, .unavailable, .serialNumber,
            .quantity(.energyOverflowValue), .quantity(.pulses(_, .weight)), .command:
            true
        default: false
        }
    }
}
