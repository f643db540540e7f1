/// What goes out on a connection in place of one answer, and when.
///
/// An answer that nothing is wrong with is one piece, at once.
public struct OutgoingFrame: Hashable, Sendable {
    /// When it goes out.
    public enum Release: Hashable, Sendable {
        /// As soon as it is due.
        case atOnce
        /// When the next request of the connection has come, before that one's answer.
        case withNextRequest
        /// Together with the next answer of the connection, in one run of bytes.
        case withNextReply
    }

    /// How long it waits once it is released, nanoseconds of host time.
    public var delay: Int64
    /// What is sent; empty when all of it is lost.
    public var pieces: [WirePiece]
    /// What becomes of the connection after the last piece.
    public var ending: LineActions.Ending
    /// When it goes out.
    public var release: Release

    /// Pieces that go out at once unless told otherwise.
    public init(
        pieces: [WirePiece],
        delay: Int64 = 0,
        ending: LineActions.Ending = .stays,
        release: Release = .atOnce
    ) {
        self.pieces = pieces
        self.delay = delay
        self.ending = ending
        self.release = release
    }

    /// Bytes that go out at once.
    public init(_ bytes: [UInt8]) { self.init(pieces: [WirePiece(bytes)]) }

    /// What is sent, without regard to pauses.
    public var bytes: [UInt8] { pieces.flatMap(\.bytes) }
}
