import SimulatedTime

/// Two signals that say all of a power.
///
/// Signs as in IEC 62053-23: active power is negative for export; reactive power has the sign of
/// the active power where the load is inductive and the other where it is capacitive.
struct PowerPair: Sendable {
    /// Which two signals they are.
    enum Form: Sendable {
        case activeAndReactive
        case activeAndFactor
        case apparentAndFactor
        case currentAndFactor
        case currentAndAngle
    }

    let form: Form
    var first: Signal
    var second: Signal
    let isCapacitive: Bool

    /// Power factors with an active power are kept away from 0, where the reactive power is
    /// without bounds.
    static let smallestFactor = 0.001

    /// Active power in W and reactive power in var.
    ///
    /// - Parameter voltage: V to neutral; counts where a current is given.
    func power(at moment: inout SignalMoment, voltage: Double) -> Power {
        let a = first.value(at: &moment)
        let b = second.value(at: &moment)
        switch form {
        case .activeAndReactive: return Power(active: a, reactive: b)
        case .activeAndFactor:
            let factor = max(b.magnitude, Self.smallestFactor)
            let size = (1 - factor * factor).squareRoot() / factor
            return Power(active: a, reactive: a * (isCapacitive ? -size : size))
        case .apparentAndFactor: return factored(apparent: a, factor: b)
        case .currentAndFactor: return factored(apparent: a * voltage, factor: b)
        case .currentAndAngle:
            let lag = Power.unit(degrees: b)
            return Power(active: a * voltage * lag.active, reactive: a * voltage * lag.reactive)
        }
    }

    private func factored(apparent: Double, factor: Double) -> Power {
        let size = apparent * (1 - factor * factor).squareRoot()
        let sign = (factor < 0) == isCapacitive ? 1.0 : -1.0
        return Power(active: apparent * factor, reactive: size * sign)
    }
}
