import Foundation
import Glibc
import Synchronization

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
    let port: Int
    private let listener: CInt
    private let heard = Mutex<[[UInt8]]>([])

    /// The requests so far, whole frames.
    var requests: [[UInt8]] { heard.withLock { $0 } }

    /// Starts to listen and to play the script on a thread of its own.
    init(_ script: [Step]) throws {
        let listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutableBytes(of: &address) { bytes -> CInt in
            let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
            guard let pointer, bind(listener, pointer, length) == 0, listen(listener, 4) == 0
            else { return -1 }
            return getsockname(listener, pointer, &length)
        }
        guard bound == 0 else { throw PeerError() }
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [self] in play(script) }
    }

    private func play(_ script: [Step]) {
        let client = accept(listener, nil, nil)
        close(listener)
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
        _ = readExactly(1, client)
    }

    private func readRequest(_ client: CInt) -> [UInt8]? {
        guard let header = readExactly(6, client),
            let rest = readExactly(Int(header[4]) << 8 | Int(header[5]), client)
        else { return nil }
        return header + rest
    }

    private func readExactly(_ count: Int, _ client: CInt) -> [UInt8]? {
        var bytes: [UInt8] = []
        while bytes.count < count {
            var chunk = [UInt8](repeating: 0, count: count - bytes.count)
            let read = recv(client, &chunk, chunk.count, 0)
            guard read > 0 else { return nil }
            bytes += chunk.prefix(read)
        }
        return bytes
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
