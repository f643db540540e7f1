/// Bytes that have passed on a wire while somebody watches.
public struct WirePassing: Sendable {
    /// Whose bytes they are.
    public enum Sender: Hashable, Sendable {
        /// A meter's: the answer of this number.
        case answer(Int64)
        /// A device that is none of the farm's.
        case foreign
        /// Nobody's.
        case noise
        /// Those of a master that nobody could read.
        case lost
    }

    /// Whose they are.
    public var sender: Sender
    /// The bytes, as the line let them through.
    public var bytes: [UInt8]
    /// How they are written.
    public var framing: WireFraming
    /// Where they come from.
    public var origin: RequestOrigin
    /// The host time at which they begin.
    public var start: Int64
    /// The host time at which they end.
    public var end: Int64
}
