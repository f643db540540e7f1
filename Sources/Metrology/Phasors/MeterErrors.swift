/// What makes a meter read other than the truth: its own intrinsic error, those of its current
/// transformers, and inputs that saturate.
///
/// Shared by reference, because few meters have any.
public final class MeterErrors: Sendable {
    /// The error the meter was born with.
    public let intrinsic: IntrinsicError
    /// The transformers on L1 to L3; empty without errors.
    public let transformers: [TransformerError]

    /// The errors of one meter in its installation.
    public init(
        intrinsic: IntrinsicError = .none,
        transformers: [TransformerError] = []
    ) {
        self.intrinsic = intrinsic
        self.transformers = transformers
    }

    /// What each transformer multiplies its phase's current by.
    ///
    /// - Parameter transformer: the rated currents of the transformers.
    func transformerFactors(
        _ currents: ThreePhasors,
        through transformer: TransformerRatio
    ) -> ThreePhasors {
        func factor(_ k: Int, _ current: Phasor) -> Phasor {
            guard k < transformers.count else { return Phasor(re: 1, im: 0) }
            let secondary = transformers[k].secondary(of: current, through: transformer)
            return current == .zero
                ? Phasor(re: 1, im: 0) : secondary * transformer.ratio / current
        }
        return ThreePhasors(factor(0, currents.l1), factor(1, currents.l2), factor(2, currents.l3))
    }
}

extension Measurement {
    /// Gives the readings the error the meter was born with (metrology.md B.7).
    ///
    /// Each element errs at its own load point; voltages and currents are read with the error of
    /// their class.
    mutating func take(_ error: IntrinsicError, _ total: ApparentTotal) {
        terminalVoltage *= error.voltageFactor
        lineVoltage *= error.voltageFactor
        let truth = elements
        elements.current *= error.currentFactor
        elements.apparent *= error.voltageFactor * error.currentFactor
        for k in elements.hasPhases ? 0..<3 : 3..<4 where truth.apparent[k] > 0 {
            let (p, q, s) = (truth.active[k], truth.reactive[k], truth.apparent[k])
            elements.active[k] = p * error.activeFactor(at: point(k, p / s, truth))
            elements.reactive[k] = q * error.reactiveFactor(at: point(k, q / s, truth))
        }
        if network == .singlePhase {
            elements.active[3] = elements.active[0]
            elements.reactive[3] = elements.reactive[0]
        } else if elements.hasPhases {
            elements.formTotalsWithDistortion(total)
        }
    }

    /// The load point of an element; the fourth is the whole of a network without phases.
    private func point(_ k: Int, _ factor: Double, _ truth: ElementReadings) -> LoadPoint {
        let current = truth.current
        let loaded = (0..<3).filter { current[$0] > 0 }.count
        return LoadPoint(
            current: (k < 3 ? current[k] : current.phaseSum / 3) * toSecondary.x,
            factor: factor,
            isCapacitive: (truth.active[k] >= 0) != (truth.reactive[k] >= 0),
            balance: loaded == 1 && network.connectedPhases != 0b001 ? .singlePhase : .balanced
        )
    }
}
