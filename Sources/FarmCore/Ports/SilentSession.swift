/// A conversation in which nobody answers: what comes is heard and forgotten.
///
/// It is what a client meets at a device that accepts connections and then hangs.
public final class SilentSession: LineSession {
    /// A conversation with nobody.
    public init() {}

    /// Nothing follows.
    public func receive(
        _ bytes: Span<UInt8>,
        at hostTime: Int64,
        into actions: inout LineActions
    ) {}

    /// Nothing was waited for.
    public func timeout(at hostTime: Int64, into actions: inout LineActions) {}

    /// Nothing is kept of it.
    public func closed() {}
}
