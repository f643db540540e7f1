import ControlClient
import Documents
import NIOCore
import NIOPosix
import TestSupport
import Testing

@Suite("What is posted to an address")
struct WebPostTests {
    private let body = Array(#"{"event":"change"}"#.utf8)
    private let eventLoop = MultiThreadedEventLoopGroup.singleton.next()

    private func post(to peer: WebPeer, token: String? = nil) async throws -> Int {
        let address = try WebAddress("http://127.0.0.1:\(peer.port)/hook?of=farm")
        return try await WebPost(to: address, token: token).send(body, on: eventLoop)
    }

    @Test("A request has the address, the token and the text, and its answer's status is told")
    func request() async throws {
        let peer = try WebPeer(answer: "HTTP/1.1 204 No Content\r\n\r\n")
        #expect(try await post(to: peer, token: "a-token-of-the-peer") == 204)
        let (head, text) = try parts(of: peer.request)
        #expect(head.first == "POST /hook?of=farm HTTP/1.1")
        #expect(
            Set(head.dropFirst().map { $0.lowercased() }) == [
                "host: 127.0.0.1:\(peer.port)", "connection: close",
                "authorization: bearer a-token-of-the-peer", "content-type: application/json",
                "content-length: 18",
            ]
        )
        #expect(text == #"{"event":"change"}"#)
    }

    @Test("Without a token nobody is told who sends")
    func withoutToken() async throws {
        let peer = try WebPeer(answer: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        #expect(try await post(to: peer) == 200)
        #expect(!peer.request.lowercased().contains("authorization"))
    }

    @Test(
        "A status is told as it is, and no redirect is followed",
        arguments: [
            ("HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n", 302),
            ("HTTP/1.1 500 Sorry\r\nContent-Length: 100\r\n\r\ncut off", 500),
            ("HTTP/1.0 200 OK\r\n\r\nuntil the end", 200),
            ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", 204),
        ]
    )
    func statuses(answer: String, status: Int) async throws {
        #expect(try await post(to: WebPeer(answer: answer)) == status)
    }

    @Test("Who says nothing, or no HTTP, has not taken it", arguments: ["", "what?\r\n\r\n"])
    func noAnswer(answer: String) async throws {
        let peer = try WebPeer(answer: answer)
        await #expect(throws: (any Error).self) { try await post(to: peer) }
    }

    @Test("Where nobody listens it is told so")
    func nobody() async throws {
        let address = try WebAddress("http://127.0.0.1:1/")
        let failure = await #expect(throws: WebPost.Failure.self) {
            try await WebPost(to: address, token: nil).send(body, on: eventLoop)
        }
        #expect(failure?.description.hasPrefix("nobody answers at 127.0.0.1:1: ") == true)
    }

    private func parts(of request: String) throws -> (head: [String], body: String) {
        let lines = request.split(separator: "\r\n", omittingEmptySubsequences: false)
        let end = try #require(lines.firstIndex(of: ""))
        return (lines[..<end].map(String.init), lines[(end + 1)...].joined(separator: "\r\n"))
    }
}
