public import Documents
public import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// Posts JSON texts to an address of the web: a connection for each, and no redirect is followed.
public struct WebPost: Sendable {
    /// Why a text was not taken.
    public enum Failure: Error, CustomStringConvertible {
        /// Nobody can be reached at the address.
        case nobody(String, String)
        /// The connection ended before there was an answer.
        case cutOff
        /// No answer came within ``WebPost/patience``.
        case tooSlow

        /// A sentence.
        public var description: String {
            switch self {
            case .nobody(let place, let reason): "nobody answers at \(place): \(reason)"
            case .cutOff: "the connection ended before there was an answer"
            case .tooSlow: "no answer within \(WebPost.patience.nanoseconds / 1_000_000_000) s"
            }
        }
    }

    /// How long an answer is waited for, from the beginning of the connection.
    public static let patience = TimeAmount.seconds(5)

    private let address: WebAddress
    private let token: String?

    /// Posts to an address.
    ///
    /// - Parameter token: what the address wants to see of who sends; nil for nothing.
    public init(to address: WebAddress, token: String?) {
        (self.address, self.token) = (address, token)
    }

    /// Posts a text and waits for the answer, on an event loop.
    ///
    /// - Returns: the status of the answer; its body is not looked at.
    /// - Throws: ``Failure``, `CancellationError`.
    public func send(_ body: [UInt8], on eventLoop: any EventLoop) async throws -> Int {
        let status = eventLoop.makePromise(of: Int.self)
        let alarm = eventLoop.scheduleTask(in: Self.patience) { status.fail(Failure.tooSlow) }
        status.futureResult.whenComplete { _ in alarm.cancel() }
        let request = HTTPRequestHead.asking(
            "POST",
            address.path,
            of: address.authority,
            token: token,
            body
        )
        ClientBootstrap(group: eventLoop)
            .connectTimeout(Self.patience)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHTTPClientHandlers()
                    try pipeline.addHandler(StatusReader(status))
                }
            }
            .connect(host: address.host, port: address.port)
            .whenComplete { [address] result in
                switch result {
                case .failure(let error):
                    status.fail(Failure.nobody(address.authority, Self.reason(error)))
                case .success(let channel):
                    // Whatever became of it: a time that is over, too.
                    status.futureResult.whenComplete { _ in channel.close(promise: nil) }
                    channel.send(request, body)
                }
            }
        return try await withTaskCancellationHandler {
            try await status.futureResult.get()
        } onCancel: {
            status.fail(CancellationError())
        }
    }

    private static func reason(_ error: any Error) -> String {
        guard let error = error as? NIOConnectionError else { return "\(error)" }
        if let first = error.connectionErrors.first { return "\(first.error)" }
        return "there is no such machine"
    }
}

/// Reads the status of one answer, and waits for the answer's end so that nobody is cut off.
private final class StatusReader: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private let promise: EventLoopPromise<Int>
    private var status: Int?

    init(_ promise: EventLoopPromise<Int>) { self.promise = promise }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): status = Int(head.status.code)
        case .body: break
        case .end: finish(WebPost.Failure.cutOff)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish(WebPost.Failure.cutOff)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { finish(error) }

    /// The status, or why there is none.
    private func finish(_ error: any Error) {
        if let status { promise.succeed(status) } else { promise.fail(error) }
    }
}
