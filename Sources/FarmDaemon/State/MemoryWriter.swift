internal import Dispatch
internal import FarmCore
internal import FarmStore
internal import NIOCore
internal import SimulatedTime
internal import Synchronization

/// Writes what must survive, off the event loops: one batch at a time, each with all that has
/// gathered while the last one was on its way.
final class MemoryWriter: Sendable {
    /// Told on the writer's queue what became of a batch.
    typealias Report = @Sendable (MemoryKeeper.Outcome) -> Void

    /// What waits, guarded by the lock.
    private struct State {
        var keeper: MemoryKeeper
        var clock: FarmClock
        var isPumping = false
        var isStopped = false
        /// Who is told when the states and notes that wait, or are under way, are settled.
        var waitingTold: [@Sendable (Bool) -> Void] = []
        var currentTold: [@Sendable (Bool) -> Void] = []
        var report: Report?
        var file: StateFile?
    }

    private let state: Mutex<State>
    private let queue = DispatchQueue(label: "meterfarm.memory")

    /// A writer for a farm with its first lease; it writes nothing before it is started.
    init(_ start: FarmStart, durability: Durability) {
        let keeper = MemoryKeeper(
            lease: start.lease,
            leaseSpan: Self.leaseSpan(start.clock),
            durability: durability
        )
        state = Mutex(State(keeper: keeper, clock: start.clock))
    }

    private static func leaseSpan(_ clock: FarmClock) -> TimeSpan {
        .microseconds(Int64(Double(FarmStart.leaseTime) / 1000 * clock.speed))
    }

    /// The farm goes by another clock from now on; a lease that reaches as far is taken.
    func follow(_ clock: FarmClock) {
        state.withLock { state in
            state.clock = clock
            state.keeper.leaseSpan = Self.leaseSpan(clock)
        }
        wake()
    }

    /// From now on all goes to the file, and every outcome is reported.
    func start(_ file: StateFile, report: @escaping Report) {
        state.withLock {
            $0.file = file
            $0.report = report
        }
    }

    /// How often ``tick()`` is to be called: milliseconds of host time.
    static let tickMilliseconds: Int64 = 200

    /// Looks whether the lease runs out; a disk that refuses is tried again.
    func tick() { wake() }

    /// Writes checkpoints; `done` is told on the writer's queue whether they are on the disk.
    func write(
        _ checkpoints: [MeterCheckpoint],
        forgetting journals: [String: Int64],
        done: @escaping @Sendable (Bool) -> Void
    ) {
        state.withLock { state in
            state.keeper.take(checkpoints)
            for (bus, sequence) in journals {
                state.keeper.forget(bus: bus, through: sequence)
            }
            state.waitingTold.append(done)
        }
        wake()
    }

    /// Writes states and texts (nil drops one), all of them in one batch or none; `done` is told on
    /// the writer's queue whether they are on the disk.
    func write(
        _ checkpoints: [MeterCheckpoint],
        keeping notes: [FarmNote: String?],
        done: @escaping @Sendable (Bool) -> Void
    ) {
        state.withLock { state in
            state.keeper.take(checkpoints)
            for (note, text) in notes { state.keeper.take(text, as: note) }
            state.waitingTold.append(done)
        }
        wake()
    }

    /// Does something with the file on the writer's queue, once all is written that has been
    /// handed in so far; nil before it is started.
    func withFile<Value: Sendable>(
        _ body: @escaping @Sendable (StateFile) -> Value
    ) async -> Value? {
        await withCheckedContinuation { done in
            queue.async {
                self.pump()
                done.resume(returning: self.state.withLock { $0.file }.map(body))
            }
        }
    }

    /// Writes no more.
    ///
    /// - Returns: whether the batch under way was settled in time; a disk that never answers does
    ///   not keep a farm from stopping.
    func stop(on eventLoop: any EventLoop, within time: TimeAmount) async -> Bool {
        state.withLock { $0.isStopped = true }
        let settled = eventLoop.makePromise(of: Bool.self)
        queue.async { settled.succeed(true) }
        return await eventLoop.first(of: settled.futureResult, within: time)
    }

    private func wake() {
        let mustStart = state.withLock { state in
            defer { state.isPumping = true }
            return !state.isPumping
        }
        if mustStart { queue.async { self.pump() } }
    }

    /// Writes batch after batch until nothing is due; runs on the queue.
    private func pump() {
        guard let file = state.withLock({ $0.file }) else { return }
        var fault: DiskFault?
        while let batch = next(after: fault) {
            do throws(DiskFault) {
                try file.commit(batch)
                fault = nil
            } catch {
                fault = error
            }
            settle(fault)
        }
    }

    /// The next batch.
    ///
    /// A disk that refuses is tried again at the next tick, or at once for requests: their
    /// masters wait for an answer.
    private func next(after fault: DiskFault?) -> MemoryBatch? {
        state.withLock { state in
            let mayTry = !state.isStopped && (fault == nil || state.keeper.hasEntries)
            // The instant from which a whole lease reaches as far as the clock will.
            // Where time stands still, just as far as it is.
            let rest = TimeSpan.microseconds(state.clock.isPaused ? 1 : 0)
            let reach = FarmStart.reach(of: state.clock, at: HostTime.now()) + rest
            let now = reach - state.keeper.leaseSpan
            guard mayTry, let batch = state.keeper.begin(at: now) else {
                state.isPumping = false
                return nil
            }
            state.isPumping = true
            swap(&state.currentTold, &state.waitingTold)
            return batch
        }
    }

    private func settle(_ fault: DiskFault?) {
        let (outcome, told, report) = state.withLock { state in
            let outcome = state.keeper.end(fault)
            let told = state.currentTold
            state.currentTold = []
            return (outcome, told, state.report)
        }
        report?(outcome)
        for done in told { done(outcome.isDurable) }
    }
}

extension MemoryWriter: Journal {
    /// Takes an entry from a bus's loop.
    func record(_ entry: JournalEntry) -> Bool {
        let isTaken = state.withLock { $0.keeper.take(entry) }
        if isTaken { wake() }
        return isTaken
    }
}
