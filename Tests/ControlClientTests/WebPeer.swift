import Foundation
import Glibc
import Synchronization
import TestSupport

/// A server that takes one request and answers with bytes of the test's own.
final class WebPeer: Sendable {
    /// Where it listens on 127.0.0.1.
    var port: Int { listener.port }
    private let listener: LoopbackListener
    private let heard = Mutex("")

    /// The request as it came.
    var request: String { heard.withLock { $0 } }

    /// - Parameter answer: what is sent after the request; then the connection ends.
    init(answer: String) throws {
        listener = try LoopbackListener()
        Thread.detachNewThread { [self] in play(answer) }
    }

    private func play(_ answer: String) {
        let client = listener.acceptOne()
        guard client >= 0 else { return }
        defer { close(client) }
        var text = ""
        // The body of these tests ends with a brace, and no head does.
        while !text.hasSuffix("}"), let byte = LoopbackListener.readExactly(1, client) {
            text += String(decoding: byte, as: UTF8.self)
        }
        heard.withLock { [text] in $0 = text }
        let bytes = Array(answer.utf8)
        _ = send(client, bytes, bytes.count, CInt(MSG_NOSIGNAL))
    }
}
