internal import FarmCore
internal import FarmLines
internal import FarmStore
internal import NIOCore
internal import SimulatedTime
internal import Synchronization

/// The memory of a farm that runs: copied, and put in the place of its own.
extension FarmOnLoops {
    /// Why the meters of a memory could not take their places; nothing has changed.
    enum RestoreRefusal: Error {
        /// The memory holds what comes later than the farm has got.
        case ahead(of: Instant)
        /// What is wrong with the states of meters.
        case meters([MemoryRefusal])
        /// The disk takes nothing.
        case disk
    }

    /// Writes all that the farm's memory holds at an instant into the beginning of a snapshot.
    ///
    /// - Returns: the instant; nil when the disk did not take the present states.
    /// - Throws: ``StoreError`` when the snapshot cannot be written.
    func copyMemory(to path: String) async throws -> Instant? {
        guard let writer else { return nil }
        guard await keepAll() else { return nil }
        // Nothing that is asked for now comes before the instant.
        return try await standingStill { instant in
            let copied = await writer.withFile { file in
                Result { () throws(StoreError) in try file.begin(snapshot: path) }
            }
            try copied?.get()
            return instant
        }
    }

    /// Lets each meter that a memory holds go on from there, as if nothing had been done to it
    /// since.
    ///
    /// All or nothing: the states are on the disk, in one batch, before any meter takes its place.
    ///
    /// - Parameters:
    ///   - plan: the farm with what is on the memory's agenda.
    ///   - start: an instant that the farm has reached.
    ///   - notes: what goes to the disk with the states.
    ///   - taken: told of the instant at which the meters have taken their places, while time
    ///     stands still there.
    /// - Returns: that instant.
    /// - Throws: ``RestoreRefusal``; nothing has changed then.
    func restore(
        _ memory: FarmMemory,
        _ plan: FarmPlan,
        at start: Instant,
        keeping notes: [FarmNote: String?],
        taken: (Instant) async -> Void
    ) async throws -> Instant {
        // Whatever the states are of, the farm may have served all below the lease.
        let reached = max(memory.latest, memory.lease - .microseconds(1))
        guard reached <= start else { throw RestoreRefusal.ahead(of: start) }
        do {
            try await onEachLoop { $0.beginRestore(plan, from: memory, at: start) }
            try await inSlices { $0.restoring { $0.makeSome() } ?? false }
            try await throwRefusals()
            return try await standingStill { instant in
                try await self.replaceMeters(at: instant, keeping: notes)
                await taken(instant)
                return instant
            }
        } catch {
            try await onEachLoop { $0.endRestore(isKept: false) }
            throw error
        }
    }

    /// Brings the meters to the instant at which time stands still, keeps their states, and lets
    /// them take their places.
    private func replaceMeters(
        at instant: Instant,
        keeping notes: [FarmNote: String?]
    ) async throws {
        try await onEachLoop { $0.holdEntries() }
        try await waitOnEachLoop { $0.restCheckpoints() }
        try await waitOnEachLoop { $0.hasCarriedOutAll }
        try await inSlices { $0.restoring { $0.bringSome(to: instant) } ?? false }
        try await throwRefusals()
        let checkpoints = try await states()
        guard await keep(notes, with: checkpoints) else { throw Unkept() }
        try await onEachLoop { $0.endRestore(isKept: true) }
    }

    private func states() async throws -> [MeterCheckpoint] {
        var all: [MeterCheckpoint] = []
        for (loop, part) in zip(loops, parts) {
            var hasMore = true
            while hasMore {
                let (some, isMore) = try await loop.eventLoop.submit {
                    part.value.restoring { $0.someStates() } ?? ([], false)
                }.get()
                all += some
                hasMore = isMore
            }
        }
        return all
    }

    private func throwRefusals() async throws {
        var all: [MemoryRefusal] = []
        for (loop, part) in zip(loops, parts) {
            all += try await loop.eventLoop.submit {
                part.value.restoring { $0.refusals } ?? []
            }.get()
        }
        if !all.isEmpty { throw RestoreRefusal.meters(all) }
    }

    // MARK: On all loops

    private func onEachLoop(_ body: @escaping @Sendable (LoopFarm) -> Void) async throws {
        for (loop, part) in zip(loops, parts) {
            try await loop.eventLoop.submit { body(part.value) }.get()
        }
    }

    /// Does something on all loops at once, until it says that there is no more to do there; in
    /// between each serves its masters.
    private func inSlices(_ body: @escaping @Sendable (LoopFarm) -> Bool) async throws {
        var rest = Array(loops.indices)
        while let first = rest.first {
            let slices = rest.map { number in
                let part = parts[number]
                return loops[number].eventLoop.submit { body(part.value) }
            }
            let more =
                try await EventLoopFuture
                .whenAllSucceed(slices, on: loops[first].eventLoop).get()
            rest = zip(rest, more).filter(\.1).map(\.0)
        }
    }

    /// Waits until something holds on each loop.
    ///
    /// - Throws: ``RestoreRefusal/disk`` when it does not come to that.
    private func waitOnEachLoop(_ holds: @escaping @Sendable (LoopFarm) -> Bool) async throws {
        let deadline = HostTime.now() + Self.diskPatience
        for (loop, part) in zip(loops, parts) {
            while try await !loop.eventLoop.submit({ holds(part.value) }).get() {
                guard HostTime.now() < deadline else { throw RestoreRefusal.disk }
                try await loop.eventLoop.scheduleTask(in: Self.look) {}.futureResult.get()
            }
        }
    }

    /// How long the disk is waited for, nanoseconds.
    private static let diskPatience: Int64 = 10_000_000_000
    /// From one look to the next.
    private static let look = TimeAmount.milliseconds(1)
}
