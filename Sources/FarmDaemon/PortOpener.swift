internal import FarmCore
internal import FarmLines
internal import NIOCore

/// Opens the ports of one bus.
struct PortOpener: Sendable {
    private let plan: BusPlan
    private let meters: [MeterPlan]
    private let loop: LineLoop
    private let bus: NIOLoopBound<Bus>
    private let log: @Sendable (String) -> Void

    init(
        bus plan: BusPlan,
        meters: [MeterPlan],
        on loop: LineLoop,
        _ bus: NIOLoopBound<Bus>,
        log: @escaping @Sendable (String) -> Void
    ) {
        self.plan = plan
        self.meters = meters
        self.loop = loop
        self.bus = bus
        self.log = log
    }

    /// Opens a port of the plan, or each of the sockets it stands for.
    ///
    /// - Parameter opened: takes each that is open, so that none stays behind when a later fails.
    func open(
        _ port: PortPlan,
        opened: (RunningFarm.OpenPort) -> Void
    ) async throws(LineError) {
        switch port.place {
        case .pseudoTerminal(let link):
            let line = try await PseudoTerminalPort.open(
                link: link,
                on: loop,
                clientLine: clientLine(port),
                makeSession: lineSession(port),
                observe: observer(port.name)
            )
            opened(RunningFarm.OpenPort(plan: port, line: line, bus: plan.name))
        case .serialDevice(let path):
            var settings = SerialDeviceSettings(path: path, format: plan.line.format)
            settings.rs485 = port.device.rs485
            settings.waits = port.device.waits
            let line = try await SerialDevicePort.open(
                settings,
                on: loop,
                makeSession: lineSession(port, pacesItself: true),
                observe: observer(port.name)
            )
            opened(RunningFarm.OpenPort(plan: port, line: line, bus: plan.name))
        case .tcp(let host, let number):
            let line = try await listen(port, host, number, try await connectionSession(port))
            opened(RunningFarm.OpenPort(plan: port, line: line, bus: plan.name))
        case .udp(let host, let number):
            let session = serialSession(port, isPaced: false)
            let line = try await UDPPort.open(
                host: host,
                port: number,
                on: loop,
                makeSession: { session($0.host, false) },
                observe: observer(port.name)
            )
            opened(RunningFarm.OpenPort(plan: port, line: line, bus: plan.name))
        case .eachMeter:
            for meter in port.meterPorts(of: plan.name, meters) {
                var named = port
                named.name = meter.meter
                let bus = bus
                let line = try await listen(named, meter.host, meter.port) { peer in
                    MBAPSession(
                        bus: bus.value,
                        only: meter.meter,
                        origin: bus.value.origin(of: peer.host, port: port.name)
                    )
                }
                opened(RunningFarm.OpenPort(plan: named, line: line, bus: plan.name))
            }
        }
    }

    /// Makes the session of a client that has connected.
    private typealias ConnectionMaker = @Sendable (PeerAddress) -> any LineSession

    private func listen(
        _ port: PortPlan,
        _ host: String,
        _ number: Int,
        _ makeSession: @escaping ConnectionMaker
    ) async throws(LineError) -> TCPPort {
        let bus = bus
        let reception = try await onLoop { TCPReception(bus.value, makeSession) }
        return try await TCPPort.open(
            host: host,
            port: number,
            on: loop,
            limits: TCPLimits(port.connections),
            admit: { reception.value.admit($0, connections: $1) },
            clientLine: clientLine(port),
            makeSession: { reception.value.session(for: $0) },
            observe: observer(port.name)
        )
    }

    private func connectionSession(_ port: PortPlan) async throws(LineError) -> ConnectionMaker {
        let bus = bus
        guard port.wireProtocol == .modbusTCP else {
            let session = serialSession(port, isPaced: false)
            return { session($0.host, false) }
        }
        let sender = port.clientLine?.line(seen: nil, bus: plan.line.format)
        let (gateway, name) = (port.gateway, port.name)
        let entrance = try await onLoop {
            TCPEntrance(bus: bus.value, gateway: gateway, sender: sender, port: name)
        }
        return { entrance.value.session(for: $0.host) }
    }

    /// Makes something that lives on the bus's loop.
    private func onLoop<Value>(
        _ make: @escaping @Sendable () -> Value
    ) async throws(LineError) -> NIOLoopBound<Value> {
        let eventLoop = loop.eventLoop
        do {
            return try await eventLoop.submit { NIOLoopBound(make(), eventLoop: eventLoop) }.get()
        } catch {
            throw .loopStopped
        }
    }

    /// The session of a pseudo-terminal or a device, which is one line for all its clients.
    private func lineSession(
        _ port: PortPlan,
        pacesItself: Bool = false
    ) -> @Sendable () -> any LineSession {
        let session = serialSession(port, isPaced: true)
        let name = port.name
        return { session(name, pacesItself) }
    }

    private func serialSession(
        _ port: PortPlan,
        isPaced: Bool
    ) -> @Sendable (_ client: String, _ pacesItself: Bool) -> any LineSession {
        let (bus, name) = (bus, port.name)
        let silence = RTUSession.silence(of: plan.line, isPaced: isPaced)
        if let framing = port.wireProtocol.framing, framing != .rtu {
            return { client, pacesItself in
                SerialSession(
                    wire: bus.value.wireUp(),
                    framing: framing,
                    origin: bus.value.origin(of: client, isConnection: !isPaced, port: name),
                    pacesItself: pacesItself
                )
            }
        }
        return { client, pacesItself in
            RTUSession(
                bus: bus.value,
                silence: silence,
                origin: bus.value.origin(of: client, isConnection: !isPaced, port: name),
                pacesItself: pacesItself
            )
        }
    }

    /// What sessions are told of their clients' end, where the farm file plays it.
    private func clientLine(_ port: PortPlan) -> ClientLineView? {
        guard let played = port.clientLine else { return nil }
        let format = plan.line.format
        return { seen in played.line(seen: seen, bus: format) }
    }

    private func observer(_ name: String) -> LineObserver {
        let log = log
        return { event in
            if let text = event.complaint { log("port \(name): \(text)") }
        }
    }
}

extension TCPLimits {
    /// The usual bounds with what the farm file says.
    fileprivate init(_ plan: ConnectionPlan) {
        self.init()
        if let limit = plan.limit { connections = limit }
        overflow =
            switch plan.whenFull {
            case .refuse: .refuse
            case .dropOldest: .dropIdlest
            }
    }
}

extension LineEvent {
    /// What is worth a line in the log; nil for everyday events.
    fileprivate var complaint: String? {
        switch self {
        case .refused(let peer, let limit): "\(peer) refused: \(limit) connections are open"
        case .dropped(let peer, let reason): "\(peer) dropped: \(reason.rawValue)"
        case .clientsUnnoticed(let reason): "clients are not noticed: \(reason)"
        case .deviceGone(let error): "\(error); it is tried again and again"
        case .deviceBack: "the device is there again"
        case .deviceLacks(let what): what
        case .failed(let reason): "failed: \(reason)"
        default: nil
        }
    }
}
