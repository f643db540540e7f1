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
    /// The harmonics of the current; nil where the profile's count.
    var waves: [HarmonicSignal]?

    /// Power factors with an active power are kept away from 0, where the reactive power is
    /// without bounds.
    static let smallestFactor = 0.001

    /// Whether the powers are those at 1 V: a current is given.
    var isPerVolt: Bool { form == .currentAndFactor || form == .currentAndAngle }

    /// Whether seed and meter change it.
    var usesChance: Bool { first.source.usesChance || second.source.usesChance }

    /// The powers for 1 W, 1 VA or 1 A of the first signal; nil where the second adds to it.
    func direction(second: Double) -> Power? {
        switch form {
        case .activeAndReactive: return nil
        case .activeAndFactor:
            let factor = max(second.magnitude, Self.smallestFactor)
            let size = (1 - factor * factor).squareRoot() / factor
            return Power(active: 1, reactive: isCapacitive ? -size : size)
        case .apparentAndFactor, .currentAndFactor:
            let size = (1 - second * second).squareRoot()
            return Power(active: second, reactive: (second < 0) == isCapacitive ? size : -size)
        case .currentAndAngle: return Power.unit(degrees: second)
        }
    }
}
