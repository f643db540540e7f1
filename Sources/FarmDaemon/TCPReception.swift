internal import FarmCore
internal import FarmLines

/// Receives the clients of a TCP port as the faults of its bus would have it; confined to the
/// bus's loop.
final class TCPReception {
    private let bus: Bus
    private let makeSession: @Sendable (PeerAddress) -> any LineSession
    /// Whether the client that was let in last is never answered.
    private var isSilent = false

    init(_ bus: Bus, _ makeSession: @escaping @Sendable (PeerAddress) -> any LineSession) {
        self.bus = bus
        self.makeSession = makeSession
    }

    /// Decides about a client that has connected.
    func admit(_ peer: PeerAddress, connections: Int) -> TCPAdmission {
        let now = bus.time.now(at: HostTime.now())
        bus.follow(to: now)
        let admission = bus.faults.admission(
            client: peer.host,
            connections: connections,
            at: now
        )
        isSilent = admission == .silent
        return switch admission {
        case .accept, .silent: .accept
        case .refuse: .refuse(.resets)
        case .dropOldest: .dropOldest
        }
    }

    /// The session of the client that was let in last.
    func session(for peer: PeerAddress) -> any LineSession {
        isSilent ? SilentSession() : makeSession(peer)
    }
}
