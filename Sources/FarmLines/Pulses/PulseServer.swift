internal import Glibc
internal import NIOCore
internal import NIOPosix

/// A listening socket, Unix or TCP, whose clients read the edges of pulse lines.
public final class PulseServer: PulseExit {
    /// Clients at a time; more are closed at once.
    public static let readerLimit = 256
    /// Bytes that may wait for a client to read them; beyond, it is disconnected.
    public static let pendingOutput = 256 * 1024

    /// Where readers find it.
    public let address: String

    private let loop: LineLoop
    private let channel: any Channel
    private let readers: NIOLoopBound<PulseReaders>
    /// The file of a Unix socket, with what tells it from another at the same place.
    private let file: SocketFile?

    private init(
        address: String,
        loop: LineLoop,
        channel: any Channel,
        readers: NIOLoopBound<PulseReaders>,
        file: SocketFile?
    ) {
        self.address = address
        self.loop = loop
        self.channel = channel
        self.readers = readers
        self.file = file
    }

    /// Listens at a Unix socket; one that a dead farm has left is replaced.
    ///
    /// - Throws: a ``LineError`` that names the path.
    public static func open(
        unix path: String,
        on loop: LineLoop,
        observe: LineObserver? = nil
    ) async throws(LineError) -> PulseServer {
        let readers = try await makeReaders(on: loop, observe)
        try SocketFile.prepare(path)
        do {
            let channel = try await bootstrap(on: loop, readers)
                .bind(unixDomainSocketPath: path).get()
            return PulseServer(
                address: "unix \(path)",
                loop: loop,
                channel: channel,
                readers: readers,
                file: SocketFile(path)
            )
        } catch {
            throw .placeFailed(path: path, reason: Self.reason(error))
        }
    }

    /// Listens at a TCP port; 0 takes any free one.
    ///
    /// - Throws: a ``LineError`` that names the address.
    public static func open(
        host: String,
        port: Int,
        on loop: LineLoop,
        observe: LineObserver? = nil
    ) async throws(LineError) -> PulseServer {
        let readers = try await makeReaders(on: loop, observe)
        let name = PeerAddress(host: host, port: port).description
        do {
            let channel = try await bootstrap(on: loop, readers)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .bind(host: host, port: port).get()
            return PulseServer(
                address: channel.localAddress.map { PeerAddress($0).description } ?? name,
                loop: loop,
                channel: channel,
                readers: readers,
                file: nil
            )
        } catch {
            throw LineError(listening: name, host: host, error: error)
        }
    }

    /// Lets edges leave to all clients.
    public func send(_ lines: [UInt8], states: [Bool]) { readers.value.send(lines) }

    /// How many clients are connected.
    public func readerCount() async -> Int {
        let readers = readers
        return (try? await loop.perform { () throws(LineError) in readers.value.count }) ?? 0
    }

    /// Stops listening, closes every connection and removes the socket's file.
    public func close() async {
        let (readers, channel, file) = (readers, channel, file)
        let closed = try? await loop.perform { () throws(LineError) in
            file?.remove()
            return EventLoopFuture.andAllComplete(
                [channel.close()] + readers.value.shut().map { $0.close() },
                on: channel.eventLoop
            )
        }
        try? await closed?.get()
    }

    private static func makeReaders(
        on loop: LineLoop,
        _ observe: LineObserver?
    ) async throws(LineError) -> NIOLoopBound<PulseReaders> {
        try await loop.perform { () throws(LineError) in
            NIOLoopBound(PulseReaders(observe), eventLoop: loop.eventLoop)
        }
    }

    private static func bootstrap(
        on loop: LineLoop,
        _ readers: NIOLoopBound<PulseReaders>
    ) -> ServerBootstrap {
        ServerBootstrap(group: loop.eventLoop)
            .serverChannelOption(.backlog, value: 64)
            .childChannelOption(
                .writeBufferWaterMark,
                value: .init(low: pendingOutput / 2, high: pendingOutput)
            )
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try readers.value.admit(channel) }
            }
    }

    private static func reason(_ error: any Error) -> String {
        (error as? IOError).map { systemMessage($0.errnoCode) } ?? "\(error)"
    }
}

/// The file of a Unix socket.
private struct SocketFile {
    let path: String
    private let device: UInt64
    private let number: UInt64

    init?(_ path: String) {
        var found = stat()
        guard lstat(path, &found) == 0 else { return nil }
        self.path = path
        (device, number) = (UInt64(found.st_dev), UInt64(found.st_ino))
    }

    /// Removes the file, unless another stands there by now.
    func remove() {
        guard let now = SocketFile(path), now.device == device, now.number == number else {
            return
        }
        unlink(path)
    }

    /// Makes the folders above and removes a socket that nobody listens at.
    static func prepare(_ path: String) throws(LineError) {
        try PseudoTerminalLink.makeDirectories(of: path)
        var found = stat()
        guard lstat(path, &found) == 0 else { return }
        guard found.st_mode & S_IFMT == S_IFSOCK else { throw .placeIsOccupied(path: path) }
        guard !isServed(path) else { throw .placeIsServed(path: path) }
        unlink(path)
    }

    private static func isServed(_ path: String) -> Bool {
        let socket = Glibc.socket(
            AF_UNIX,
            Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue),
            0
        )
        guard socket >= 0 else { return true }
        defer { Glibc.close(socket) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { bytes in
            for (place, byte) in path.utf8.prefix(bytes.count - 1).enumerated() {
                bytes[place] = byte
            }
        }
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, length)
            }
        }
        return code == 0 || (errno != ECONNREFUSED && errno != ENOENT)
    }
}
