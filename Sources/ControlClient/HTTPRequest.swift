internal import NIOCore
internal import NIOHTTP1

extension HTTPRequestHead {
    /// The head of a request on a connection of its own.
    ///
    /// - Parameters:
    ///   - host: what stands in `Host`.
    ///   - token: the bearer's; nil for none.
    ///   - body: a JSON text; nil for none.
    static func asking(
        _ method: String,
        _ path: String,
        of host: String,
        token: String?,
        _ body: [UInt8]?
    ) -> HTTPRequestHead {
        var head = HTTPRequestHead(
            version: .http1_1,
            method: HTTPMethod(rawValue: method),
            uri: path
        )
        head.headers.add(name: "Host", value: host)
        head.headers.add(name: "Connection", value: "close")
        if let token { head.headers.add(name: "Authorization", value: "Bearer \(token)") }
        if let body {
            head.headers.add(name: "Content-Type", value: "application/json")
            head.headers.add(name: "Content-Length", value: "\(body.count)")
        }
        return head
    }
}

extension Channel {
    /// Writes a request.
    func send(_ head: HTTPRequestHead, _ body: [UInt8]?) {
        write(HTTPClientRequestPart.head(head), promise: nil)
        if let body {
            let buffer = IOData.byteBuffer(ByteBuffer(bytes: body))
            write(HTTPClientRequestPart.body(buffer), promise: nil)
        }
        writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
    }
}
