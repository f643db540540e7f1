internal import FarmCore
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
        guard let plan = report.plan else { return }
        let farm = try await RunningFarm.start(plan) { logger.notice("\($0)") }
        for port in farm.ports { tell(port.announcement) }
        let service = FarmService(farm: farm) { tell("ready") }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [service],
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
    let isReady: @Sendable () -> Void

    func run() async throws {
        isReady()
        try? await gracefulShutdown()
        await farm.stop()
    }
}
