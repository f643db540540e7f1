public import FarmCore

/// A way into a bus that is open: a listening socket, a pseudo-terminal or a serial device.
public protocol LinePort: AnyObject, Sendable {
    /// What was asked for: `127.0.0.1:0`, `run/rs485-1`, `/dev/ttyUSB0`.
    var name: String { get }

    /// Where clients reach it: `127.0.0.1:40123`, `/dev/pts/7`.
    var address: String { get }

    /// Closes the port and every connection on it; returns when nothing of it is left.
    ///
    /// A second call waits for the first.
    func close() async
}

/// What happens on a port, for counting and logging; told on the port's event loop.
public enum LineEvent: Equatable, Sendable {
    /// A client has connected.
    case connected(PeerAddress)
    /// A client's connection is gone, for whatever reason.
    case disconnected(PeerAddress)
    /// A client was refused, since the port already has the named number of connections.
    case refused(PeerAddress, limit: Int)
    /// A client was not let in, since the port was told so.
    case turnedAway(PeerAddress)
    /// A client was disconnected by us.
    case dropped(PeerAddress, DropReason)
    /// A program has opened the idle pseudo-terminal.
    case occupied
    /// The last program that had the pseudo-terminal open has closed it.
    case idle
    /// So many bytes of output were lost: nobody had the line open, or nobody read, or more was
    /// to be sent than the line takes.
    case outputLost(bytes: Int)
    /// Clients that open and close a pseudo-terminal cannot be noticed; the line works on.
    case clientsUnnoticed(reason: String)
    /// The serial device is not there, or cannot be used; it is tried again and again.
    case deviceGone(LineError)
    /// The serial device is there again.
    case deviceBack
    /// The serial device works, but its driver does not do something it was asked for.
    case deviceLacks(String)
    /// The port has failed and is closed.
    case failed(reason: String)
}

/// Why a connection was closed by us.
public enum DropReason: String, Equatable, Sendable {
    /// It made room for a newer one.
    case madeRoom
    /// It let more than ``TCPLimits/pendingOutput`` bytes of answers wait.
    case doesNotRead
}

/// Whoever wants to know what happens on a port.
public typealias LineObserver = @Sendable (LineEvent) -> Void

/// Turns what is seen of a client's end of a line, nil for nothing, into what its session is told;
/// called on the port's event loop whenever the session asks.
public typealias ClientLineView = @Sendable (_ seen: ClientLine?) -> ClientLine?
