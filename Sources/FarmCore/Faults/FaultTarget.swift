internal import LoadProfiles
public import MBusProtocol
public import ModbusProtocol

/// Which requests a fault concerns: all those of which every part that is given holds.
///
/// Names are patterns of ``MeterPattern``: `*`, `?`, alternatives behind commas.
public struct FaultTarget: Hashable, Sendable {
    /// The bus by name; nil for every bus.
    public var bus: String?
    /// The meter by name; nil for every meter.
    public var meter: String?
    /// The address on the bus that is asked, 0 to 255; nil for every address.
    public var unit: UInt8?
    /// The function codes of Modbus; nil for every function.
    public var functions: FunctionSet?
    /// The functions of the M-Bus link layer; nil for every function.
    public var linkFunctions: Set<LinkFunction>?
    /// Registers or bits that the request touches; nil for whatever it touches.
    ///
    /// For a fault of values also which registers change.
    public var addresses: [ClosedRange<UInt16>]?
    /// Quantities that the registers touched show, patterns such as `energy.active.*`; nil for
    /// whatever they show.
    ///
    /// For a fault of values also which registers change.
    public var quantities: [String]?
    /// Who asks: the client's address without its port, or the name of a serial port; nil for
    /// everybody.
    public var client: String?

    /// Everything.
    public init() {}

    /// Whether there can be anything for it on a bus with these meters.
    public func concerns(bus name: String, meters: some Sequence<String>) -> Bool {
        guard concerns(bus: name) else { return false }
        return meter.map { pattern in meters.contains { MeterPattern.matches(pattern, $0) } }
            ?? true
    }

    /// Whether it means a bus.
    func concerns(bus name: String) -> Bool {
        bus.map { MeterPattern.matches($0, name) } ?? true
    }
}
