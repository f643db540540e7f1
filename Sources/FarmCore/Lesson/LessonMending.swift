public import Documents
internal import MeterModels
public import Metrology
internal import SimulatedTime

/// What puts back what a meter or a cable was like, in the words of a scenario.
///
/// Only what a lesson changes is put back: what else is done to the meter meanwhile stays.
struct LessonMending {
    private let machine: MeterMachine
    private let format: LineFormat

    /// - Parameters:
    ///   - machine: the meter before anything is done.
    ///   - format: that of its bus.
    init(_ machine: MeterMachine, _ format: LineFormat) {
        self.machine = machine
        self.format = machine.station.format(on: format)
    }

    /// The actions that undo others, the last first; nil where one cannot be undone.
    func document(of actions: [ScenarioAction]) -> [JSONValue]? {
        let mending = actions.reversed().map(document)
        return mending.contains { $0 == nil } ? nil : mending.compactMap(\.self)
    }

    private func document(_ action: ScenarioAction) -> JSONValue? {
        let installation = machine.installation
        switch action {
        case .wiring: return .object(["wiring": installation.wiring.document])
        case .installation(let change):
            var parts: [String: JSONValue] = [:]
            if change.currentTransformer != nil {
                parts["currentTransformer"] = installation.currentTransformer.document
            }
            if change.voltageTransformer != nil {
                parts["voltageTransformer"] = installation.voltageTransformer.document
            }
            if change.wiring != nil { parts["wiring"] = installation.wiring.document }
            return .object(["installation": .object(parts)])
        case .set(let values): return settings(values.keys.sorted())
        case .supply: return .object(["supply": .string(machine.supplyIsOn ? "on" : "off")])
        case .connection:
            return .object(["connection": .string(machine.station.connection.rawValue)])
        case .address: return .object(["address": .integer(Int64(machine.station.address))])
        case .line(let change):
            var parts: [String: JSONValue] = [:]
            if change.baudRate != nil { parts["baudRate"] = .integer(Int64(format.baudRate)) }
            if change.parity != nil { parts["parity"] = .string(format.parity.rawValue) }
            if change.stopBits != nil { parts["stopBits"] = .integer(Int64(format.stopBits)) }
            return .object(["line": .object(parts)])
        default: return nil
        }
    }

    /// The settings as they are; nil where a change would set counters to zero, which nothing
    /// undoes.
    private func settings(_ names: [String]) -> JSONValue? {
        var values: [String: JSONValue] = [:]
        for name in names {
            guard let index = machine.model.settingIndex(name),
                machine.model.settings[index].resets.isEmpty
            else { return nil }
            values[name] = .number(machine.settings[index])
        }
        return .object(["set": .object(values)])
    }
}

extension TransformerRatio {
    /// The rated values as a farm file has them.
    var document: JSONValue {
        .object(["primary": .number(primary), "secondary": .number(secondary)])
    }
}

extension Wiring {
    /// What is not right, in the words of a farm file.
    public var document: JSONValue {
        var members: [String: JSONValue] = [:]
        let taps: [(String, Tap, Tap)] = [
            ("u1", u1, .to(.l1)), ("u2", u2, .to(.l2)), ("u3", u3, .to(.l3)),
            ("i1", i1, .to(.l1)), ("i2", i2, .to(.l2)), ("i3", i3, .to(.l3)),
        ]
        for (name, tap, right) in taps where tap != right {
            members[name] = .string(tap.description)
        }
        if !neutralIsConnected { members["n"] = .string("open") }
        if !upstreamNeutralIsWhole { members["neutralUpstream"] = .string("open") }
        if !lostPhases.isEmpty {
            members["lostPhases"] = .array(lostPhases.phases.map { .string($0.name) })
        }
        return .object(members)
    }
}

extension LineConditions {
    /// The values of some keys of a line, as a farm file has them.
    func document(of keys: some Sequence<String>) -> JSONValue {
        var all: [String: JSONValue] = [
            "length": .number(length), "terminators": .integer(Int64(terminators)),
            "unitLoad": .number(unitLoad), "drivers": .number(drivers),
            "bitErrorRate": .number(bitErrorRate), "echo": .bool(echo), "short": .bool(isShorted),
            "reversed": .bool(isReversed), "bias": .bool(isBiased),
            "foreignTraffic": .array(foreignTraffic.map(\.document)),
        ]
        all["noise"] =
            noise.map { noise in
                .object([
                    "every": .string("\(noise.every)"), "length": .integer(Int64(noise.length)),
                ])
            } ?? .string("none")
        let wanted = Set(keys)
        return .object(all.filter { wanted.contains($0.key) })
    }
}

extension LineConditions.ForeignTraffic {
    fileprivate var document: JSONValue {
        var members: [String: JSONValue] = [
            "every": .string("\(every)"), "unit": .integer(Int64(unit)),
            "request": .string(HexadecimalBytes.text(request)),
        ]
        if let answer {
            members["answer"] = .string(HexadecimalBytes.text(answer))
        } else {
            members["answered"] = .bool(false)
        }
        return .object(members)
    }
}
