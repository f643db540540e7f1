internal import NIOCore
internal import NIOHTTP1

/// The whole of an answer.
struct WholeResponse: Sendable {
    var status = 0
    var body: [UInt8] = []
}

/// Reads one answer, and hands its pieces on as they come.
final class ResponseReader: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    /// The most that is kept of a body; the pieces of a stream are not.
    private static let limit = 64 << 20

    private var response = WholeResponse()
    private var isStream = false
    private var promise: EventLoopPromise<WholeResponse>?
    private let part: ([UInt8]) -> Void

    init(_ promise: EventLoopPromise<WholeResponse>, _ part: @escaping ([UInt8]) -> Void) {
        self.promise = promise
        self.part = part
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            response.status = Int(head.status.code)
            let type = head.headers.first(name: "Content-Type") ?? ""
            isStream = type.hasPrefix("text/event-stream")
        case .body(let buffer):
            let bytes = Array(buffer.readableBytesView)
            part(bytes)
            guard !isStream else { return }
            guard response.body.count + bytes.count <= Self.limit else {
                fail(ControlFailure.tooLong)
                return context.close(promise: nil)
            }
            response.body += bytes
        case .end:
            promise?.succeed(response)
            promise = nil
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        // A stream ends when the farm does.
        if isStream {
            promise?.succeed(response)
            promise = nil
        }
        fail(ControlFailure.cutOff)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(error)
        context.close(promise: nil)
    }

    private func fail(_ error: any Error) {
        promise?.fail(error)
        promise = nil
    }
}
