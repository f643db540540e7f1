internal import FarmCore
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
public import Logging
public import NIOCore
internal import ServiceLifecycle

/// The control API of a farm, on a listening socket.
public final class FarmHTTPServer: Sendable {
    /// Where and how it serves.
    public struct Options: Sendable {
        /// The address to listen at.
        public var host: String
        /// The port; 0 lets the system choose.
        public var port: Int
        /// The token that requests must carry; nil where none is needed.
        public var token: String?
        /// Names of this machine besides localhost.
        public var names: Set<String> = []

        /// Options.
        public init(host: String, port: Int, token: String?) {
            self.host = host
            self.port = port
            self.token = token
        }
    }

    /// The most connections at a time.
    public static let connectionLimit = 512

    /// After what time a connection without requests is closed.
    static let idleTime = TimeAmount.seconds(120)

    /// Where it listens: `127.0.0.1:8502`.
    public let address: String
    private let group: ServiceGroup
    private let task: Task<Void, Never>
    private let webhooks: WebhookDesk

    private init(
        address: String,
        group: ServiceGroup,
        task: Task<Void, Never>,
        webhooks: WebhookDesk
    ) {
        self.address = address
        self.group = group
        self.task = task
        self.webhooks = webhooks
    }

    /// Begins to serve a farm.
    ///
    /// - Parameters:
    ///   - files: what is handed out as it is.
    ///   - eventLoops: the farm's.
    /// - Throws: when the address cannot be listened at.
    public static func start(
        _ farm: any FarmAccess,
        _ options: Options,
        files: WebFiles,
        on eventLoops: any EventLoopGroup,
        logger: Logger
    ) async throws -> FarmHTTPServer {
        let api = FarmAPI(farm, document: files.document, on: eventLoops.next())
        await api.lessons.resume()
        let (opened, tell) = AsyncThrowingStream<String, any Error>.makeStream()
        let application = Application(
            router: router(api, options, files),
            server: .http1(configuration: HTTP1Channel.Configuration(idleTimeout: idleTime)),
            configuration: ApplicationConfiguration(
                address: .hostname(options.host, port: options.port),
                serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(connectionLimit)
            ),
            onServerRunning: { channel in
                tell.yield(channel.localAddress?.text ?? "\(options.host):\(options.port)")
            },
            eventLoopGroupProvider: .shared(eventLoops),
            logger: logger
        )
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [application], logger: logger)
        )
        let task = Task {
            do {
                try await group.run()
                tell.finish()
            } catch {
                tell.finish(throwing: error)
            }
        }
        for try await address in opened {
            await api.webhooks.open()
            return FarmHTTPServer(
                address: address,
                group: group,
                task: task,
                webhooks: api.webhooks
            )
        }
        throw ChannelError.eof
    }

    /// Ends all connections, serves no more and tells nobody any more.
    public func stop() async {
        await group.triggerGracefulShutdown()
        await task.value
        await webhooks.close()
    }

    private static func router(
        _ api: FarmAPI,
        _ options: Options,
        _ files: WebFiles
    ) -> Router<FarmRequestContext> {
        let router = Router(
            context: FarmRequestContext.self,
            options: .autoGenerateHeadEndpoints
        )
        router.add(middleware: SafeHeaders())
        router.add(middleware: Problems())
        router.add(
            middleware: Guard(
                token: options.token.map { Array($0.utf8) },
                names: options.names.union(["localhost"]),
                isOpen: WebFiles.isOfConsole
            )
        )
        files.addConsole(to: router)
        var routes = api.routes()
        files.addCharts(to: &routes)
        routes.add(to: router)
        return router
    }
}

/// What a handler knows of its request besides the request.
struct FarmRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The connection.
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

/// What every answer says to a browser: nothing from elsewhere, in nobody's frame.
struct SafeHeaders<Context: RequestContext>: RouterMiddleware {
    @concurrent func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[.contentSecurityPolicy] =
            "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; "
            + "form-action 'none'"
        response.headers[.xContentTypeOptions] = "nosniff"
        if let name = HTTPField.Name("Referrer-Policy") { response.headers[name] = "no-referrer" }
        return response
    }
}

extension SocketAddress {
    /// `127.0.0.1:8502`, `[::1]:8502`.
    fileprivate var text: String? {
        guard let ipAddress, let port else { return nil }
        return ipAddress.contains(":") ? "[\(ipAddress)]:\(port)" : "\(ipAddress):\(port)"
    }
}
