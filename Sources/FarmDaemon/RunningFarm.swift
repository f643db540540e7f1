internal import Documents
internal import FarmCore
internal import FarmHTTP
internal import FarmLines
internal import FarmStore
internal import NIOCore
internal import SimulatedTime

/// A farm that is switched on: its buses on their event loops, its ports open, its state kept.
final class RunningFarm: Sendable {
    /// A port that is open, as `run` prints it.
    struct OpenPort: Sendable {
        let plan: PortPlan
        let line: any LinePort
        /// The bus it leads to.
        let bus: String

        /// `port lan modbus-tcp 127.0.0.1:1502`, `port rs485-1 modbus-rtu pty run/rs485-1`.
        var announcement: String { "port \(plan.name) \(plan.wireProtocol.rawValue) \(place)" }

        /// `127.0.0.1:1502`, `pty run/rs485-1`.
        var place: String {
            switch plan.place {
            case .pseudoTerminal(let link): "pty \(link)"
            case .serialDevice(let path): "serial \(path)"
            case .udp: "udp \(line.address)"
            case .tcp, .eachMeter: line.address
            }
        }
    }

    /// The ports in the order of the farm file.
    let ports: [OpenPort]
    /// Where pulses leave, in the order of the farm file.
    let exits: [OpenPulseExit]
    private let host: LineHost
    private let farm: FarmOnLoops
    private let director: FarmDirector
    /// Holds the right to the state for as long as the farm runs.
    private let state: FarmState?

    /// Switches all meters on and opens all ports, or leaves nothing behind.
    ///
    /// - Parameter state: what the farm goes on from; nil for a farm without memory.
    static func start(
        _ plan: FarmPlan,
        state: FarmState?,
        log: @escaping @Sendable (String) -> Void
    ) async throws(RunRefusal) -> RunningFarm {
        LineHost.raiseDescriptorLimit()
        let host = LineHost(threads: min(max(plan.buses.count, 1), threadLimit))
        var (ports, exits): ([OpenPort], [OpenPulseExit]) = ([], [])
        do {
            let farm = try await FarmOnLoops.start(plan, on: host, state: state, log: log)
            for (number, bus) in plan.buses.enumerated() {
                let opener = PortOpener(
                    bus: bus,
                    meters: plan.meters,
                    on: farm.loop(ofBus: number),
                    farm.bus(number),
                    log: log
                )
                for port in bus.ports { try await opener.open(port) { ports.append($0) } }
            }
            try await farm.openPulses(plan, log: log) { exits.append($0) }
            return try await RunningFarm(
                ports: ports,
                exits: exits,
                host: host,
                farm: farm,
                director: .start(plan, state?.agenda ?? FarmAgenda(), farm),
                state: state
            )
        } catch {
            for open in exits { await open.exit.close() }
            for port in ports { await port.line.close() }
            await host.shutdown()
            throw error as? RunRefusal ?? RunRefusal(["\(error)"])
        }
    }

    /// More threads than this gain nothing: a loop serves hundreds of buses.
    private static let threadLimit = max(1, NIOCore.System.coreCount)

    private init(
        ports: [OpenPort],
        exits: [OpenPulseExit],
        host: LineHost,
        farm: FarmOnLoops,
        director: FarmDirector,
        state: FarmState?
    ) {
        self.director = director
        self.ports = ports
        self.exits = exits
        self.host = host
        self.farm = farm
        self.state = state
    }

    /// The farm as the control API sees it.
    func control(
        _ plan: FarmPlan,
        _ facts: FarmFacts,
        _ library: ProfileLibrary
    ) -> FarmControl {
        let ports = ports.map { port in
            PortFacts(
                name: port.plan.name,
                bus: port.bus,
                wireProtocol: port.plan.wireProtocol.rawValue,
                place: port.place
            )
        }
        return FarmControl(
            plan,
            facts,
            ports: ports,
            library,
            farm,
            director,
            SnapshotDesk(farm, director, plan, state?.location)
        )
    }

    /// The farm's event loops.
    var eventLoops: any EventLoopGroup { host.eventLoops }

    /// Closes the ports, keeps the state and stops the loops.
    ///
    /// - Returns: whether the state is kept as it was at the end, or there is none.
    func stop() async -> Bool {
        for port in ports { await port.line.close() }
        for open in exits { await open.exit.close() }
        let isKept = await farm.finish()
        await host.shutdown()
        return isKept
    }
}
