internal import LoadProfiles
internal import MeterModels
internal import Metrology
internal import SimulatedTime

extension MeterMachine {
    /// What is amiss with the meter and its installation.
    ///
    /// In this order: supply, wires, ratios, currents, tariff, clock.
    public var suspects: [Suspect] {
        var all = supplySuspects
        guard networkType != nil else { return all + clockSuspects }
        all += WiringSuspects(installation.wiring, network).all
        all += ratioSuspects
        all += currentSuspects
        return all + tariffSuspects + clockSuspects
    }

    private var supplySuspects: [Suspect] {
        guard isPowered else {
            let why =
                supplyIsOn
                ? "what feeds it (\(supplyText)) does not reach "
                    + "\(design.supply.minimumVoltage.brief) V" : "its supply circuit is cut"
            return [
                Suspect(
                    .unpowered,
                    "The meter has no supply, because \(why): it counts nothing and is silent"
                )
            ]
        }
        guard !isAnswering else { return [] }
        return [Suspect(.startingUp, "The meter is starting up and does not answer yet")]
    }

    /// What feeds the meter, in words.
    var supplyText: String {
        let from = design.supply.from
        if from.contains(.auxiliary) { return "an auxiliary supply" }
        return from.map { $0 == .anyPhase ? "any phase" : $0.rawValue.uppercased() }.listed
    }

    // MARK: Ratios and currents

    private var ratioSuspects: [Suspect] {
        var all: [Suspect] = []
        if abs(stage.gain.x - 1) > 1e-9 {
            all.append(
                Suspect(
                    .currentRatio,
                    ratioText(
                        "current",
                        ratios.currentTransformer,
                        installation.currentTransformer,
                        "currents, powers and energies",
                        stage.gain.x
                    )
                )
            )
        }
        if abs(stage.gain.y - 1) > 1e-9 {
            all.append(
                Suspect(
                    .voltageRatio,
                    ratioText(
                        "voltage",
                        ratios.voltageTransformer,
                        installation.voltageTransformer,
                        "voltages, powers and energies",
                        stage.gain.y
                    )
                )
            )
        }
        return all
    }

    private func ratioText(
        _ kind: String,
        _ programmed: TransformerRatio,
        _ installed: TransformerRatio,
        _ what: String,
        _ gain: Double
    ) -> String {
        "A \(kind) ratio of \(programmed.text) is programmed, and \(installed.text) is installed: "
            + "\(what) read \(gain.brief) times what they are"
    }

    private var currentSuspects: [Suspect] {
        let path = stage.path(of: piece.conditions)
        var all: [Suspect] = []
        for phase in Channel.phases {
            let (index, number) = (Int(phase.rawValue), Int(phase.rawValue) + 1)
            guard network.currentInputs >> Int64(index) & 1 == 1 else { continue }
            if path.held[index] < 1 {
                all.append(
                    Suspect(
                        .saturation,
                        [number],
                        "Current input \(number) saturates: it follows "
                            + "\((path.held[index] * 100).brief) % of what comes"
                    )
                )
            }
            let atInput = path.arrivingCurrents[phase].rms * stage.toSecondary.x
            if atInput > model.ratings.maximumCurrent {
                all.append(
                    Suspect(
                        .overload,
                        [number],
                        "Current input \(number) carries \(atInput.brief) A, above the "
                            + "\(model.ratings.maximumCurrent.brief) A of the rating plate"
                    )
                )
            }
            if let factor = path.transformerFactors?[phase], abs(factor.rms - 1) > 0.03 {
                all.append(
                    Suspect(
                        .transformerError,
                        [number],
                        "The current transformer on \(phase.name.uppercased()) gives "
                            + "\((factor.rms * 100).brief) % of the current that its ratio says"
                    )
                )
            }
        }
        return all + countingSuspects(path)
    }

    /// What flows and does not count.
    private func countingSuspects(_ path: InputPath) -> [Suspect] {
        guard isPowered, !measurement.elements.registers else { return [] }
        let flows = Channel.phases.contains { phase in
            network.connectedPhases >> Int64(phase.rawValue) & 1 == 1
                && path.siteCurrents[phase].rms > 0
        }
        guard flows else { return [] }
        return [
            Suspect(
                .countingStopped,
                "A current flows and nothing is counted: no element has its voltage and at least "
                    + "the starting current of \(design.startingCurrent.brief) A at its input"
            )
        ]
    }

    // MARK: Tariff and clock

    private var tariffSuspects: [Suspect] {
        guard design.tariffCount > 1, let tariffDrive else { return [] }
        if tariffDrive.drivesInput, !inputDecides, partialMode == nil {
            return [
                Suspect(
                    .tariffSource,
                    "Something drives the tariff input, and the meter goes by communication: "
                        + "tariff \(registers.tariff) stays"
                )
            ]
        }
        guard tariffDrive.control?.drives == .register, inputDecides else { return [] }
        return [
            Suspect(
                .tariffSource,
                "A controller writes the tariff over the bus, and the meter goes by its input: "
                    + "tariff \(registers.tariff) stays"
            )
        ]
    }

    private var clockSuspects: [Suspect] {
        let ahead = (ownClock.own(at: bookedUntil) - bookedUntil).microseconds
        guard abs(ahead) >= 60_000_000 else { return [] }
        let seconds = Double(abs(ahead)) / 1e6
        return [
            Suspect(
                .clock,
                "The meter's clock is \(seconds.brief) s \(ahead > 0 ? "fast" : "slow"): days, "
                    + "demand periods and times go by it"
            )
        ]
    }
}

extension TransformerRatio {
    /// `100/5`; the ratio alone where the secondary value is 1.
    var text: String { secondary == 1 ? primary.brief : "\(primary.brief)/\(secondary.brief)" }
}
