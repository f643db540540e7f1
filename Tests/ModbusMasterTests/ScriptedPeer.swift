import Foundation
import Glibc
import Synchronization
import TestSupport

/// A TCP slave that answers each request of one client with the next step of a script.
final class ScriptedPeer: Sendable {
    /// What the peer does with a request.
    enum Step: Sendable {
        /// Replies with this unit data under the request's transaction and unit.
        case reply([UInt8])
        /// Replies with a whole frame, made from the request.
        case frame(@Sendable ([UInt8]) -> [UInt8])
        /// Replies after a while, in milliseconds.
        case late(UInt32, [UInt8])
        /// Says nothing.
        case silence
        /// Ends the connection.
        case hangUp
    }

    /// Where it listens on 127.0.0.1.
    var port: Int { listener.port }
    private let listener: LoopbackListener
    private let heard = Mutex<[[UInt8]]>([])

    /// The requests so far, whole frames.
    var requests: [[UInt8]] { heard.withLock { $0 } }

    /// Starts to listen and to play the script on a thread of its own.
    init(_ script: [Step]) throws {
        listener = try LoopbackListener()
        Thread.detachNewThread { [self] in play(script) }
    }

    private func play(_ script: [Step]) {
        let client = listener.acceptOne()
        guard client >= 0 else { return }
        defer { close(client) }
        for step in script {
            guard let request = readRequest(client) else { return }
            heard.withLock { $0.append(request) }
            switch step {
            case .reply(let unitData): send(framed(unitData, for: request), client)
            case .frame(let make): send(make(request), client)
            case .late(let milliseconds, let unitData):
                usleep(milliseconds * 1000)
                send(framed(unitData, for: request), client)
            case .silence: continue
            case .hangUp: return
            }
        }
        // Stays until the client has gone.
        _ = LoopbackListener.readExactly(1, client)
    }

    private func readRequest(_ client: CInt) -> [UInt8]? {
        guard let header = LoopbackListener.readExactly(6, client),
            let rest = LoopbackListener.readExactly(Int(header[4]) << 8 | Int(header[5]), client)
        else { return nil }
        return header + rest
    }

    private func send(_ bytes: [UInt8], _ client: CInt) {
        _ = Glibc.send(client, bytes, bytes.count, CInt(MSG_NOSIGNAL))
    }
}

/// The loopback gives no port.
struct PeerError: Error {}

/// A reply under the transaction and unit of a request.
func framed(_ unitData: [UInt8], for request: [UInt8]) -> [UInt8] {
    let length = UInt16(unitData.count + 1)
    return request.prefix(2) + [0, 0, UInt8(length >> 8), UInt8(length & 0xFF), request[6]]
        + unitData
}
