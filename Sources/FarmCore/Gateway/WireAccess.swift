/// A serial line as a gateway reaches it: a ``Wire``, or a test's.
///
/// Inside callbacks (`heard`, `reminded`) sending only announces; what comes of it happens when the
/// callback has returned.
public protocol WireAccess: AnyObject {
    /// Whether a master hears what it sends itself.
    var echoes: Bool { get }

    /// Whether an answer may still come to a tap: something is on the line or announced for later,
    /// or a meter is in the middle of a frame or at work.
    func isBusy(for tap: any WireTap) -> Bool

    /// A tap hears from now on what passes; it is kept alive until it leaves.
    func join(_ tap: any WireTap)

    /// Puts a master's bytes on the line, the first of them now.
    ///
    /// - Parameters:
    ///   - format: how the master has set its end; nil when as the line is.
    ///   - hostTime: monotonic nanoseconds.
    func send(
        _ bytes: [UInt8],
        from tap: any WireTap,
        format: ClientLine?,
        framing: WireFraming,
        origin: RequestOrigin,
        at hostTime: Int64
    )

    /// Calls `reminded(at:)` of a tap when a host time has come; an earlier wish is forgotten.
    ///
    /// - Parameter hostTime: nil forgets the wish. What has passed is taken for now; everything
    ///   else that happens at the same time comes first.
    func remind(_ tap: any WireTap, at hostTime: Int64?)

    /// The end of the last run of bytes that has begun by a host time, which may lie behind it; nil
    /// when there was none.
    ///
    /// What goes out later does not count: nobody on the line can know of it.
    func restsSince(at hostTime: Int64) -> Int64?

    /// Does everything that is due on the line; nothing when called inside a callback.
    func run(at hostTime: Int64)
}

extension Wire: WireAccess {}
