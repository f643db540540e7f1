internal import Documents
internal import LoadProfiles
internal import MeterModels
internal import SimulatedTime

/// The keys of a port that mean something at some places only.
struct PortOptions {
    private let rs485: Node?
    private let wait: Node?
    private let clientLine: Node?
    private let connectionLimit: Node?
    private let whenFull: Node?
    private let gateway: Node?

    init(_ port: ObjectReader) {
        rs485 = port.optional("rs485")
        wait = port.optional("wait")
        clientLine = port.optional("clientLine")
        connectionLimit = port.optional("connectionLimit")
        whenFull = port.optional("whenFull")
        gateway = port.optional("gateway")
    }

    /// Reads what fits the port's place into its plan and complains of the rest.
    func apply(to plan: inout PortPlan, _ kind: PlaceKind) {
        readDevice(&plan, kind)
        readConnections(&plan, kind)
        readClientLine(&plan, kind)
        readGateway(&plan, kind)
    }

    private func readDevice(_ plan: inout PortPlan, _ kind: PlaceKind) {
        guard kind == .serial else {
            for node in [rs485, wait] {
                node?.report("is for a port with \"serial\"; a \(kind.noun) is no device")
            }
            return
        }
        plan.device.rs485 = rs485.flatMap(RS485Plan.read)
        plan.device.waits = wait?.bool() ?? false
    }

    private func readConnections(_ plan: inout PortPlan, _ kind: PlaceKind) {
        guard kind.hasConnections else {
            for node in [connectionLimit, whenFull] {
                node?.report("is for a TCP port; a \(kind.noun) has no connections")
            }
            return
        }
        plan.connections.limit = connectionLimit?
            .integer("connections", in: ConnectionPlan.limitRange)
        plan.connections.whenFull = whenFull?.choice() ?? .refuse
    }

    private func readClientLine(_ plan: inout PortPlan, _ kind: PlaceKind) {
        switch kind {
        case .pty, .listen: plan.clientLine = clientLine.flatMap(ClientLinePlan.read)
        case .serial:
            clientLine?.report(
                "cannot be played on a real line: the device is set as the bus is, and what a "
                    + "master sends with other settings does not arrive; leave it out"
            )
        case .udp:
            clientLine?.report("is for a pty or a TCP port; datagrams have no line")
        case .eachMeter:
            clientLine?.report(
                "is for a serial line; a meter with an address of its own has none in between"
            )
        }
    }

    private func readGateway(_ plan: inout PortPlan, _ kind: PlaceKind) {
        guard kind == .listen, plan.wireProtocol == .modbusTCP else {
            gateway?.report(
                "is for a modbus-tcp port with \"listen\"; "
                    + "this is \(plan.wireProtocol.rawValue) on a \(kind.noun)"
            )
            return
        }
        plan.gateway = gateway.flatMap(GatewayPlan.read)
    }
}

extension PlaceKind {
    /// What a person calls such a place.
    fileprivate var noun: String {
        switch self {
        case .pty: "pty"
        case .serial: "serial device"
        case .listen: "TCP port"
        case .udp: "UDP port"
        case .eachMeter: "TCP port of each meter"
        }
    }
}

extension RS485Plan {
    /// Reads `true`, `false` or `{ "rtsOnSend": …, "delayBefore": …, "delayAfter": … }`.
    static func read(_ node: Node) -> RS485Plan? {
        if case .bool(let isWanted) = node.value { return isWanted ? RS485Plan() : nil }
        guard let object = node.object("true, false or RS485 settings") else { return nil }
        var plan = RS485Plan()
        plan.requestToSendOnSend = object.optional("rtsOnSend")?.bool() ?? true
        plan.delayBefore = object.optional("delayBefore").flatMap(delay) ?? .zero
        plan.delayAfter = object.optional("delayAfter").flatMap(delay) ?? .zero
        object.finish()
        return plan
    }

    private static func delay(_ node: Node) -> TimeSpan? {
        guard let delay = node.timeSpan(in: .zero...delayLimit) else { return nil }
        guard delay.microseconds.isMultiple(of: 1000) else {
            node.report("\(delay) is not whole milliseconds, which is what drivers take")
            return nil
        }
        return delay
    }
}

extension ClientLinePlan {
    /// Reads `{ "baudRate": …, "parity": …, "stopBits": … }`; what is not named is as seen or as
    /// the bus has it.
    static func read(_ node: Node) -> ClientLinePlan? {
        guard let object = node.object("a master's line settings") else { return nil }
        var plan = ClientLinePlan()
        plan.baudRate = object.optional("baudRate")?.integer("a baud rate", in: 50...4_000_000)
        plan.parity = object.optional("parity")?.choice(of: SerialOptions.Parity.self)
        plan.stopBits = object.optional("stopBits")?.integer("stop bits", in: 1...2)
        object.finish()
        return plan
    }
}
