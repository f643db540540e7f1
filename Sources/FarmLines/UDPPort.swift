public import FarmCore
internal import NIOCore
internal import NIOPosix

/// A UDP socket as level converters have it: what comes in a datagram goes onto the bus, and what
/// passes there goes back to whoever has sent lately.
public final class UDPPort: LinePort {
    /// How many clients are answered at a time; a further one takes the place of the one that was
    /// silent for longest.
    public static let clientLimit = 64

    /// What was asked for.
    public let name: String

    /// The address that is heard, with the port the kernel chose if 0 was asked for.
    public let address: String

    /// The port that is heard.
    public let port: Int

    private let loop: LineLoop
    private let channel: any Channel

    private init(name: String, loop: LineLoop, channel: any Channel) {
        let local = channel.localAddress.map(PeerAddress.init)
        self.name = name
        self.loop = loop
        self.channel = channel
        address = local?.description ?? name
        port = local?.port ?? 0
    }

    /// Opens the socket.
    ///
    /// - Parameters:
    ///   - host: an address of this host or a name of it.
    ///   - port: 0 to 65535; 0 takes any free one.
    ///   - makeSession: called on the loop for each client.
    ///   - observe: told what happens, on the loop.
    /// - Throws: a ``LineError`` naming the address and what to do.
    public static func open(
        host: String,
        port: Int,
        on loop: LineLoop,
        makeSession: @escaping @Sendable (PeerAddress) -> any LineSession,
        observe: LineObserver? = nil
    ) async throws(LineError) -> UDPPort {
        guard (0...65535).contains(port) else { throw .portOutOfRange(port) }
        let name = PeerAddress(host: host, port: port).description
        do {
            let channel = try await DatagramBootstrap(group: loop.eventLoop)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(
                            UDPDoor(loop: loop, makeSession: makeSession, observe: observe)
                        )
                    }
                }
                .bind(host: host, port: port).get()
            return UDPPort(name: name, loop: loop, channel: channel)
        } catch {
            throw LineError(listening: name, host: host, error: error)
        }
    }

    /// Closes the socket and forgets every client.
    public func close() async { try? await channel.close().get() }
}

/// The clients of one UDP socket; confined to the port's event loop.
final class UDPDoor: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = AddressedEnvelope<ByteBuffer>

    private let eventLoop: any EventLoop
    private let shared: LoopShared
    private let makeSession: @Sendable (PeerAddress) -> any LineSession
    private let observe: LineObserver?
    private var clients: [SocketAddress: UDPClient] = [:]

    init(
        loop: LineLoop,
        makeSession: @escaping @Sendable (PeerAddress) -> any LineSession,
        observe: LineObserver?
    ) {
        eventLoop = loop.eventLoop
        shared = loop.shared.value
        self.makeSession = makeSession
        self.observe = observe
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let datagram = unwrapInboundIn(data)
        client(at: datagram.remoteAddress, context).receive(datagram.data)
    }

    /// A client's datagram that could not be delivered is its own affair.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {}

    func handlerRemoved(context: ChannelHandlerContext) {
        for client in clients.values { forget(client) }
        clients = [:]
    }

    private func client(at address: SocketAddress, _ context: ChannelHandlerContext) -> UDPClient {
        if let known = clients[address] { return known }
        if clients.count >= UDPPort.clientLimit {
            let idlest = clients.values.min { $0.lastHeard < $1.lastHeard }
            if let idlest {
                observe?(.dropped(PeerAddress(idlest.address), .madeRoom))
                clients[idlest.address] = nil
                forget(idlest)
            }
        }
        let client = UDPClient(
            address,
            session: makeSession(PeerAddress(address)),
            shared: shared,
            on: eventLoop
        ) { bytes in
            let datagram = AddressedEnvelope(remoteAddress: address, data: bytes)
            context.writeAndFlush(NIOAny(datagram), promise: nil)
        }
        clients[address] = client
        observe?(.connected(PeerAddress(address)))
        return client
    }

    private func forget(_ client: UDPClient) {
        client.end()
        observe?(.disconnected(PeerAddress(client.address)))
    }
}

/// Somebody who sends datagrams: one session of the bus.
final class UDPClient: LineTimerOwner {
    let address: SocketAddress
    /// When anything came last, monotonic nanoseconds.
    private(set) var lastHeard = HostClock.now()

    private let session: any LineSession
    private let shared: LoopShared
    private let send: (ByteBuffer) -> Void
    private let eventLoop: any EventLoop
    private var isOver = false
    private lazy var timer = LineTimer(on: eventLoop, owner: self)

    init(
        _ address: SocketAddress,
        session: any LineSession,
        shared: LoopShared,
        on eventLoop: any EventLoop,
        send: @escaping (ByteBuffer) -> Void
    ) {
        self.address = address
        self.session = session
        self.shared = shared
        self.eventLoop = eventLoop
        self.send = send
        session.attach { [weak self] in
            guard let self else { return }
            shared.whenFree(on: eventLoop) { [weak self] in self?.sessionCalls() }
        }
    }

    /// Puts the bytes of a datagram on the bus.
    func receive(_ bytes: ByteBuffer) {
        lastHeard = HostClock.now()
        shared.call { session.receive(bytes.readableBytesUInt8Span, at: lastHeard, into: &$0) }
        carryOut(at: lastHeard)
    }

    /// Nothing is sent to it any more.
    func end() {
        isOver = true
        timer.cancel()
        session.closed()
    }

    func timerFired(at hostTime: Int64) {
        guard !isOver else { return }
        shared.call { session.timeout(at: hostTime, into: &$0) }
        carryOut(at: hostTime)
    }

    private func sessionCalls() {
        guard !isOver else { return }
        let now = HostClock.now()
        shared.call { session.proceed(at: now, into: &$0) }
        carryOut(at: now)
    }

    private func carryOut(at now: Int64) {
        timer.apply(shared.actions.timer, at: now)
        let output = shared.actions.output.isEmpty ? nil : shared.takeOutput()
        shared.reset()
        if let output { send(output) }
    }
}
