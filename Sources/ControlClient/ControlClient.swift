public import Documents
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// A client of the control API of a farm that runs: a connection for each request.
///
/// Its calls block; they are made from a thread of the command line, never from an event loop.
public struct ControlClient: Sendable {
    /// Where the API is: `127.0.0.1:8502`.
    public let place: String
    private let host: String
    private let port: Int
    private let token: String?

    /// The place at which a farm serves unless it is told otherwise.
    public static let usualPlace = "127.0.0.1:8502"

    /// A client.
    ///
    /// - Parameters:
    ///   - place: `HOST:PORT`, an IPv6 address in brackets.
    ///   - token: what the farm wants to see; nil where it wants none.
    /// - Throws: ``ControlFailure/noPlace(_:)``.
    public init(_ place: String, token: String?) throws(ControlFailure) {
        guard let colon = place.lastIndex(of: ":"),
            let port = UInt16(place[place.index(after: colon)...]), colon > place.startIndex
        else { throw .noPlace(place) }
        let name = place[..<colon]
        let isBracketed = name.hasPrefix("[") && name.hasSuffix("]")
        host = String(isBracketed ? name.dropFirst().dropLast() : name)
        (self.place, self.port, self.token) = (place, Int(port), token)
    }

    /// What a farm has answered.
    public struct Answer: Sendable {
        /// The text of the body.
        public let text: [UInt8]
        /// The body as it was read; nil where it is no JSON.
        public let value: JSONValue?
    }

    /// Asks once and waits for the answer.
    ///
    /// - Parameters:
    ///   - method: `GET`, `PUT` …
    ///   - path: with its query: ``path(_:_:)``.
    ///   - body: what is asked for; nil for none.
    /// - Throws: ``ControlFailure`` when nobody is there, or with what is wrong.
    public func ask(
        _ method: String,
        _ path: String,
        _ body: JSONValue? = nil
    ) throws(ControlFailure) -> Answer {
        let whole = try wait(for: exchange(method, path, body) { _ in })
        let value = try? JSONValue.parse(whole.body, file: path)
        guard (200..<300).contains(whole.status) else {
            throw .refused(ControlProblem(status: whole.status, value))
        }
        return Answer(text: whole.body, value: value)
    }

    /// Follows a stream until it ends.
    ///
    /// - Parameter part: takes each piece of the body as it comes, on a thread of its own.
    public func follow(
        _ path: String,
        _ part: @escaping @Sendable ([UInt8]) -> Void
    ) throws(ControlFailure) {
        let whole = try wait(for: exchange("GET", path, nil, part))
        guard whole.status == 200 else {
            let value = try? JSONValue.parse(whole.body, file: path)
            throw .refused(ControlProblem(status: whole.status, value))
        }
    }

    private func wait(
        for future: EventLoopFuture<WholeResponse>
    ) throws(ControlFailure) -> WholeResponse {
        do {
            return try future.wait()
        } catch let failure as ControlFailure {
            throw failure
        } catch {
            throw .nobody(place, "\(error)")
        }
    }

    private func exchange(
        _ method: String,
        _ path: String,
        _ body: JSONValue?,
        _ part: @escaping @Sendable ([UInt8]) -> Void
    ) -> EventLoopFuture<WholeResponse> {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let promise = loop.makePromise(of: WholeResponse.self)
        let bytes = body.map { Array($0.text.utf8) }
        let request = HTTPRequestHead.asking(method, path, of: place, token: token, bytes)
        ClientBootstrap(group: loop)
            .connectTimeout(.seconds(10))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHTTPClientHandlers()
                    try pipeline.addHandler(ResponseReader(promise, part))
                }
            }
            .connect(host: host, port: port)
            .whenComplete { result in
                switch result {
                case .failure(let error): promise.fail(error)
                case .success(let channel): channel.send(request, bytes)
                }
            }
        return promise.futureResult
    }
}

extension ControlClient {
    /// A path of segments that may hold anything, with a query.
    public static func path(_ segments: [String], _ query: [(String, String)] = []) -> String {
        let path = segments.map { "/" + escaped($0) }.joined()
        guard !query.isEmpty else { return path }
        let pairs = query.map { "\($0.0)=\(escaped($0.1))" }
        return path + "?" + pairs.joined(separator: "&")
    }

    /// A text with everything in percent that is not plain (RFC 3986, 2.3).
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                escaped.unicodeScalars.append(Unicode.Scalar(byte))
            default: escaped += "%" + HexadecimalBytes.text([byte])
            }
        }
        return escaped
    }
}
