internal import FarmCore
internal import FarmHTTP
internal import Logging
internal import ServiceLifecycle
internal import UnixSignals

/// Runs a farm in the foreground until a signal ends it.
public struct FarmRunner: Sendable {
    private let options: RunOptions

    /// A runner for what the user asked.
    public init(_ options: RunOptions) {
        self.options = options
    }

    /// Starts the farm, tells its ports and `ready`, and returns after SIGTERM or SIGINT.
    ///
    /// - Parameter tell: called with each line for stdout.
    /// - Throws: ``RunRefusal`` when the farm cannot be started; nothing is left open then.
    public func run(tell: @escaping @Sendable (String) -> Void) async throws {
        let logger = Logger(label: "meterfarm", factory: StreamLogHandler.standardError(label:))
        let report = try FarmLoader.load(options)
        for warning in report.warnings { logger.warning("\(warning)") }
        guard var plan = report.plan else { return }
        let service = HTTPService(options, logger)
        let server = try service.server()
        for reliance in plan.reliances { logger.warning("\(reliance)") }
        let location = StateLocation(farm: options.farm, named: options.state)
        let state = try location.map { location throws(RunRefusal) in
            try FarmState.open(location, for: plan, wallClock: HostTime.wallClock())
        }
        if let state { plan = state.goingOn(plan) { logger.warning("\($0)") } }
        if plan.durability == .relaxed, state != nil {
            logger.warning(
                "durability is relaxed: a crash may lose writes acknowledged shortly before"
            )
        }
        let farm = try await RunningFarm.start(plan, state: state) { logger.notice("\($0)") }
        for notice in state?.notices(plan) ?? [] { logger.notice("\(notice)") }
        for port in farm.ports { tell(port.announcement) }
        for exit in farm.exits { tell(exit.announcement) }
        var http: FarmHTTPServer?
        if let server {
            do throws(RunRefusal) {
                http = try await service.open(server, farm, plan, location?.directory)
            } catch {
                _ = await farm.stop()
                throw error
            }
        }
        if let http { tell("port control http \(http.address)") }
        let farmService = FarmService(farm: farm, http: http, isReady: { tell("ready") }) {
            logger.warning(
                "the last state could not be written; the next start goes on as after a crash"
            )
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [farmService],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: Logger(label: "meterfarm.lifecycle") { _ in SwiftLogNoOpLogHandler() }
            )
        )
        try await group.run()
    }
}

/// The farm as a service: it serves from the start and closes when it is asked to stop.
private struct FarmService: Service {
    let farm: RunningFarm
    let http: FarmHTTPServer?
    let isReady: @Sendable () -> Void
    let isNotKept: @Sendable () -> Void

    func run() async throws {
        isReady()
        try? await gracefulShutdown()
        await http?.stop()
        if await !farm.stop() { isNotKept() }
    }
}
