/// A point of load, as the accuracy tables name it.
public struct LoadPoint: Hashable, Sendable {
    /// How a polyphase meter is loaded.
    public enum Balance: String, Hashable, Sendable, CaseIterable {
        /// All phases alike; also the load of a single-phase meter.
        case balanced
        /// One phase alone, with balanced voltages at all.
        case singlePhase
    }

    /// The current at the meter's inputs, A.
    public var current: Double
    /// cos φ for active, sin φ for reactive energy: its magnitude, 0 to 1.
    public var factor: Double
    /// Whether the current leads (for an importing load).
    public var isCapacitive: Bool
    /// How the phases are loaded.
    public var balance: Balance

    /// A load point.
    ///
    /// - Parameters:
    ///   - current: A at the meter's inputs.
    ///   - factor: cos φ or sin φ; the sign (of export) is dropped, not a number counts as 1.
    ///   - isCapacitive: whether the current of an importing load would lead.
    ///   - balance: whether all phases are loaded alike.
    public init(
        current: Double,
        factor: Double = 1,
        isCapacitive: Bool = false,
        balance: Balance = .balanced
    ) {
        self.current = current
        self.factor = factor.isNaN ? 1 : min(abs(factor), 1)
        self.isCapacitive = isCapacitive
        self.balance = balance
    }

    /// The factor on one scale: −1 nothing but inductive, 0 at factor 1, +1 nothing but
    /// capacitive.
    var position: Double { isCapacitive ? 1 - factor : factor - 1 }
}
