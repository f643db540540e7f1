public import SimulatedTime

/// What a farm with memory does before it serves: its clock, its first lease, its first batch.
public struct FarmStart: Sendable {
    /// How much host time a lease lasts, at most, seconds.
    public static let leaseSeconds = 4.0

    /// The map from host time to virtual time.
    public let clock: FarmClock
    /// The instant below which the farm may serve once the first batch is on the disk.
    public let lease: Instant
    /// How far each later lease reaches.
    public let leaseSpan: TimeSpan

    /// A start.
    ///
    /// - Parameter hostTime: monotonic nanoseconds of the start.
    public init(_ plan: FarmPlan, _ resumption: Resumption, hostTime: Int64) {
        clock = FarmClock(
            start: resumption.instant,
            speed: plan.speed,
            hostTime: hostTime + resumption.standstill.microseconds * 1000
        )
        leaseSpan = .microseconds(Int64(Self.leaseSeconds * 1e6 * clock.speed))
        lease = resumption.instant + leaseSpan
    }

    /// Who the meters are and what is new about them: it must be on the disk before anything is
    /// served.
    ///
    /// - Parameters:
    ///   - memory: what the disk holds.
    ///   - checkpoints: ``Bus/firstCheckpoints()`` of all buses.
    public func firstBatch(
        _ plan: FarmPlan,
        memory: FarmMemory,
        checkpoints: [MeterCheckpoint]
    ) -> MemoryBatch {
        var batch = MemoryBatch()
        batch.lease = lease
        batch.checkpoints = checkpoints
        for meter in plan.meters {
            let record = MeterRecord(meter)
            if memory.records[record.name] != record { batch.records.append(record) }
            let model = record.model
            if batch.models[model] == nil {
                let shape = ModelShape(meter.model)
                if memory.models[model] != shape { batch.models[model] = shape }
            }
        }
        return batch
    }
}
