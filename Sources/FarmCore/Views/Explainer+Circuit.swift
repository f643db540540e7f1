internal import LoadProfiles
internal import MeterModels
internal import Metrology
internal import SimulatedTime

/// From the load to what the elements hand on.
extension Explainer {
    /// The first instant behind the years in which a farm can live: 2200-01-01.
    private static let farAway = Instant(microseconds: 7_258_118_400_000_000)

    mutating func explainCircuit() {
        explainLoad()
        explainSupply()
        explainNetwork()
        explainWiring()
        explainTransformers()
        explainElements()
        explainError()
    }

    private mutating func explainLoad() {
        let site = machine.piece.conditions
        var figures: [Figure] = []
        var parts: [String] = []
        for (phase, carried) in zip(Channel.phases, site.phases) where isThere(phase) {
            figures += [
                Figure("voltage \(phase.title)", carried.voltage, "V"),
                Figure("active power \(phase.title)", carried.activePower, "W"),
                Figure("reactive power \(phase.title)", carried.reactivePower, "var"),
            ]
            parts.append(
                "\(phase.title) \(carried.voltage.brief) V, \(carried.activePower.brief) W and "
                    + "\(carried.reactivePower.brief) var"
            )
        }
        figures.append(Figure("frequency", site.frequency, "Hz"))
        let waves = site.harmonics == nil ? "" : ", with harmonics on top"
        add(
            .load,
            "The installation carries \(parts.joined(separator: "; "))\(waves), and that holds "
                + (machine.pieceEnd < Self.farAway ? "until \(machine.pieceEnd)" : "for good"),
            figures
        )
    }

    /// Whether a phase has to do with it, the right way or by mistake.
    private func isThere(_ phase: Channel) -> Bool {
        let taps = machine.installation.wiring.taps
        return phases.contains(phase)
            || phases.contains { own in
                taps[Int(own.rawValue)].contains { $0.sees(phase) }
            }
    }

    mutating func explainSupply() {
        let supply = machine.design.supply
        let figures = [
            Figure("least voltage", supply.minimumVoltage, "V"),
            Figure("supply returned", Double(machine.powerCycles)),
        ]
        guard machine.isPowered else {
            let why = machine.supplyIsOn ? "does not reach it" : "is cut off"
            add(
                .supply,
                "The meter is fed by \(machine.supplyText), which \(why): it has been dead since "
                    + "\(machine.unpoweredSince), counts nothing and shows nothing of the moment",
                figures
            )
            return
        }
        let state = machine.isAnswering ? "lives" : "lives and is starting up"
        add(
            .supply,
            "The meter is fed by \(machine.supplyText) and \(state) since \(machine.poweredSince)",
            figures
        )
    }

    private mutating func explainNetwork() {
        let network = machine.network
        let has = reading(machine.measurement).map { !$0.value.isNaN } ?? true
        add(
            .network,
            "The meter is set up as \(network.rawValue) (\(network.meaning))"
                + (has ? "" : ", which does not let it measure this"),
            [
                Figure("voltage inputs", Double(network.connectedPhases.nonzeroBitCount)),
                Figure("current inputs", Double(network.currentInputs.nonzeroBitCount)),
            ]
        )
    }

    private mutating func explainWiring() {
        let wiring = machine.installation.wiring
        var (figures, parts) = ([Figure](), [String]())
        for phase in phases {
            let (k, number) = (Int(phase.rawValue), phase.rawValue + 1)
            let taps = wiring.taps[k]
            if machine.network.connectedPhases >> Int64(k) & 1 == 1 {
                let seen = PhasorTruth(path.seenVoltages[phase])
                parts.append("voltage input \(number) \(taps[0].sight)")
                figures += [
                    Figure("U\(number)", seen.magnitude, "V"),
                    Figure("U\(number) angle", seen.angle, "°"),
                ]
            }
            if machine.network.currentInputs >> Int64(k) & 1 == 1 {
                let seen = PhasorTruth(path.seenCurrents[phase])
                parts.append("current input \(number) \(taps[1].sight)")
                figures += [
                    Figure("I\(number)", seen.magnitude, "A"),
                    Figure("I\(number) angle", seen.angle, "°"),
                ]
            }
        }
        let isRight = WiringSuspects(wiring, machine.network).all.isEmpty
        add(
            .wiring,
            (isRight ? "The wires are right: " : "The wires are wrong: ")
                + parts.joined(separator: ", "),
            figures
        )
    }

    private mutating func explainTransformers() {
        let (installed, programmed) = (machine.installation, machine.ratios)
        var figures = [
            Figure("installed current ratio", installed.currentTransformer.ratio),
            Figure("programmed current ratio", programmed.currentTransformer.ratio),
            Figure("factor on currents", machine.stage.gain.x),
            Figure("installed voltage ratio", installed.voltageTransformer.ratio),
            Figure("programmed voltage ratio", programmed.voltageTransformer.ratio),
            Figure("factor on voltages", machine.stage.gain.y),
        ]
        var sentence =
            "Current transformers of \(installed.currentTransformer.text) are installed and "
            + "\(programmed.currentTransformer.text) is programmed, voltage transformers of "
            + "\(installed.voltageTransformer.text) and \(programmed.voltageTransformer.text)"
        let gain = machine.stage.gain
        sentence +=
            gain == SIMD2(1, 1)
            ? ": what is shown is what flows"
            : ": currents are shown \(gain.x.brief) times, voltages \(gain.y.brief) times"
        if let factors = path.transformerFactors {
            for phase in phases {
                let error = (factors[phase].rms - 1) * 100
                figures += [
                    Figure("transformer error \(phase.title)", error, "%"),
                    Figure("transformer angle \(phase.title)", factors[phase].degrees, "°"),
                ]
            }
            sentence += "; the current transformers have errors of their own"
        }
        add(.transformer, sentence, figures)
    }

    private mutating func explainElements() {
        let (stage, measurement) = (machine.stage, machine.measurement)
        var figures = [
            Figure("starting current", stage.threshold.x, "A"),
            Figure("voltage that counts as there", stage.threshold.y, "V"),
        ]
        if stage.saturation.isFinite {
            figures.append(Figure("saturation", stage.saturation, "A"))
        }
        for phase in phases + [.total] {
            for kind in PowerKind.allCases {
                guard let power = measurement.power(kind, phase).known else { continue }
                figures.append(Figure("\(kind.rawValue) power \(phase.title)", power, kind.symbol))
            }
        }
        let saturates = phases.filter { path.held[Int($0.rawValue)] < 1 }
        for phase in saturates {
            let share = path.held[Int(phase.rawValue)] * 100
            figures.append(Figure("followed of I\(phase.rawValue + 1)", share, "%"))
        }
        let registers = measurement.elements.registers
        add(
            .element,
            "The elements multiply the voltages and currents that they see"
                + (saturates.isEmpty ? "" : ", of which some are beyond what the inputs follow")
                + (registers
                    ? "; at least one has its voltage and reaches the starting current, so that "
                        + "the meter counts"
                    : "; none has its voltage and reaches the starting current, so that nothing "
                        + "is counted"),
            figures
        )
    }

    private mutating func explainError() {
        guard let errors = machine.errors, errors.intrinsic != .none else {
            let text = machine.model.ratings.activeAccuracy.map { " (class \($0))" } ?? ""
            return add(.measurement, "The meter\(text) was made without an error of its own")
        }
        let perfect = machine.stageWithoutOwnError.measurement(of: machine.piece.conditions)
        guard let read = reading(machine.measurement), let right = reading(perfect),
            read.value.isFinite, right.value.isFinite
        else {
            return add(.measurement, "The meter was born with an error inside half its class")
        }
        var figures = [
            Figure("without the error", right.value, right.unit),
            Figure("with the error", read.value, read.unit),
        ]
        if right.value != 0 {
            figures.append(Figure("error", (read.value / right.value - 1) * 100, "%"))
        }
        let printed = machine.model.ratings.activeAccuracy ?? "no printed class"
        add(
            .measurement,
            "The meter (\(printed)) was born with an error: it reads \(read.value.brief) "
                + "\(read.unit) where \(right.value.brief) \(right.unit) would be right",
            figures
        )
    }
}

extension MeterMachine {
    /// The way to the elements as it is, of a meter that was born without an error.
    fileprivate var stageWithoutOwnError: InputStage {
        InputStage(
            installation,
            ratios: ratios,
            network: network,
            design: design,
            operating: operatingRule,
            errors: errors.map { MeterErrors(transformers: $0.transformers) }
        )
    }
}

extension Wiring {
    /// Of each input the tap of its voltage and that of its current.
    fileprivate var taps: [[Tap]] { [[u1, i1], [u2, i2], [u3, i3]] }
}

extension Tap {
    /// Whether a phase is connected to it.
    fileprivate func sees(_ phase: Channel) -> Bool {
        if case .phase(phase, _) = self { true } else { false }
    }

    /// `sees L2 the wrong way round`.
    fileprivate var sight: String {
        switch self {
        case .open: "is open"
        case .shorted: "is shorted"
        case .phase(let phase, let isReversed):
            "sees \(phase.title)" + (isReversed ? " the wrong way round" : "")
        }
    }
}

extension NetworkType {
    /// The connection in words.
    fileprivate var meaning: String {
        switch self {
        case .singlePhase: "single phase"
        case .twoPhase: "two phases without neutral"
        case .twoPhaseNeutral: "two phases with neutral"
        case .threeWireBalanced: "three wires, balanced, one current"
        case .fourWireBalanced: "four wires, balanced, one voltage and one current"
        case .threeWireUnbalanced: "three wires, three currents"
        case .threeWireTwoCurrents: "three wires, two currents"
        case .fourWireUnbalanced: "four wires, three currents"
        }
    }
}
