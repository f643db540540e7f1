internal import NIOCore

/// The clients of a pulse server; confined to its event loop.
final class PulseReaders {
    /// A client that was not let in.
    struct Refused: Error {}

    private let observe: LineObserver?
    private var clients: [ObjectIdentifier: any Channel] = [:]
    private var isShut = false

    init(_ observe: LineObserver?) { self.observe = observe }

    /// How many clients are connected.
    var count: Int { clients.count }

    /// Lets a client in, or fails so that it is closed.
    func admit(_ channel: any Channel) throws {
        let peer = Self.peer(channel)
        guard !isShut else { throw Refused() }
        guard clients.count < PulseServer.readerLimit else {
            observe?(.refused(peer, limit: PulseServer.readerLimit))
            throw Refused()
        }
        try channel.pipeline.syncOperations.addHandler(PulseReaderHandler(self))
        clients[ObjectIdentifier(channel)] = channel
        observe?(.connected(peer))
    }

    /// A client's connection is gone.
    func remove(_ channel: any Channel) {
        guard clients.removeValue(forKey: ObjectIdentifier(channel)) != nil else { return }
        observe?(.disconnected(Self.peer(channel)))
    }

    /// Sends bytes to all clients; one that lets too much wait is dropped.
    func send(_ bytes: [UInt8]) {
        for channel in clients.values {
            guard channel.isWritable else {
                observe?(.dropped(Self.peer(channel), .doesNotRead))
                clients[ObjectIdentifier(channel)] = nil
                channel.close(mode: .all, promise: nil)
                continue
            }
            channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
        }
    }

    /// Lets nobody in any more.
    ///
    /// - Returns: the clients that are still there.
    func shut() -> [any Channel] {
        isShut = true
        return Array(clients.values)
    }

    private static func peer(_ channel: any Channel) -> PeerAddress {
        guard let address = channel.remoteAddress, address.port != nil else {
            return PeerAddress(host: "local", port: 0)
        }
        return PeerAddress(address)
    }
}

/// Forgets what a client sends, and tells when it is gone.
private final class PulseReaderHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let readers: PulseReaders

    init(_ readers: PulseReaders) { self.readers = readers }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}

    func channelInactive(context: ChannelHandlerContext) { readers.remove(context.channel) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
