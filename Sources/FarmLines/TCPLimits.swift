/// The bounds of one listening port.
public struct TCPLimits: Equatable, Sendable {
    /// What happens to a client beyond ``connections``.
    public enum Overflow: String, Equatable, Sendable {
        /// It is accepted and closed at once, as small devices do.
        case refuse
        /// It takes the place of the one that has been silent for longest.
        case dropIdlest
    }

    /// Connections at a time.
    public var connections = 10_000
    /// What happens to a client beyond ``connections``.
    public var overflow = Overflow.refuse
    /// Bytes of answers that may wait for a client to read them; beyond, it is disconnected.
    ///
    /// Requests are not read while more than ``TCPPort/unreadAnswers`` wait, so only a client that
    /// sends on and on and then closes its sending half can come near.
    public var pendingOutput = 1 << 20
    /// Seconds a connection may take to end: to read its last answers, or for the delayed answers
    /// of a client that has closed its sending half.
    public var lingerSeconds = 10
    /// Connections the kernel holds until they are accepted.
    public var backlog = 4096

    /// The usual bounds.
    public init() {}
}

/// What becomes of a client that has just connected.
public enum TCPAdmission: Equatable, Sendable {
    /// How a client is turned away.
    public enum Refusal: String, Equatable, Sendable {
        /// It sees the end of the connection.
        case closes
        /// It sees a reset; to a client that is the nearest to a refused connection.
        case resets
    }

    /// It is let in, if ``TCPLimits`` allow it.
    case accept
    /// It is turned away.
    case refuse(Refusal)
    /// It takes the place of the connection that has been silent for longest.
    case dropOldest
}

/// Decides about each client that connects, by how many are connected already; called on the
/// port's event loop.
public typealias TCPAdmitter = @Sendable (PeerAddress, _ connections: Int) -> TCPAdmission

/// Where a TCP client is.
public struct PeerAddress: Hashable, Sendable, CustomStringConvertible {
    /// Its IP address, as digits.
    public let host: String
    /// Its port.
    public let port: Int

    /// The address as written, IPv6 in brackets.
    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// `192.0.2.1:50123` or `[2001:db8::1]:50123`.
    public var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
