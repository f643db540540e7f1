public import SimulatedTime

/// A way into a bus, checked.
public struct PortPlan: Hashable, Sendable {
    /// The protocol spoken.
    public enum WireProtocol: String, Hashable, Sendable, CaseIterable {
        /// Modbus RTU: on a serial line, or its frames on TCP connections.
        case modbusRTU = "modbus-rtu"
        /// Modbus ASCII: on a serial line, or its frames on TCP connections.
        case modbusASCII = "modbus-ascii"
        /// Modbus TCP.
        case modbusTCP = "modbus-tcp"
        /// M-Bus behind a level converter: on a serial line, on TCP connections, in datagrams.
        case mBus = "m-bus"

        /// How frames of a serial line are written; nil for Modbus TCP, which has none.
        public var framing: WireFraming? {
            switch self {
            case .modbusRTU: .rtu
            case .modbusASCII: .ascii
            case .modbusTCP: nil
            case .mBus: .mBus
            }
        }
    }

    /// Where clients come in.
    public enum Place: Hashable, Sendable {
        /// A pseudo-terminal under a symbolic link.
        case pseudoTerminal(link: String)
        /// A serial device of this host.
        case serialDevice(path: String)
        /// A listening TCP socket; port 0 lets the system choose.
        case tcp(host: String, port: Int)
        /// A UDP socket; port 0 lets the system choose.
        case udp(host: String, port: Int)
        /// A listening TCP socket for each meter of the bus that has an address of its own.
        case eachMeter(port: Int)
    }

    /// The name in what `run` prints; the bus's name unless the file gives one.
    public var name: String
    /// The protocol spoken.
    public var wireProtocol: WireProtocol
    /// Where clients come in.
    public var place: Place
    /// How a serial device is used.
    public var device = DevicePlan()
    /// How the master has set its end of the line, where that is played; nil without.
    public var clientLine: ClientLinePlan?
    /// How many clients a TCP port takes.
    public var connections = ConnectionPlan()
    /// The gateway in front of the bus; nil for a port of the meters themselves.
    public var gateway: GatewayPlan?

    /// A port with nothing special about it.
    public init(name: String, wireProtocol: WireProtocol, place: Place) {
        self.name = name
        self.wireProtocol = wireProtocol
        self.place = place
    }
}

/// How a serial device of the host is used.
public struct DevicePlan: Hashable, Sendable {
    /// RS485 mode of the device's driver; nil leaves it as it is.
    public var rs485: RS485Plan?
    /// Whether the farm starts without the device and takes it when it is plugged in.
    public var waits = false

    /// A device that is there, with its driver as it is.
    public init() {}
}

/// How a serial driver of Linux turns an RS485 transceiver round (`TIOCSRS485`).
public struct RS485Plan: Hashable, Sendable {
    /// The longest delay a driver takes, as Linux bounds it (`serial_core.c`, 100 ms).
    public static let delayLimit = TimeSpan.milliseconds(100)

    /// Whether RTS is high while the device sends, and low otherwise; or the other way round.
    public var requestToSendOnSend = true
    /// From RTS to the first bit, whole milliseconds.
    public var delayBefore = TimeSpan.zero
    /// From the last bit to RTS, whole milliseconds.
    public var delayAfter = TimeSpan.zero

    /// RTS high while sending, without delays.
    public init() {}
}

/// How many clients a TCP port takes.
public struct ConnectionPlan: Hashable, Sendable {
    /// What happens to a client beyond the limit.
    public enum WhenFull: String, Hashable, Sendable, CaseIterable {
        /// It is disconnected at once.
        case refuse
        /// It takes the place of the client that was silent for longest.
        case dropOldest
    }

    /// The most connections that a file may ask for.
    public static let limitRange = 1...65_535

    /// Connections at a time; nil as many as usual.
    public var limit: Int?
    /// What happens to a client beyond the limit.
    public var whenFull = WhenFull.refuse

    /// As many as usual.
    public init() {}
}
