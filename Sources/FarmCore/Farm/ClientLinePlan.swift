public import MeterModels

/// How a master is taken to have set its end of a line, where that cannot be seen.
///
/// Linux keeps no parity bit of a pseudo-terminal, and a TCP connection has no line at all.
public struct ClientLinePlan: Hashable, Sendable {
    /// Bits per second; nil as seen, else as the bus has it.
    public var baudRate: Int?
    /// The parity bit; nil as seen, else as the bus has it.
    public var parity: SerialOptions.Parity?
    /// Stop bits, 1 or 2; nil as seen, else as the bus has it.
    public var stopBits: Int?

    /// Whatever is seen, else as the bus has it.
    public init() {}

    /// The master's end: what is played here before what is seen, and that before the bus.
    ///
    /// - Parameters:
    ///   - seen: how the client has set its end, as far as it is known; nil when it is not.
    ///   - bus: what the bus is set to.
    public func line(seen: ClientLine?, bus: LineFormat) -> ClientLine {
        var line = seen ?? ClientLine(bus)
        if let baudRate { line.baudRate = baudRate }
        if let parity { line.parity = ClientLine.Parity(parity) }
        if let stopBits { line.stopBits = stopBits }
        return line
    }
}
