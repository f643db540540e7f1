public import SimulatedTime

/// What a farm with memory begins with: its clock, its first lease, its first batch.
public struct FarmStart: Sendable {
    /// How much host time a lease lasts, at most, nanoseconds.
    public static let leaseTime: Int64 = 4_000_000_000

    /// The map from host time to virtual time.
    public let clock: FarmClock
    /// The instant below which the farm may serve once the first batch is on the disk.
    public let lease: Instant

    /// A start.
    ///
    /// - Parameters:
    ///   - earlier: the lease that is on the disk.
    ///   - hostTime: monotonic nanoseconds of the start.
    public init(
        _ plan: FarmPlan,
        _ resumption: Resumption,
        earlier: Instant,
        hostTime: Int64
    ) {
        clock = FarmClock(
            start: resumption.instant,
            speed: plan.speed,
            hostTime: hostTime + resumption.standstill.microseconds * 1000
        )
        lease = max(earlier, Self.reach(of: clock, at: hostTime))
    }

    /// How far a lease reaches that is taken at a host time: to what the clock will show at its
    /// end, no further, so that a farm which stands still gains nothing by being restarted.
    public static func reach(of clock: FarmClock, at hostTime: Int64) -> Instant {
        clock.now(at: hostTime + leaseTime)
    }

    /// What must be on the disk before anything is served: who the meters are and what is new
    /// about them.
    ///
    /// - Parameters:
    ///   - memory: what the disk holds.
    ///   - earlierStart: what it holds of the start.
    ///   - checkpoints: ``Bus/firstCheckpoints()`` of all buses.
    public func firstBatch(
        _ plan: FarmPlan,
        memory: FarmMemory,
        earlierStart: String,
        checkpoints: [MeterCheckpoint]
    ) -> MemoryBatch {
        var batch = MemoryBatch(starting: plan.meters, from: memory)
        batch.lease = lease
        batch.checkpoints = checkpoints
        if plan.start.text != earlierStart { batch.start = plan.start.text }
        return batch
    }
}
