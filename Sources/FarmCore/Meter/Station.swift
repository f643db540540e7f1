public import MeterModels
internal import Metrology

/// How a meter hangs on its bus: its address, its own line settings and its two wires.
public struct Station: Hashable, Sendable {
    /// How the meter's terminals are connected to the bus.
    public enum Connection: String, Hashable, Sendable, CaseIterable {
        /// A to A and B to B.
        case right
        /// A and B exchanged: the meter understands nobody.
        case reversed
        /// Not at all.
        case open
    }

    /// The address that it answers.
    public var address: UInt8
    /// Its speed in bit/s; nil when it is set as the bus is.
    public var baudRate: Int?
    /// Its parity; nil when it is set as the bus is.
    public var parity: LinePlan.Parity?
    /// Its stop bits; nil when they are set as the bus has them.
    public var stopBits: Int?
    /// The framing that plugs in the device set; nil where it takes what comes.
    ///
    /// Part of the device and not of what is programmed: a state does not keep it.
    public var framing: WireFraming?
    /// How its terminals are connected.
    public var connection = Connection.right

    /// A meter that is connected and set as its bus is.
    public init(address: UInt8) { self.address = address }

    /// Speed and character format of the meter on a bus.
    public func format(on bus: LineFormat) -> LineFormat {
        LineFormat(
            baudRate: baudRate ?? bus.baudRate,
            parity: parity ?? bus.parity,
            stopBits: stopBits ?? bus.stopBits
        )
    }

    /// Whether it understands whoever is set as the bus is.
    func isInTune(with bus: LineFormat) -> Bool {
        connection == .right && ClientLine(bus).reaches(format(on: bus))
    }

    /// Takes over a line setting as it was programmed.
    mutating func programme(_ role: LineSetting, _ value: Double) {
        switch role {
        case .address:
            if let number = UInt8(exactly: value), number > 0 { address = number }
        case .baudRate: baudRate = Int(exactly: value) ?? baudRate
        case .parity: parity = Self.parity(value) ?? parity
        case .stopBits: stopBits = Int(exactly: value) ?? stopBits
        case .characterFormat:
            parity = value == 3 ? LinePlan.Parity.none : Self.parity(value) ?? parity
            stopBits = value == 3 ? 2 : 1
        case .identification: break
        }
    }

    private static func parity(_ value: Double) -> LinePlan.Parity? {
        switch value {
        case 0: LinePlan.Parity.none
        case 1: .even
        case 2: .odd
        default: nil
        }
    }

    /// Goes through its fields.
    mutating func visit(_ visitor: inout some StateVisitor) {
        var number = Int(address)
        visitor.visit("address", &number)
        address = UInt8(truncatingIfNeeded: number)
        var speed = Int64(baudRate ?? 0)
        visitor.visit("baudRate", &speed)
        baudRate = speed > 0 ? Int(speed) : nil
        Self.visit("parity", &parity, [.none, .even, .odd], &visitor)
        var bits = Int64(stopBits ?? 0)
        visitor.visit("stopBits", &bits)
        stopBits = bits > 0 ? Int(bits) : nil
        var wires: Connection? = connection
        Self.visit("connection", &wires, Connection.allCases, &visitor)
        connection = wires ?? .right
    }

    /// One of a list as its place from 1, 0 for none of them.
    private static func visit<Value: Equatable>(
        _ name: StaticString,
        _ value: inout Value?,
        _ all: [Value],
        _ visitor: inout some StateVisitor
    ) {
        var place = (value.flatMap { all.firstIndex(of: $0) } ?? -1) + 1
        visitor.visit(name, &place)
        value = all.indices.contains(place - 1) ? all[place - 1] : nil
    }
}
