public import MeterModels

/// Speed and character format of one end of a serial line.
public struct LineFormat: Hashable, Sendable {
    /// Bits per second.
    public var baudRate: Int
    /// The parity bit.
    public var parity: SerialOptions.Parity
    /// Stop bits, 1 or 2.
    public var stopBits: Int

    /// An end with these settings.
    public init(baudRate: Int, parity: SerialOptions.Parity, stopBits: Int) {
        self.baudRate = baudRate
        self.parity = parity
        self.stopBits = stopBits
    }

    /// Bits of one character on the line: start, eight data, parity, stop.
    public var bitsPerCharacter: Int { 9 + (parity == .none ? 0 : 1) + stopBits }
}

/// How a master has set its end of a line, as far as that can be known.
public struct ClientLine: Hashable, Sendable {
    /// What is known of its parity.
    public enum Parity: String, Hashable, Sendable {
        /// None, for certain.
        case none
        /// Odd, for certain.
        case odd
        /// Even, for certain.
        case even
        /// None or even: a pseudo-terminal does not keep which of them.
        case noneOrEven
    }

    /// Bits per second.
    public var baudRate: Int
    /// 1 or 2.
    public var stopBits: Int
    /// As far as it is known.
    public var parity: Parity

    /// A master's end with these settings.
    public init(baudRate: Int, stopBits: Int, parity: Parity) {
        self.baudRate = baudRate
        self.stopBits = stopBits
        self.parity = parity
    }

    /// A master's end that is known for certain.
    public init(_ format: LineFormat) {
        self.init(
            baudRate: format.baudRate,
            stopBits: format.stopBits,
            parity: Parity(format.parity)
        )
    }

    /// Whether what is sent from here is understood at the other end.
    ///
    /// Another speed or another parity is not. Two stop bits for one are, and one for two by
    /// nearly every receiver (`domain/wiring-faults.md` D.2).
    public func reaches(_ end: LineFormat) -> Bool {
        guard baudRate == end.baudRate else { return false }
        return parity == Parity(end.parity) || parity == .noneOrEven && end.parity != .odd
    }
}

extension ClientLine.Parity {
    /// A parity that is known for certain.
    init(_ parity: SerialOptions.Parity) {
        self =
            switch parity {
            case .none: .none
            case .even: .even
            case .odd: .odd
            }
    }
}
