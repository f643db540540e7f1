internal import FarmCore
internal import FarmLines
internal import NIOCore
internal import SimulatedTime

/// A farm that is switched on: its buses on their event loops, its ports open.
final class RunningFarm: Sendable {
    /// A port that is open, as `run` prints it.
    struct OpenPort: Sendable {
        let plan: PortPlan
        let line: any LinePort

        /// `port lan modbus-tcp 127.0.0.1:1502`, `port rs485-1 modbus-rtu pty run/rs485-1`.
        var announcement: String {
            let place =
                switch plan.place {
                case .pseudoTerminal(let link): "pty \(link)"
                case .tcp: line.address
                }
            return "port \(plan.name) \(plan.wireProtocol.rawValue) \(place)"
        }
    }

    /// The ports in the order of the farm file.
    let ports: [OpenPort]
    private let host: LineHost

    /// Switches all meters on and opens all ports, or leaves nothing behind.
    static func start(
        _ plan: FarmPlan,
        log: @escaping @Sendable (String) -> Void
    ) async throws(RunRefusal) -> RunningFarm {
        LineHost.raiseDescriptorLimit()
        let host = LineHost(threads: min(max(plan.buses.count, 1), threadLimit))
        let start = plan.start.instant
        let clock = FarmClock(start: start, speed: plan.speed, hostTime: HostTime.now())
        let metersOf = Dictionary(grouping: plan.meters, by: \.bus)
        var ports: [OpenPort] = []
        do {
            for (number, bus) in plan.buses.enumerated() {
                let loop = host.loop(forBus: number)
                let meters = metersOf[bus.name] ?? []
                let running = try await loop.eventLoop.submit {
                    NIOLoopBound(
                        Bus(bus, meters: meters, clock: clock, start: start),
                        eventLoop: loop.eventLoop
                    )
                }.get()
                for port in bus.ports {
                    let line = try await open(port, of: bus, running, on: loop, log: log)
                    ports.append(OpenPort(plan: port, line: line))
                }
            }
        } catch {
            for port in ports { await port.line.close() }
            await host.shutdown()
            throw RunRefusal(["\(error)"])
        }
        return RunningFarm(ports: ports, host: host)
    }

    /// More threads than this gain nothing: a loop serves hundreds of buses.
    private static let threadLimit = max(1, NIOCore.System.coreCount)

    private init(ports: [OpenPort], host: LineHost) {
        self.ports = ports
        self.host = host
    }

    /// Closes the ports and stops the loops.
    func stop() async {
        for port in ports { await port.line.close() }
        await host.shutdown()
    }

    private static func open(
        _ port: PortPlan,
        of plan: BusPlan,
        _ bus: NIOLoopBound<Bus>,
        on loop: LineLoop,
        log: @escaping @Sendable (String) -> Void
    ) async throws(LineError) -> any LinePort {
        let name = port.name
        let observe: LineObserver = { event in
            if let text = event.complaint { log("port \(name): \(text)") }
        }
        let spoken = port.wireProtocol
        let silence = RTUSession.silence(of: plan.line, isPaced: port.isSerial)
        switch port.place {
        case .pseudoTerminal(let link):
            let makeSession: @Sendable () -> any LineSession = {
                RTUSession(bus: bus.value, silence: silence)
            }
            return try await PseudoTerminalPort.open(
                link: link,
                on: loop,
                makeSession: makeSession,
                observe: observe
            )
        case .tcp(let host, let number):
            let makeSession: @Sendable (PeerAddress) -> any LineSession = { _ in
                switch spoken {
                case .modbusRTU: RTUSession(bus: bus.value, silence: silence)
                case .modbusTCP: MBAPSession(bus: bus.value)
                }
            }
            return try await TCPPort.open(
                host: host,
                port: number,
                on: loop,
                makeSession: makeSession,
                observe: observe
            )
        }
    }
}

extension PortPlan {
    /// Whether the port is a serial line rather than a connection.
    fileprivate var isSerial: Bool {
        if case .pseudoTerminal = place { true } else { false }
    }
}

extension LineEvent {
    /// What is worth a line in the log; nil for everyday events.
    fileprivate var complaint: String? {
        switch self {
        case .refused(let peer, let limit): "\(peer) refused: \(limit) connections are open"
        case .dropped(let peer, let reason): "\(peer) dropped: \(reason.rawValue)"
        case .clientsUnnoticed(let reason): "clients are not noticed: \(reason)"
        case .failed(let reason): "failed: \(reason)"
        default: nil
        }
    }
}
