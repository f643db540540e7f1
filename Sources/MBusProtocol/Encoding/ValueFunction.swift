/// What moment or extreme a value stands for: bits 5 and 4 of DIF (EN 13757-3, 6.3).
public enum ValueFunction: UInt8, Hashable, Sendable, CaseIterable {
    /// The value at the moment of the readout.
    case instantaneous = 0
    /// The largest value.
    case maximum = 1
    /// The smallest value.
    case minimum = 2
    /// The value during an error.
    case duringError = 3
}
