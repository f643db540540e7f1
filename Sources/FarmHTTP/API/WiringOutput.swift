internal import Documents
internal import FarmCore
internal import MeterModels
internal import Metrology

extension MeterMachine {
    /// How the meter is wired: what is not right, and every terminal that is there.
    var wiringOutput: JSONOutput {
        let terminals = networkType.map { Terminal.all(of: $0) } ?? []
        return [
            "network": .text(optional: networkType?.rawValue),
            "wiring": installation.wiring.output,
            "terminals": .array(terminals.map { $0.output(installation.wiring) }),
            "supply": .array(feeding.map { .text($0) }),
        ]
    }

    /// What is installed, and what is programmed.
    var installationOutput: JSONOutput {
        [
            "network": .text(optional: networkType?.rawValue),
            "currentTransformer": installation.currentTransformer.output,
            "voltageTransformer": installation.voltageTransformer.output,
            "programmed": [
                "currentTransformer": programmedRatios.currentTransformer.output,
                "voltageTransformer": programmedRatios.voltageTransformer.output,
            ],
            "wiring": installation.wiring.output,
        ]
    }

    /// Whether the meter has what it needs, and where from.
    var supplyOutput: JSONOutput {
        [
            "supply": .text(supplyIsOn ? "on" : "off"), "powered": .bool(isPowered),
            "text": .text(supplyText),
        ]
    }

    /// How its terminals are connected to the bus.
    var connectionOutput: JSONOutput { ["connection": .text(station.connection.rawValue)] }

    /// The terminals that feed the meter itself.
    private var feeding: [String] {
        model.design.supply.from.flatMap { conductor -> [String] in
            switch conductor {
            case .l1: ["u1"]
            case .l2: ["u2"]
            case .l3: ["u3"]
            case .n: ["n"]
            case .anyPhase: ["u1", "u2", "u3"]
            case .auxiliary: []
            }
        }
    }

    private var supplyText: String {
        let conductors = model.design.supply.from
        if !supplyIsOn { return "cut" }
        if conductors == [.auxiliary] || networkType == nil { return "a supply of its own" }
        let names = conductors.map { $0 == .anyPhase ? "any phase" : $0.rawValue.uppercased() }
        return "fed by \(names.joined(separator: " and ")) of what it measures"
    }
}

/// A terminal of a meter that a conductor reaches.
struct Terminal {
    private enum Kind { case voltage, current, neutral }

    private let name: String
    private let phase: Channel
    private let kind: Kind

    /// The terminals of a network type.
    static func all(of network: NetworkType) -> [Terminal] {
        let phases: [Channel] = [.l1, .l2, .l3]
        let conductors: [SupplyConductor] = [.l1, .l2, .l3]
        var terminals: [Terminal] = []
        for (number, phase) in phases.enumerated() where network.connects(conductors[number]) {
            terminals.append(Terminal(name: "u\(number + 1)", phase: phase, kind: .voltage))
        }
        if network.hasNeutral {
            terminals.append(Terminal(name: "n", phase: .total, kind: .neutral))
        }
        for (number, phase) in phases.enumerated() where network.hasCurrentInput(phase) {
            terminals.append(Terminal(name: "i\(number + 1)", phase: phase, kind: .current))
        }
        return terminals
    }

    /// The terminal with what hangs on it.
    func output(_ wiring: Wiring) -> JSONOutput {
        let tap: Tap? =
            switch name {
            case "u1": wiring.u1
            case "u2": wiring.u2
            case "u3": wiring.u3
            case "i1": wiring.i1
            case "i2": wiring.i2
            case "i3": wiring.i3
            default: nil
            }
        let word = tap?.description ?? (wiring.neutralIsConnected ? "n" : "open")
        let taps = ["l1", "l2", "l3", "-l1", "-l2", "-l3", "open"]
        let allowed: [String] =
            switch kind {
            case .neutral: ["n", "open"]
            case .voltage: taps
            case .current: taps + ["shorted"]
            }
        return [
            "terminal": .text(name), "is": .text(word),
            "right": .text(kind == .neutral ? "n" : phase.name),
            "allowed": .array(allowed.map { .text($0) }), "text": .text(text(word)),
        ]
    }

    private func text(_ word: String) -> String {
        let what = kind == .current ? "the transformer of " : ""
        switch word {
        case "open": return kind == .current ? "open" : "no conductor"
        case "shorted": return "shorted: nothing flows through the meter"
        case "n": return "the neutral"
        default:
            let isReversed = word.hasPrefix("-")
            let place = (isReversed ? String(word.dropFirst()) : word).uppercased()
            return what + place + (isReversed ? ", reversed" : "")
        }
    }
}

extension Wiring {
    /// What is not right, in the words of a farm file.
    var output: JSONOutput { JSONOutput(document) }
}

extension TransformerRatio {
    /// The rated values; `null` for a direct connection.
    var output: JSONOutput {
        self == .direct ? .null : ["primary": .number(primary), "secondary": .number(secondary)]
    }
}
