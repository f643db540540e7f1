internal import LoadProfiles
internal import MeterModels
internal import Metrology

extension MeterMachine {
    /// What the installation carries, what the meter sees, and what it counts.
    ///
    /// - Parameter pattern: which quantities, by name: `power.*`, `energy.active.import.?`,
    ///   alternatives behind commas.
    public func truth(quantities pattern: String = "*") -> MeterTruth {
        MeterTruth(
            meter: name,
            model: model.id,
            instant: bookedUntil,
            isPowered: isPowered,
            isAnswering: isAnswering,
            network: networkType,
            right: rightCircuit,
            seen: networkType == nil ? nil : seenCircuit,
            quantities: model.catalogue.names.compactMap { name in
                MeterPattern.matches(pattern, name) ? quantityTruth(name) : nil
            }
        )
    }

    /// A quantity exactly; nil for a name that the model's catalogue does not have.
    public func quantityTruth(_ name: String) -> QuantityTruth? {
        guard let quantity = model.catalogue[name] else { return nil }
        let unit = quantity.unit.symbol
        return QuantityTruth(
            name: name,
            obis: quantity.obis,
            unit: unit,
            exact: value(of: quantity),
            perUnit: quantity.unit.perUnit(unit) ?? 1
        )
    }

    /// What a perfect meter reads that is connected without a mistake where this one is.
    var rightMeasurement: Measurement { rightStage.measurement(of: piece.conditions) }

    /// The circuit as it is.
    var rightCircuit: CircuitTruth {
        let path = rightStage.path(of: piece.conditions)
        return CircuitTruth(
            rightMeasurement,
            path.seenVoltages,
            path.seenCurrents,
            sign: .iec
        )
    }

    /// The circuit as the meter's elements see it.
    var seenCircuit: CircuitTruth {
        let path = stage.path(of: piece.conditions)
        return CircuitTruth(
            measurement,
            path.seenVoltages,
            path.seenCurrents,
            sign: design.powerFactorSign
        )
    }

    /// The way to a perfect meter: no ratio, no wrong wire; what the mains have lost stays lost.
    private var rightStage: InputStage {
        var perfect = Installation()
        perfect.wiring.lostPhases = installation.wiring.lostPhases
        perfect.wiring.upstreamNeutralIsWhole = installation.wiring.upstreamNeutralIsWhole
        return InputStage(
            perfect,
            ratios: ConfiguredRatios(),
            network: network.asInstalled,
            design: MeterDesign()
        )
    }
}

extension NetworkType {
    /// The network in which each phase and conductor that is there can be measured for itself.
    fileprivate var asInstalled: NetworkType {
        switch self {
        case .singlePhase: .singlePhase
        case .twoPhase, .twoPhaseNeutral: .twoPhaseNeutral
        default: .fourWireUnbalanced
        }
    }
}
