public import FarmCore
internal import Glibc
internal import NIOCore
internal import NIOPosix

/// A listening TCP port; its connections all live on one event loop.
public final class TCPPort: LinePort {
    /// Bytes of answers waiting at which no more requests of a connection are read.
    public static let unreadAnswers = 64 * 1024

    /// The most bytes of a connection that are read at a time.
    public static let readAtATime = 8 * 1024

    /// What was asked for.
    public let name: String

    /// The address that is listened on, with the port the kernel chose if 0 was asked for.
    public let address: String

    /// The port that is listened on.
    public let port: Int

    private let loop: LineLoop
    private let channel: any Channel
    private let door: NIOLoopBound<TCPDoor>

    private init(
        name: String,
        loop: LineLoop,
        channel: any Channel,
        door: NIOLoopBound<TCPDoor>
    ) {
        self.loop = loop
        let local = channel.localAddress.map(PeerAddress.init)
        self.name = name
        self.address = local?.description ?? name
        self.port = local?.port ?? 0
        self.channel = channel
        self.door = door
    }

    /// Listens.
    ///
    /// - Parameters:
    ///   - host: an address of this host or a name of it.
    ///   - port: 0 to 65535; 0 takes any free one.
    ///   - loop: where the port and all its connections live.
    ///   - limits: the port's bounds.
    ///   - admit: decides about each client; nil lets all in that `limits` allow.
    ///   - clientLine: what sessions are told of how their clients have set a serial line's end;
    ///     without, nothing.
    ///   - makeSession: called on the loop for each connection.
    ///   - observe: told what happens, on the loop.
    /// - Throws: a ``LineError`` naming the address and what to do.
    public static func open(
        host: String,
        port: Int,
        on loop: LineLoop,
        limits: TCPLimits = TCPLimits(),
        admit: TCPAdmitter? = nil,
        clientLine: ClientLineView? = nil,
        makeSession: @escaping @Sendable (PeerAddress) -> any LineSession,
        observe: LineObserver? = nil
    ) async throws(LineError) -> TCPPort {
        guard (0...65535).contains(port) else { throw .portOutOfRange(port) }
        let name = PeerAddress(host: host, port: port).description
        let door = try await loop.perform { () throws(LineError) in
            let door = TCPDoor(
                loop: loop,
                limits: limits,
                admit: admit,
                makeSession: { peer in
                    let session = makeSession(peer)
                    if let clientLine { session.attachClientLine { clientLine(nil) } }
                    return session
                },
                observe: observe
            )
            return NIOLoopBound(door, eventLoop: loop.eventLoop)
        }
        do {
            let channel = try await bootstrap(on: loop, limits: limits, door: door)
                .bind(host: host, port: port).get()
            return TCPPort(name: name, loop: loop, channel: channel, door: door)
        } catch {
            throw LineError(listening: name, host: host, error: error)
        }
    }

    /// How many clients are connected.
    public func connectionCount() async -> Int {
        let door = door
        return (try? await loop.perform { () throws(LineError) in door.value.count }) ?? 0
    }

    /// Stops listening and closes every connection.
    public func close() async {
        let door = door
        let channel = channel
        let closed = try? await loop.perform { () throws(LineError) in
            EventLoopFuture.andAllComplete(
                [channel.close()] + door.value.shut().compactMap { $0.close() },
                on: channel.eventLoop
            )
        }
        try? await closed?.get()
    }

    private static func bootstrap(
        on loop: LineLoop,
        limits: TCPLimits,
        door: NIOLoopBound<TCPDoor>
    ) -> ServerBootstrap {
        let keepAliveIdle = ChannelOptions.Types.SocketOption(
            level: .tcp,
            name: .init(rawValue: TCP_KEEPIDLE)
        )
        return ServerBootstrap(group: loop.eventLoop)
            .serverChannelOption(.backlog, value: Int32(clamping: max(1, limits.backlog)))
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.maxMessagesPerRead, value: 64)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelOption(keepAliveIdle, value: 60)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(
                    minimum: 256,
                    initial: 1024,
                    maximum: readAtATime
                )
            )
            .childChannelOption(
                .writeBufferWaterMark,
                value: .init(low: unreadAnswers / 2, high: unreadAnswers)
            )
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try door.value.admit(channel) }
            }
    }
}

extension LineError {
    /// Names what the system said when `name` was to be listened on.
    init(listening name: String, host: String, error: any Error) {
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE: self = .addressInUse(name)
        case EADDRNOTAVAIL: self = .addressNotAvailable(name)
        case EACCES, EPERM: self = .listeningForbidden(name)
        case .some(let code): self = .listeningFailed(name, reason: systemMessage(code))
        case nil:
            if error is SocketAddressError || error is SocketAddressError.UnknownHost {
                self = .hostUnknown(host, reason: "\(error)")
            } else if let error = error as? EventLoopError, error == .shutdown {
                self = .loopStopped
            } else {
                self = .listeningFailed(name, reason: "\(error)")
            }
        }
    }
}

/// What the system says about an error number.
func systemMessage(_ code: CInt) -> String {
    String(cString: strerror(code))
}
