/// A bus of the farm file with its ports, checked.
public struct BusPlan: Hashable, Sendable {
    /// The name, unique in the farm.
    public var name: String
    /// The settings of the serial line.
    public var line: LinePlan
    /// Whether the farm file says how the line is set.
    public var lineIsGiven = false
    /// Whether several meters may have the same address, as happens by mistake.
    public var allowsDuplicateAddresses = false
    /// The faults that are armed from the start.
    public var faults: [FaultPlan] = []
    /// What scenarios do to it.
    public var script = BusScript()
    /// What was put on the farm's agenda for it while the farm ran, by time.
    public var agenda: [BusScript.Placed] = []
    /// What a TCP client gets that asks for an address nobody has.
    public var foreignUnit: ForeignUnit
    /// The ways in.
    public var ports: [PortPlan]

    /// Whether it is an M-Bus, and no RS485 line.
    public var isMBus: Bool { ports.contains { $0.wireProtocol == .mBus } }

    /// A bus with these ports on which nothing goes wrong.
    public init(name: String, line: LinePlan, foreignUnit: ForeignUnit, ports: [PortPlan]) {
        self.name = name
        self.line = line
        self.foreignUnit = foreignUnit
        self.ports = ports
    }
}
