/// The serial line of a model: what can be set, and how it leaves the factory.
public struct SerialOptions: Hashable, Sendable {
    /// The parity of a character.
    public enum Parity: String, Hashable, Sendable, CaseIterable {
        /// No parity bit.
        case none
        /// An even number of ones.
        case even
        /// An odd number of ones.
        case odd
    }

    /// The speeds it can be set to, bit/s.
    public var baudRates: [Int] = [9600]
    /// The parities it can be set to.
    public var parities: [Parity] = [.none, .even, .odd]
    /// The numbers of stop bits it can be set to.
    public var stopBits: [Int] = [1]
    /// The slave addresses it can be set to.
    public var addresses: ClosedRange<Int> = 1...247
    /// The speed it leaves the factory with, bit/s.
    public var defaultBaudRate = 9600
    /// The parity it leaves the factory with.
    public var defaultParity = Parity.none
    /// The stop bits it leaves the factory with.
    public var defaultStopBits = 1
    /// The address it leaves the factory with.
    public var defaultAddress = 1

    /// The commonest line: 9600 8N1, address 1.
    public init() {}
}

/// How long a model takes to answer.
public struct ResponseTime: Hashable, Sendable {
    /// Usually, milliseconds.
    public var typical: Int64 = 20
    /// At most, milliseconds.
    public var maximum: Int64 = 200

    /// 20 ms, at most 200 ms.
    public init() {}
}
