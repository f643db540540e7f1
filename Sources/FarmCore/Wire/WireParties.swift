/// Somebody on a segment besides the meters: the session of a serial port, or a gateway.
public protocol WireTap: AnyObject {
    /// Bytes have passed: all that others sent, and its own where the line echoes.
    ///
    /// - Parameter hostTime: monotonic nanoseconds at the end of the last of them.
    func heard(_ bytes: [UInt8], at hostTime: Int64)

    /// The host time that it asked for has come.
    func reminded(at hostTime: Int64)

    /// The connection of a client ends here, behind all that it has heard.
    func ends(_ ending: LineActions.Ending, of connection: Int)

    /// Whether its hardware paces what is written to it, as a serial device does: it then gets
    /// every transmission whole, at its beginning.
    var pacesItself: Bool { get }
}

/// The meters of a segment, as the wire sees them.
public protocol WireStations: AnyObject {
    /// Something is about to happen on the wire: its conditions must be those of this time.
    func prepare(at hostTime: Int64)

    /// A master's frame has arrived whole; meters answer through the wire, now or later.
    func deliver(_ request: WireRequest, at hostTime: Int64)

    /// What a master sent was lost: a wrong checksum, a gap in the frame, bytes that collided.
    func noteError()

    /// Whether a meter is at work on a request, as while the disk writes.
    var isAtWork: Bool { get }

    /// A client is gone: what was kept for it is not wanted any more.
    func forget(connection: Int)

    /// Whether somebody watches the frames that pass.
    var isWatched: Bool { get }

    /// Bytes have passed that no meter takes for a request: those of a meter, noise, or what was
    /// lost; told only while somebody watches.
    func overheard(_ passing: WirePassing)

    /// How many meters hang on the segment.
    var stationCount: Int { get }

    /// What they draw from the level converter of an M-Bus; nil on an RS485 line.
    var current: BusCurrent? { get }

    /// The characters that end an ASCII frame after CR for any of the meters: LF, and what masters
    /// have changed it to (Modbus application protocol V1.1b3, 6.8, sub-function 3).
    var asciiDelimiters: [UInt8] { get }
}

/// How frames are written on a serial line.
public enum WireFraming: String, Hashable, Sendable, CaseIterable {
    /// Binary, ended by silence (Modbus over serial line V1.02, 2.5.1).
    case rtu
    /// Hexadecimal between a colon and CR LF (2.5.2).
    case ascii
    /// Frames of the M-Bus link layer (EN 13757-2).
    case mBus
}

/// Who a request came from.
public struct RequestOrigin: Hashable, Sendable {
    /// The client's address without its port, or the name of a serial port.
    public var client: String
    /// Tells connections of one bus apart.
    public var connection: Int
    /// Whether a gateway put the request on the line.
    public var isGateway: Bool
    /// Whether the client has a TCP connection, which can end, and no line.
    public var isConnection: Bool
    /// The name of the port that it came in by; empty where nobody says.
    public var port: String

    /// An origin.
    public init(
        client: String,
        connection: Int,
        isGateway: Bool = false,
        isConnection: Bool = false,
        port: String = ""
    ) {
        self.port = port
        self.client = client
        self.connection = connection
        self.isGateway = isGateway
        self.isConnection = isConnection
    }
}

extension WireTap {
    /// Nobody's connection ends with it.
    public func ends(_ ending: LineActions.Ending, of connection: Int) {}
}

/// A request that has come whole over a wire.
public struct WireRequest: Hashable, Sendable {
    /// The address it is for; 0 for every meter.
    public var unit: UInt8
    /// The request, from its function code on.
    public var pdu: [UInt8]
    /// How it was written, and is answered.
    public var framing: WireFraming
    /// The sender's end of the line; nil when it is set as the bus is.
    public var sender: ClientLine?
    /// Who sent it.
    public var origin: RequestOrigin
    /// Nanoseconds that the line had rested before it; `Int64.max` for the first.
    public var silenceBefore: Int64
    /// The host time at the end of its last byte, monotonic nanoseconds.
    public var end: Int64
    /// What ended it, in ASCII: a meter hears only frames with its own.
    public var delimiter: UInt8 = 0x0A
    /// Its number among the frames of the bus; nil while nobody watches those.
    public var number: Int64?

    /// A request.
    public init(
        unit: UInt8,
        pdu: [UInt8],
        framing: WireFraming,
        sender: ClientLine?,
        origin: RequestOrigin,
        silenceBefore: Int64,
        end: Int64
    ) {
        self.unit = unit
        self.pdu = pdu
        self.framing = framing
        self.sender = sender
        self.origin = origin
        self.silenceBefore = silenceBefore
        self.end = end
    }
}

/// Bytes that go out in one run.
public struct WirePiece: Hashable, Sendable {
    /// Nanoseconds of rest before them.
    public var pauseBefore: Int64
    /// The bytes.
    public var bytes: [UInt8]

    /// A piece.
    public init(_ bytes: [UInt8], pauseBefore: Int64 = 0) {
        self.bytes = bytes
        self.pauseBefore = pauseBefore
    }
}

/// What a meter puts on a wire.
public struct WireReply: Hashable, Sendable {
    /// The meter's end of the line.
    public var format: LineFormat
    /// The host time at which it begins, if that has not passed.
    public var start: Int64
    /// What it sends.
    public var pieces: [WirePiece]
    /// How it is written: an ASCII character has seven data bits.
    public var framing: WireFraming
    /// The connection that ends behind it; nil as a rule.
    public var ending: ConnectionEnding?
    /// Its number among the frames of the bus; nil while nobody watches those.
    public var number: Int64?

    /// An answer.
    public init(
        format: LineFormat,
        start: Int64,
        pieces: [WirePiece],
        framing: WireFraming = .rtu,
        ending: ConnectionEnding? = nil
    ) {
        self.format = format
        self.start = start
        self.pieces = pieces
        self.framing = framing
        self.ending = ending
    }
}

/// How the connection of a client ends.
public struct ConnectionEnding: Hashable, Sendable {
    /// Whose: ``RequestOrigin/connection``.
    public var connection: Int
    /// How.
    public var ending: LineActions.Ending

    /// An end.
    public init(of connection: Int, _ ending: LineActions.Ending) {
        self.connection = connection
        self.ending = ending
    }
}

extension WireStations {
    /// Nothing to prepare.
    public func prepare(at hostTime: Int64) {}

    /// Nothing is kept for clients.
    public func forget(connection: Int) {}

    /// Meters answer at once.
    public var isAtWork: Bool { false }

    /// Nobody watches.
    public var isWatched: Bool { false }

    /// Nobody wants to know.
    public func overheard(_ passing: WirePassing) {}

    /// An RS485 line.
    public var current: BusCurrent? { nil }

    /// LF.
    public var asciiDelimiters: [UInt8] { [0x0A] }
}
