import Glibc

/// A socket that listens on 127.0.0.1, on a port that the system picks.
public struct LoopbackListener: Sendable {
    /// The machine gives no socket.
    public struct NoLoopback: Error {}

    /// Where it listens.
    public let port: Int
    private let descriptor: CInt

    /// Begins to listen.
    public init() throws {
        let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutableBytes(of: &address) { bytes -> CInt in
            let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
            guard let pointer, bind(descriptor, pointer, length) == 0, listen(descriptor, 4) == 0
            else { return -1 }
            return getsockname(descriptor, pointer, &length)
        }
        guard bound == 0 else { throw NoLoopback() }
        self.descriptor = descriptor
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    /// Waits for one client and listens no more; negative when none came.
    public func acceptOne() -> CInt {
        let client = accept(descriptor, nil, nil)
        close(descriptor)
        return client
    }

    /// Reads just so many bytes; nil when the client has gone before.
    public static func readExactly(_ count: Int, _ client: CInt) -> [UInt8]? {
        var bytes: [UInt8] = []
        while bytes.count < count {
            var chunk = [UInt8](repeating: 0, count: count - bytes.count)
            let read = recv(client, &chunk, chunk.count, 0)
            guard read > 0 else { return nil }
            bytes += chunk.prefix(read)
        }
        return bytes
    }
}
