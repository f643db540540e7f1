public import SimulatedTime

/// The time of a farm on one event loop: its clock, and the lease below which it may serve.
///
/// After a crash the farm goes on at the lease's end, so no master ever sees an earlier instant
/// than one it has seen. While the disk takes no new lease, time stands still at the last one.
public final class FarmTime {
    /// The map from host time to virtual time.
    public var clock: FarmClock
    /// The instant below which the farm may serve; far away for a farm without memory.
    public var lease: Instant { didSet { limit = min(lease - .microseconds(1), hold) } }
    /// The instant at which time stands still while something happens to the whole farm; far away
    /// otherwise.
    public var hold = Instant.distantFuture {
        didSet { limit = min(lease - .microseconds(1), hold) }
    }
    /// The last instant that may be served.
    private var limit: Instant

    /// A farm's time.
    public init(_ clock: FarmClock, lease: Instant = .distantFuture) {
        self.clock = clock
        self.lease = lease
        limit = lease - .microseconds(1)
    }

    /// The instant that is served at a host time (monotonic nanoseconds).
    @inline(__always)
    public func now(at hostTime: Int64) -> Instant {
        min(clock.now(at: hostTime), limit)
    }
}
