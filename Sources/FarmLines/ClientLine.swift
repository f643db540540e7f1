internal import CPseudoTerminal

/// How the client of a pseudo-terminal has set its end of the line.
public struct ClientLine: Equatable, Sendable {
    /// What Linux keeps of a pseudo-terminal's parity.
    public enum Parity: String, Equatable, Sendable {
        /// Odd, for certain.
        case odd
        /// Even, for certain: libmodbus and mbpoll say so.
        case even
        /// None or even; which of them a pseudo-terminal does not keep.
        case noneOrEven
    }

    /// Bits per second, exact for odd rates also.
    public var baudRate: Int
    /// 1 or 2.
    public var stopBits: Int
    /// As far as it is known.
    public var parity: Parity

    /// A line with these settings.
    public init(baudRate: Int, stopBits: Int, parity: Parity) {
        self.baudRate = baudRate
        self.stopBits = stopBits
        self.parity = parity
    }

    /// What the kernel keeps; nil for a parked line, which no client has set.
    init?(_ settings: pseudo_terminal_settings) {
        guard settings.baud != UInt32(PSEUDO_TERMINAL_PARKED_BAUD) else { return nil }
        self.baudRate = Int(settings.baud)
        self.stopBits = settings.two_stop_bits ? 2 : 1
        self.parity =
            settings.odd_parity ? .odd : settings.checks_parity ? .even : .noneOrEven
    }
}
