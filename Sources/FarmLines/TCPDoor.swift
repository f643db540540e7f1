internal import FarmCore
internal import Glibc
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
    private let decide: TCPAdmitter?
    private let makeSession: @Sendable (PeerAddress) -> any LineSession
    private var table: ConnectionTable<TCPConnection>
    private var isShut = false

    init(
        loop: LineLoop,
        limits: TCPLimits,
        admit: TCPAdmitter?,
        makeSession: @escaping @Sendable (PeerAddress) -> any LineSession,
        observe: LineObserver?
    ) {
        self.eventLoop = loop.eventLoop
        self.shared = loop.shared.value
        self.limits = limits
        self.linger = Int64(min(max(limits.lingerSeconds, 0), 3600)) * 1_000_000_000
        self.decide = admit
        self.makeSession = makeSession
        self.observe = observe
        self.table = ConnectionTable(limit: limits.connections)
    }

    /// How many clients are connected.
    var count: Int { table.count }

    /// Sets up an accepted channel, or fails so that it is closed.
    func admit(_ channel: any Channel) throws {
        let peer = channel.remoteAddress.map(PeerAddress.init) ?? PeerAddress(host: "?", port: 0)
        guard !isShut else { throw Refused() }
        try decideAbout(peer, channel)
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

    private func decideAbout(_ peer: PeerAddress, _ channel: any Channel) throws {
        switch decide?(peer, table.count) {
        case nil, .accept: return
        case .dropOldest: dropIdlest()
        case .refuse(let how):
            observe?(.turnedAway(peer))
            if how == .resets { channel.resetsWhenClosed() }
            throw Refused()
        }
    }

    private func makeRoom(for peer: PeerAddress) throws {
        guard table.isFull else { return }
        switch limits.overflow {
        case .refuse:
            observe?(.refused(peer, limit: table.limit))
            throw Refused()
        case .dropIdlest: dropIdlest()
        }
    }

    private func dropIdlest() {
        guard let idlest = table.idlest() else { return }
        table.remove(idlest, at: idlest.slot)
        idlest.drop(.madeRoom)
    }
}

extension Channel {
    /// Lets the channel's closing be a reset, which drops what is not sent yet.
    func resetsWhenClosed() {
        // It acts at once on the channel's own loop, and fails only on a channel that is closed.
        _ = (self as? any SocketOptionProvider)?
            .setSoLinger(linger(l_onoff: 1, l_linger: 0))
    }
}

extension PeerAddress {
    /// The address of an accepted connection.
    init(_ address: SocketAddress) {
        self.init(host: address.ipAddress ?? "?", port: address.port ?? 0)
    }
}
