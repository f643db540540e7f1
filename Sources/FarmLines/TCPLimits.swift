/// The bounds of one listening port.
public struct TCPLimits: Equatable, Sendable {
    /// What happens to a client beyond ``connections``.
    public enum Overflow: String, Equatable, Sendable {
        /// It is accepted and closed at once, as small devices do.
        case refuse
        /// It takes the place of one that has been silent for long.
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
