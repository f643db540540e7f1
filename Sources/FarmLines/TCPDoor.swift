internal import FarmCore
internal import NIOCore

/// Lets clients of one listening port in; confined to the port's event loop.
final class TCPDoor {
    /// A client that was not let in.
    struct Refused: Error {}

    let eventLoop: any EventLoop
    let limits: TCPLimits
    let observe: LineObserver?
    /// The linger time in nanoseconds.
    let linger: Int64

    private let shared: LoopShared
    private let makeSession: @Sendable (PeerAddress) -> any LineSession
    private var table: ConnectionTable<TCPConnection>
    private var isShut = false

    init(
        loop: LineLoop,
        limits: TCPLimits,
        makeSession: @escaping @Sendable (PeerAddress) -> any LineSession,
        observe: LineObserver?
    ) {
        self.eventLoop = loop.eventLoop
        self.shared = loop.shared.value
        self.limits = limits
        self.linger = Int64(min(max(limits.lingerSeconds, 0), 3600)) * 1_000_000_000
        self.makeSession = makeSession
        self.observe = observe
        self.table = ConnectionTable(limit: limits.connections)
    }

    /// How many clients are connected.
    var count: Int { table.count }

    /// Sets up an accepted channel, or fails so that it is closed.
    func admit(_ channel: any Channel) throws {
        let peer = channel.remoteAddress.map(PeerAddress.init) ?? PeerAddress(host: "?", port: 0)
        try makeRoom(for: peer)
        let connection = TCPConnection(
            peer: peer,
            session: makeSession(peer),
            shared: shared,
            door: self
        )
        connection.slot = table.add(connection) ?? -1
        do {
            try channel.pipeline.syncOperations.addHandler(connection)
        } catch {
            table.remove(connection, at: connection.slot)
            connection.abandon()
            throw error
        }
        observe?(.connected(peer))
    }

    /// Forgets a connection that is gone.
    func remove(_ connection: TCPConnection) {
        table.remove(connection, at: connection.slot)
        observe?(.disconnected(connection.peer))
    }

    /// Lets nobody in any more and returns who is in.
    func shut() -> [TCPConnection] {
        isShut = true
        return table.all
    }

    private func makeRoom(for peer: PeerAddress) throws {
        guard !isShut else { throw Refused() }
        guard table.isFull else { return }
        switch limits.overflow {
        case .refuse:
            observe?(.refused(peer, limit: table.limit))
            throw Refused()
        case .dropIdlest:
            guard let idlest = table.idlest() else { return }
            table.remove(idlest, at: idlest.slot)
            idlest.drop(.madeRoom)
        }
    }
}

extension PeerAddress {
    /// The address of an accepted connection.
    init(_ address: SocketAddress) {
        self.init(host: address.ipAddress ?? "?", port: address.port ?? 0)
    }
}
