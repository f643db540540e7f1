public import MeterModels

/// A bus of the farm file with its ports, checked.
public struct BusPlan: Hashable, Sendable {
    /// The name, unique in the farm.
    public var name: String
    /// The settings of the serial line.
    public var line: LinePlan
    /// What a TCP client gets that asks for an address nobody has.
    public var foreignUnit: ForeignUnit
    /// The ways in.
    public var ports: [PortPlan]
}

/// The settings of a serial line.
public struct LinePlan: Hashable, Sendable {
    /// The parity of a character, as models know it.
    public typealias Parity = SerialOptions.Parity

    /// Whether bytes take their time.
    public enum Timing: String, Hashable, Sendable, CaseIterable {
        /// As fast as the machine can.
        case instant
    }

    /// Bits per second.
    public var baudRate = 19_200
    /// The parity bit.
    public var parity = Parity.even
    /// Stop bits, 1 or 2.
    public var stopBits = 1
    /// Whether bytes take their time.
    public var timing = Timing.instant

    /// 19 200 baud, even parity, one stop bit.
    public init() {}

    /// Bits of one character on the line: start, eight data, parity, stop.
    public var bitsPerCharacter: Int { 9 + (parity == .none ? 0 : 1) + stopBits }
}

/// A way into a bus.
public struct PortPlan: Hashable, Sendable {
    /// The protocol spoken.
    public enum WireProtocol: String, Hashable, Sendable, CaseIterable {
        /// Modbus RTU: on a pseudo-terminal, or its frames on TCP connections.
        case modbusRTU = "modbus-rtu"
        /// Modbus TCP.
        case modbusTCP = "modbus-tcp"
    }

    /// Where clients come in.
    public enum Place: Hashable, Sendable {
        /// A pseudo-terminal under a symbolic link.
        case pseudoTerminal(link: String)
        /// A listening TCP socket; port 0 lets the system choose.
        case tcp(host: String, port: Int)
    }

    /// The name in what `run` prints; the bus's name unless the file gives one.
    public var name: String
    /// The protocol spoken.
    public var wireProtocol: WireProtocol
    /// Where clients come in.
    public var place: Place
}
