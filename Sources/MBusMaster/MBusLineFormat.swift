internal import MBusProtocol

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

    /// The speed, one of `BaudRateSwitch.baudRates`.
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

    /// What is said of a speed that no M-Bus has.
    static func unknown(_ baudRate: Int) -> MBusMasterError {
        let list = BaudRateSwitch.baudRates.map(String.init).joined(separator: ", ")
        return .invalidRequest("M-Bus has no \(baudRate) baud; it has \(list)")
    }
}
