internal import Metrology

/// Finds what is wrong with the wires of a meter, as far as its network type uses them.
struct WiringSuspects {
    private let wiring: Wiring
    private let network: NetworkType
    private(set) var all: [Suspect] = []

    init(_ wiring: Wiring, _ network: NetworkType) {
        (self.wiring, self.network) = (wiring, network)
        find()
    }

    /// An input with what it sees.
    private struct Input {
        /// From 1.
        let number: Int
        let tap: Tap
        /// The phase that it should see.
        var own: Channel { Channel.phases[number - 1] }
        /// The phase that it sees; nil where nothing is connected.
        var phase: Channel? {
            if case .phase(let phase, _) = tap { phase } else { nil }
        }
        var isReversed: Bool {
            if case .phase(_, let isReversed) = tap { isReversed } else { false }
        }
        var isAstray: Bool { phase.map { $0 != own } ?? false }
    }

    private var voltages: [Input] {
        inputs([wiring.u1, wiring.u2, wiring.u3], network.connectedPhases)
    }

    private var currents: [Input] {
        inputs([wiring.i1, wiring.i2, wiring.i3], network.currentInputs)
    }

    private func inputs(_ taps: [Tap], _ used: Int64) -> [Input] {
        taps.enumerated().filter { used >> Int64($0.offset) & 1 == 1 }
            .map { Input(number: $0.offset + 1, tap: $0.element) }
    }

    private mutating func find() {
        findNeutral()
        if areExchangedTogether {
            add(
                .phasesExchanged,
                voltages.filter(\.isAstray),
                "\(seen("input", voltages)), in voltage and current alike: every power is right, "
                    + "for another phase, and the phase sequence may be reversed"
            )
        } else {
            findSwapped()
        }
        findVoltages()
        findCurrents()
    }

    private mutating func add(_ kind: Suspect.Kind, _ inputs: [Input], _ sentence: String) {
        all.append(Suspect(kind, inputs.map(\.number), sentence))
    }

    /// Whether each voltage input sees the same wrong phase as its current input.
    private var areExchangedTogether: Bool {
        let pairs = voltages.compactMap { voltage in
            currents.first { $0.number == voltage.number }.map { (voltage, $0) }
        }
        return pairs.contains { $0.0.isAstray }
            && pairs.allSatisfy { $0.0.phase == $0.1.phase }
    }

    private mutating func findSwapped() {
        let (voltages, currents) = (voltages, currents)
        if voltages.contains(where: \.isAstray) {
            add(
                .voltagesSwapped,
                voltages.filter(\.isAstray),
                "\(seen("voltage input", voltages)): powers are formed with the voltages of other "
                    + "phases"
            )
        }
        if currents.contains(where: \.isAstray) {
            add(
                .currentsSwapped,
                currents.filter(\.isAstray),
                "\(seen("current input", currents)): powers are formed with the currents of other "
                    + "phases"
            )
        }
    }

    /// `Current input 1 sees L2 and current input 2 sees L1`.
    private func seen(_ what: String, _ inputs: [Input]) -> String {
        let parts = inputs.filter(\.isAstray).map { input in
            "\(what) \(input.number) sees \((input.phase?.name ?? "").uppercased())"
        }
        let text = parts.listed
        return text.prefix(1).uppercased() + text.dropFirst()
    }

    private mutating func findVoltages() {
        for input in voltages {
            let name = input.own.name.uppercased()
            if input.isReversed {
                add(
                    .voltageReversed,
                    [input],
                    "Voltage input \(input.number) is the wrong way round: the power of \(name) "
                        + "has the wrong sign"
                )
            }
            if !input.tap.isConnected {
                add(
                    .voltageOpen,
                    [input],
                    "Voltage input \(input.number) is open, as with a blown fuse: what \(name) "
                        + "carries is not measured"
                )
            }
        }
    }

    private mutating func findCurrents() {
        for input in currents {
            let name = input.own.name.uppercased()
            switch input.tap {
            case .phase(_, reversed: false): continue
            case .phase:
                add(
                    .currentReversed,
                    [input],
                    "The current transformer on input \(input.number) is the wrong way round: "
                        + "its power has the wrong sign and is booked the other way"
                )
            case .open:
                add(
                    .currentOpen,
                    [input],
                    "Current input \(input.number) is open: what \(name) carries is not measured"
                )
            case .shorted:
                add(
                    .currentShorted,
                    [input],
                    "The current transformer on input \(input.number) is shorted or bridged: what "
                        + "\(name) carries is not measured"
                )
            }
        }
    }

    private mutating func findNeutral() {
        if network.hasNeutral, !wiring.neutralIsConnected {
            all.append(
                Suspect(
                    .neutralOpen,
                    "The meter's neutral terminal is open: voltages are measured against the star "
                        + "point of its inputs, and a supply from a phase to it is gone"
                )
            )
        }
        if !wiring.upstreamNeutralIsWhole {
            all.append(
                Suspect(
                    .neutralBroken,
                    "The neutral is broken between the supply and the meter: the loads shift the "
                        + "star point, and the meter measures truly what they get"
                )
            )
        }
        for phase in wiring.lostPhases.phases {
            all.append(
                Suspect(
                    .phaseLost,
                    [Int(phase.rawValue) + 1],
                    "\(phase.name.uppercased()) is gone upstream: nothing flows there, and the "
                        + "meter is right about it"
                )
            )
        }
    }
}
