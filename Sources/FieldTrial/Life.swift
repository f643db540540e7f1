import FarmCore
import FarmStore
import SimulatedTime

/// One life of the daemon's process, from its start to its end: what FarmDaemon does with threads
/// and event loops, on virtual host time.
///
/// Each bus stands on a loop of its own.
final class Life: Journal {
    /// A bus on its event loop.
    final class Loop {
        let bus: Bus
        let time: FarmTime
        var round: CheckpointRound?
        /// Who is told of the end of the round under way, and of the one after it.
        var told: [(Bool) -> Void] = []
        var toldNext: [(Bool) -> Void] = []
        /// When the last word to the loop arrives: words overtake none.
        fileprivate var lastWord: Int64 = 0

        init(_ bus: Bus, _ time: FarmTime) { (self.bus, self.time) = (bus, time) }
    }

    /// What the writer tells a loop: a lease, how far the entries of its bus are settled, and how.
    struct Word {
        var lease: Instant?
        var settled: Int64?
        var isDurable = true
    }

    /// Who watches what happens to the state.
    struct Watch {
        /// A bus hands in a request.
        var recorded: (JournalEntry) -> Void
        /// The disk has taken a batch, or refused it.
        var written: (MemoryBatch, DiskFault?) -> Void
        /// A loop is told what became of a batch, before it acts.
        var told: (Word, Loop) -> Void
    }

    let plan: FarmPlan
    let start: FarmStart
    /// The instant at which it began.
    let beginning: Instant
    private(set) var loops: [Loop] = []
    private(set) var isAlive = true
    /// Whether all meters were at the instant of the clean stop.
    private(set) var isWhole = true
    let file: StateFile

    private let host: any Host
    private var watch: Watch
    private var keeper: MemoryKeeper
    private var isPumping = false
    private var isStopped = false
    private var waitingRounds: [(Loop, (Bool) -> Void)] = []
    private var currentRounds: [(Loop, (Bool) -> Void)] = []

    /// Starts, or leaves nothing behind: the same steps in the same order as the daemon's.
    init(
        _ plan: FarmPlan,
        state: OpenedState,
        on host: any Host,
        watch: Watch
    ) throws(StartRefusal) {
        self.plan = plan
        (self.host, self.watch) = (host, watch)
        (file, beginning) = (state.file, state.resumption.instant)
        start = FarmStart(
            plan,
            state.resumption,
            earlier: state.memory.lease,
            hostTime: host.now
        )
        keeper = MemoryKeeper(
            lease: start.lease,
            leaseSpan: .microseconds(Int64(4e6 * plan.speed)),
            durability: plan.durability
        )
        var refusals: [MemoryRefusal] = []
        for bus in plan.buses {
            let lease = host.sabotage == .ignoresLease ? .distantFuture : start.lease
            let time = FarmTime(start.clock, lease: lease)
            do throws(MemoryRefusals) {
                let bus = try Bus(
                    bus,
                    meters: plan.meters(of: bus),
                    time: time,
                    start: beginning,
                    memory: state.memory,
                    journal: self,
                    durability: plan.durability
                )
                loops.append(Loop(bus, time))
            } catch {
                refusals += error.all
            }
        }
        guard refusals.isEmpty else {
            throw StartRefusal(text: refusals.map(\.description).joined(separator: "; "))
        }
        let batch = start.firstBatch(
            plan,
            memory: state.memory,
            earlierStart: state.earlierStart,
            checkpoints: loops.flatMap { $0.bus.firstCheckpoints() }
        )
        do {
            try state.file.commit(batch)
        } catch {
            throw StartRefusal(text: "\(error)")
        }
        watch.written(batch, nil)
        tick()
        for loop in loops { schedule(loop) }
    }

    /// The process is gone; nothing of it happens any more.
    func end() {
        isAlive = false
        loops = []
        watch = Watch(recorded: { _ in }, written: { _, _ in }, told: { _, _ in })
    }

    // MARK: Journal

    func record(_ entry: JournalEntry) -> Bool {
        guard isAlive, keeper.take(entry) else { return false }
        watch.recorded(entry)
        if host.sabotage == .acknowledgesEarly {
            for loop in loops where loop.bus.name == entry.bus {
                later(0) { $0.tell(Word(settled: entry.sequence), loop) }
            }
        }
        wake()
        return true
    }

    // MARK: The writer's thread

    private func later(_ delay: Int64, _ body: @escaping (Life) -> Void) {
        host.after(delay) { [weak self] in
            guard let self, isAlive else { return }
            body(self)
        }
    }

    /// A word to an event loop.
    private func post(to loop: Loop, _ body: @escaping (Life) -> Void) {
        loop.lastWord = max(loop.lastWord, host.now + host.hop())
        later(loop.lastWord - host.now, body)
    }

    /// Looks five times a second whether the lease runs out.
    private func tick() {
        later(200_000_000) { life in
            life.wake()
            life.tick()
        }
    }

    private func wake() {
        guard !isPumping else { return }
        isPumping = true
        later(host.hop()) { $0.pump(after: nil) }
    }

    private func pump(after fault: DiskFault?) {
        let mayTry = !isStopped && (fault == nil || keeper.hasEntries)
        let reach = FarmStart.reach(of: start.clock, at: host.now)
        guard mayTry, let batch = keeper.begin(at: reach - keeper.leaseSpan) else {
            isPumping = false
            return
        }
        swap(&currentRounds, &waitingRounds)
        later(host.diskDelay()) { $0.commit(batch) }
    }

    private func commit(_ batch: MemoryBatch) {
        var fault: DiskFault?
        do throws(DiskFault) {
            try file.commit(tampered(batch))
        } catch {
            fault = error
        }
        watch.written(batch, fault)
        guard isAlive else { return }
        // What is on the disk is not known to anyone yet: the process may die here.
        later(host.diskDelay()) { [fault] in $0.settle(fault) }
    }

    private func settle(_ fault: DiskFault?) {
        var outcome = keeper.end(fault)
        let rounds = currentRounds
        currentRounds = []
        if host.sabotage == .carriesOutRefused { outcome.isDurable = true }
        if outcome.lease != nil || !outcome.settled.isEmpty || outcome.news == .recovered {
            for loop in loops {
                let word = Word(
                    lease: outcome.lease,
                    settled: outcome.settled[loop.bus.name],
                    isDurable: outcome.isDurable
                )
                post(to: loop) { $0.tell(word, loop) }
            }
        }
        let isWritten = fault == nil
        for (loop, told) in rounds { post(to: loop) { _ in told(isWritten) } }
        pump(after: fault)
    }

    private func tampered(_ batch: MemoryBatch) -> MemoryBatch {
        guard host.sabotage == .losesState, batch.checkpoints.count > 1 else { return batch }
        var batch = batch
        batch.checkpoints.removeFirst()
        return batch
    }

    // MARK: The event loops

    private func tell(_ word: Word, _ loop: Loop) {
        watch.told(word, loop)
        if let lease = word.lease, host.sabotage != .ignoresLease { loop.time.lease = lease }
        loop.bus.settle(through: word.settled ?? 0, isDurable: word.isDurable)
    }

    private func schedule(_ loop: Loop) {
        later(plan.checkpointEvery.microseconds * 1000) { life in
            life.round(loop) { _ in }
            life.schedule(loop)
        }
    }

    private func round(_ loop: Loop, done: @escaping (Bool) -> Void) {
        // A round under way has passed some meters already: only the next one has them as they are.
        guard loop.round == nil else { return loop.toldNext.append(done) }
        loop.told.append(done)
        loop.round = CheckpointRound([loop.bus])
        if host.sabotage == .forgetsEarly {
            keeper.forget(bus: loop.bus.name, through: loop.bus.carriedOut)
        }
        slice(loop)
    }

    private func slice(_ loop: Loop) {
        guard let slice = loop.round?.next(limit: host.sliceLength) else { return }
        keeper.take(slice.checkpoints)
        for (bus, sequence) in slice.forgotten { keeper.forget(bus: bus, through: sequence) }
        waitingRounds.append((loop, { [weak self] in self?.finishSlice(slice, of: loop, $0) }))
        wake()
    }

    private func finishSlice(_ slice: CheckpointRound.Slice, of loop: Loop, _ isWritten: Bool) {
        if isWritten, !slice.isLast { return self.slice(loop) }
        if !isWritten { loop.round?.abandon() }
        loop.round = nil
        let told = loop.told
        loop.told = []
        for done in told { done(isWritten) }
        let next = loop.toldNext
        loop.toldNext = []
        if !next.isEmpty { round(loop) { isWritten in for done in next { done(isWritten) } } }
    }

    // MARK: The clean stop

    /// Whether a batch is under way.
    var isWriting: Bool { isPumping }

    /// Whether requests wait for the disk.
    var isWaitingForDisk: Bool { loops.contains { $0.bus.isWaitingForDisk } }

    /// Keeps what the meters are like when no line is open any more.
    ///
    /// - Parameter done: told the instant at which it stopped; nil when the disk did not take it.
    func finish(done: @escaping (Instant?) -> Void) {
        if isWaitingForDisk { return later(10_000_000) { $0.finish(done: done) } }
        let reached = loops.map { $0.time.now(at: host.now) }.min() ?? beginning
        var (open, isKept) = (loops.count, true)
        for loop in loops {
            var position = 0
            loop.bus.advance(from: &position, limit: .max, to: reached)
            isWhole = isWhole && hasReached(reached, loop)
            round(loop) { [weak self] isWritten in
                (open, isKept) = (open - 1, isKept && isWritten)
                guard open == 0 else { return }
                self?.stop(at: isKept ? reached : nil, done)
            }
        }
    }

    /// Whether all meters are where the farm has stopped: what the disk has refused holds some.
    private func hasReached(_ instant: Instant, _ loop: Loop) -> Bool {
        plan.meters.filter { $0.bus == loop.bus.name }.allSatisfy { meter in
            loop.bus.withMeter(at: meter.address, on: .epoch) {
                var machine = $0
                machine.advance(to: instant)
                return machine.bookedUntil == $0.bookedUntil
            } ?? true
        }
    }

    private func stop(at instant: Instant?, _ done: (Instant?) -> Void) {
        isStopped = true
        guard let instant else { return done(nil) }
        var batch = MemoryBatch()
        batch.lease = instant + .microseconds(1)
        do throws(DiskFault) {
            try file.commit(batch)
            watch.written(batch, nil)
            done(instant)
        } catch {
            watch.written(batch, error)
            done(nil)
        }
    }
}

/// What a life runs on.
protocol Host: AnyObject {
    /// Monotonic nanoseconds.
    var now: Int64 { get }
    /// What is wrong on purpose.
    var sabotage: Sabotage? { get }
    /// How many states are taken at a time.
    var sliceLength: Int { get }
    /// Lets something happen later.
    func after(_ delay: Int64, _ body: @escaping () -> Void)
    /// How long a word takes from thread to thread, nanoseconds.
    func hop() -> Int64
    /// How long the disk takes now, nanoseconds.
    func diskDelay() -> Int64
}

/// Why a life did not begin.
struct StartRefusal: Error {
    let text: String
}
