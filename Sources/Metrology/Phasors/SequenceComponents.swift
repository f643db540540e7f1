/// The symmetrical components of three phasors, RMS.
public struct SequenceComponents: Hashable, Sendable {
    /// What the phases have in common: (X1 + X2 + X3) / 3.
    public var zero = Double.nan
    /// The system that turns 1, 2, 3: (X1 + aX2 + a²X3) / 3.
    public var positive = Double.nan
    /// The system that turns 1, 3, 2: (X1 + a²X2 + aX3) / 3.
    public var negative = Double.nan

    /// Not measured.
    public init() {}

    /// The components of three phasors.
    public init(_ x: ThreePhasors) {
        let (a, a2) = (Phasor.a, Phasor.a.conjugate)
        zero = x.mean.rms
        positive = ((x.l1 + a * x.l2 + a2 * x.l3) * (1 / 3)).rms
        negative = ((x.l1 + a2 * x.l2 + a * x.l3) * (1 / 3)).rms
    }

    /// One of the components.
    public subscript(component: SequenceComponent) -> Double {
        switch component {
        case .zero: zero
        case .positive: positive
        case .negative: negative
        }
    }

    /// Negative by positive sequence, %; 0 where there is no positive sequence.
    public var unbalance: Double {
        guard !positive.isNaN else { return .nan }
        return positive > 0 ? negative / positive * 100 : 0
    }
}
