/// How a serial device is set for M-Bus.
public struct MBusLineFormat: Hashable, Sendable {
    /// The parity bit.
    public enum Parity: String, Hashable, Sendable, CaseIterable {
        /// None; not of M-Bus, but some converters want it.
        case none
        /// Even, as M-Bus has it (EN 13757-2, 5.4.3).
        case even
        /// Odd.
        case odd
    }

    /// The speeds of M-Bus (EN 13757-3, CI B8 to BF), bit/s.
    public static let baudRates = [300, 600, 1200, 2400, 4800, 9600, 19200, 38400]

    /// The speed, one of ``baudRates``.
    public var baudRate: Int
    /// The parity bit.
    public var parity: Parity
    /// 1 or 2.
    public var stopBits: Int

    /// A format; the standard's unless told otherwise.
    public init(baudRate: Int = 2400, parity: Parity = .even, stopBits: Int = 1) {
        self.baudRate = baudRate
        self.parity = parity
        self.stopBits = stopBits
    }
}
