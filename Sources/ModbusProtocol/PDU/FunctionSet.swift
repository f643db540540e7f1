/// A set of function codes, 16 bytes large.
///
/// Only the codes 1 to 127 can be members: 0 is not valid and the rest is kept for exceptions
/// (Modbus application protocol V1.1b3, section 4.1).
public struct FunctionSet: Hashable, Sendable, ExpressibleByArrayLiteral {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    /// Makes a set of function codes; codes outside 1 to 127 are left out.
    public init(_ functions: some Sequence<FunctionCode>) {
        for function in functions { insert(function) }
    }

    /// Makes a set from a list in the source, as `[3, 6, 16]`.
    public init(arrayLiteral elements: FunctionCode...) { self.init(elements) }

    /// Tells whether the function is a member.
    public func contains(_ function: FunctionCode) -> Bool {
        let code = function.rawValue
        guard code < 128 else { return false }
        let half = code < 64 ? low : high
        return half >> UInt64(code & 63) & 1 != 0
    }

    /// Adds a function; a code outside 1 to 127 is left out.
    public mutating func insert(_ function: FunctionCode) {
        let code = function.rawValue
        guard (1...127).contains(code) else { return }
        let bit = UInt64(1) << UInt64(code & 63)
        if code < 64 { low |= bit } else { high |= bit }
    }

    /// The set with more functions.
    public func union(_ functions: some Sequence<FunctionCode>) -> FunctionSet {
        functions.reduce(into: self) { $0.insert($1) }
    }

    /// Takes a function out.
    public mutating func remove(_ function: FunctionCode) {
        let code = function.rawValue
        guard code < 128 else { return }
        let bit = UInt64(1) << UInt64(code & 63)
        if code < 64 { low &= ~bit } else { high &= ~bit }
    }

    /// The members in ascending order.
    public var functions: [FunctionCode] {
        (1...127).map { FunctionCode(rawValue: $0) }.filter(contains)
    }

    /// Every function that `ModbusSlave` can carry out.
    public static let implemented: FunctionSet = [
        1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 15, 16, 17, 22, 23, 43,
    ]

    /// The functions that only write: those that a broadcast may carry.
    public static let broadcastable: FunctionSet = [5, 6, 15, 16, 22]

    /// The functions that write: they may change the device.
    public static let writing: FunctionSet = [5, 6, 15, 16, 22, 23]
}
