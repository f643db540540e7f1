internal import FarmCore
internal import FarmLines
internal import FarmStore
internal import NIOCore
internal import SimulatedTime
internal import Synchronization

/// The buses of a farm on their event loops, with the writer that keeps their state.
final class FarmOnLoops: Sendable {
    let loops: [LineLoop]
    let parts: [NIOLoopBound<LoopFarm>]
    private let buses: [NIOLoopBound<Bus>]
    let writer: MemoryWriter?
    private let file: StateFile?
    private let clock: Mutex<FarmClock>
    let notes: Mutex<[FarmNote: String]>
    private let turnstile = Turnstile()
    /// The loop of each bus.
    private let places: [Int]
    /// The instant at which this run began.
    let beginning: Instant

    private init(
        loops: [LineLoop],
        parts: [NIOLoopBound<LoopFarm>],
        buses: [NIOLoopBound<Bus>],
        writer: MemoryWriter?,
        file: StateFile?,
        clock: FarmClock,
        places: [Int],
        beginning: Instant,
        notes: [FarmNote: String]
    ) {
        self.places = places
        self.beginning = beginning
        self.loops = loops
        self.parts = parts
        self.buses = buses
        self.writer = writer
        self.file = file
        self.clock = Mutex(clock)
        self.notes = Mutex(notes)
    }

    /// The loop of a bus.
    func loop(ofBus number: Int) -> LineLoop { loops[places[number]] }

    /// Opens the places where pulses leave and lets them leave from now on.
    ///
    /// - Parameter opened: takes each that is open, so that none stays behind when a later fails.
    func openPulses(
        _ plan: FarmPlan,
        log: @escaping @Sendable (String) -> Void,
        opened: (OpenPulseExit) -> Void
    ) async throws {
        var exits: [Int: [PulseOutletPlan.Place: any PulseExit]] = [:]
        let opener = PulseExitOpener(log: log)
        for (outlet, loop) in PulseExitOpener.places(plan, loops: places) {
            let open = try await opener.open(outlet, on: loops[loop])
            opened(open)
            exits[loop, default: [:]][outlet.place] = open.exit
        }
        for (number, exits) in exits {
            let (loop, part, beginning) = (loops[number], parts[number], beginning)
            try await loop.eventLoop.submit {
                part.value.startPulses(
                    exits,
                    zone: plan.timeZone,
                    after: beginning,
                    on: loop,
                    log: log
                )
            }.get()
        }
    }

    /// A bus.
    func bus(_ number: Int) -> NIOLoopBound<Bus> { buses[number] }

    /// Switches all meters on, with what they remember, and keeps what must not be lost.
    static func start(
        _ plan: FarmPlan,
        on host: LineHost,
        state: FarmState?,
        log: @escaping @Sendable (String) -> Void
    ) async throws -> FarmOnLoops {
        let first = Resumption(first: plan.start.instant(HostTime.wallClock()))
        let resumption = state?.resumption ?? first
        let start = FarmStart(
            plan,
            resumption,
            earlier: state?.memory.lease ?? resumption.instant,
            hostTime: HostTime.now()
        )
        let lease = state == nil ? .distantFuture : start.lease
        let writer = state == nil ? nil : MemoryWriter(start, durability: plan.durability)
        var parts: [NIOLoopBound<LoopFarm>] = []
        for loop in host.loops {
            let part = loop.eventLoop.submit {
                let time = FarmTime(start.clock, lease: lease)
                return NIOLoopBound(
                    LoopFarm(time, on: loop.eventLoop),
                    eventLoop: loop.eventLoop
                )
            }
            parts.append(try await part.get())
        }
        let places = plan.loops(host.loops.count)
        let buses = try await BusStart(
            plan,
            at: resumption.instant,
            state: state,
            writer: writer,
            places: places,
            log: log
        ).buses(on: host.loops, parts)
        let file = try state?.file(plan)
        let farm = FarmOnLoops(
            loops: host.loops,
            parts: parts,
            buses: buses.map(\.bus),
            writer: writer,
            file: file,
            clock: start.clock,
            places: places,
            beginning: resumption.instant,
            notes: state?.memory.notes ?? [:]
        )
        if let state, let writer, let file {
            try keepStart(start, plan, buses.flatMap(\.checkpoints), state, file)
            farm.startWriting(writer, file, plan, log: log)
        }
        return farm
    }

    /// Writes who the meters are and what is new about them, before anything is served.
    private static func keepStart(
        _ start: FarmStart,
        _ plan: FarmPlan,
        _ checkpoints: [MeterCheckpoint],
        _ state: FarmState,
        _ file: StateFile
    ) throws(RunRefusal) {
        var batch = start.firstBatch(
            plan,
            memory: state.memory,
            earlierStart: state.earlierStart,
            checkpoints: checkpoints
        )
        if !state.agenda.isEmpty { batch.notes[.agenda] = state.agenda.text }
        do {
            try file.commit(batch)
        } catch {
            try? file.close()
            throw RunRefusal(["\(file.path): the farm's state cannot be written: \(error)"])
        }
    }

    private func startWriting(
        _ writer: MemoryWriter,
        _ file: StateFile,
        _ plan: FarmPlan,
        log: @escaping @Sendable (String) -> Void
    ) {
        let durability = plan.durability
        for (loop, part) in zip(loops, parts) {
            loop.eventLoop.execute {
                part.value.startCheckpoints(every: plan.checkpointEvery, writer: writer)
            }
        }
        let rest = TimeAmount.milliseconds(MemoryWriter.tickMilliseconds)
        loops.first?.eventLoop.scheduleRepeatedTask(initialDelay: rest, delay: rest) { _ in
            writer.tick()
        }
        writer.start(file) { [loops, parts] outcome in
            if let news = outcome.news { log(news.text(durability)) }
            for (loop, part) in zip(loops, parts) {
                loop.eventLoop.execute { part.value.settle(outcome) }
            }
        }
    }

    /// Changes the farm's clock on all loops.
    ///
    /// - Returns: the clock as it is now.
    func changeClock(_ change: (inout FarmClock, Int64) -> Void) async throws -> FarmClock {
        // Within the lock: every loop gets the changes in the same order.
        let changed = clock.withLock { clock in
            change(&clock, HostTime.now())
            writer?.follow(clock)
            for (loop, part) in zip(loops, parts) {
                let changed = clock
                loop.eventLoop.execute { part.value.follow(changed) }
            }
            return clock
        }
        for loop in loops { try await loop.eventLoop.submit {}.get() }
        return changed
    }

    /// The clock, and the instant that is served on every loop.
    func time() async throws -> (clock: FarmClock, now: Instant) {
        let clock = clock.withLock { $0 }
        var now = Instant.distantFuture
        for (loop, part) in zip(loops, parts) {
            let own = loop.eventLoop.submit { part.value.time.now(at: HostTime.now()) }
            now = min(now, try await own.get())
        }
        return (clock, now)
    }

    /// Keeps texts beside the states, or none; a farm without memory keeps them as long as it runs.
    ///
    /// - Parameter checkpoints: states of meters that go to the disk with them.
    /// - Returns: whether all of it is kept.
    func keep(
        _ notes: [FarmNote: String?],
        with checkpoints: [MeterCheckpoint] = []
    ) async -> Bool {
        if let writer {
            let isKept = await withCheckedContinuation { kept in
                writer.write(checkpoints, keeping: notes) { kept.resume(returning: $0) }
            }
            guard isKept else { return false }
        }
        self.notes.withLock { known in
            for (note, text) in notes { known[note] = text }
        }
        return true
    }

    /// A text that is kept beside the states.
    func note(_ note: FarmNote) -> String? { notes.withLock { $0[note] } }

    /// Lets time stand still on all loops while something happens to the whole farm; one thing at
    /// a time.
    ///
    /// Where the disk refuses what the body wants to keep, time stands still until the disk has
    /// taken once more what holds: what it refused may be there all the same, which a crash would
    /// bring out, and nobody may have seen what came behind it.
    ///
    /// - Parameter body: given an instant that is not before anything that was served; throws
    ///   ``Unkept`` where the disk refuses.
    func standingStill<Result: Sendable>(
        _ body: (Instant) async throws -> Result
    ) async throws -> Result {
        await turnstile.enter()
        do {
            var held = Instant.epoch
            for (loop, part) in zip(loops, parts) {
                let own = loop.eventLoop.submit { part.value.standStill(at: HostTime.now()) }
                held = max(held, try await own.get())
            }
            let result = try await body(held)
            await goOn()
            return result
        } catch let error as Unkept {
            Task { await goOnWhenKept() }
            throw error
        } catch {
            await goOn()
            throw error
        }
    }

    /// The disk does not take what concerns the whole farm.
    struct Unkept: Error {}

    /// Lets time go on once the disk has taken what holds.
    private func goOnWhenKept() async {
        while await !keepWhatHolds() {
            guard let first = loops.first?.eventLoop,
                (try? await first.scheduleTask(in: Self.retry) {}.futureResult.get()) != nil
            else { return }
        }
        await goOn()
    }

    private func keepWhatHolds() async -> Bool {
        for (bus, place) in zip(buses, places) {
            try? await loops[place].eventLoop.submit { bus.value.forgetCheckpoints() }.get()
        }
        let known = notes.withLock { $0 }
        let all = FarmNote.allCases.map { ($0, known[$0]) }
        guard await keep(Dictionary(uniqueKeysWithValues: all)) else { return false }
        return await keepAll()
    }

    /// Keeps the states of all meters that have changed.
    ///
    /// - Returns: whether they are on the disk, or there is none.
    func keepAll() async -> Bool {
        var isKept = true
        for (loop, part) in zip(loops, parts) {
            let kept = loop.eventLoop.makePromise(of: Bool.self)
            loop.eventLoop.execute { part.value.keepAll { kept.succeed($0) } }
            isKept = (try? await kept.futureResult.get()) == true && isKept
        }
        return isKept
    }

    /// Lets time go on.
    private func goOn() async {
        for (loop, part) in zip(loops, parts) {
            try? await loop.eventLoop.submit { part.value.goOn() }.get()
        }
        await turnstile.leave()
    }

    /// When the farm's own scenarios began; nil where it has none.
    var scenariosBegan: Instant? {
        get async throws {
            var began: Instant?
            for (bus, place) in zip(buses, places) {
                let own = loops[place].eventLoop.submit { bus.value.scenariosBegan }
                began = [began, try await own.get()].compactMap(\.self).min()
            }
            return began
        }
    }

    /// Brings all meters to an instant and keeps their states.
    ///
    /// - Returns: whether they are on the disk, or there is none.
    func passAll(to instant: Instant) async -> Bool {
        for (bus, place) in zip(buses, places) {
            try? await loops[place].eventLoop.submit { bus.value.pass(to: instant) }.get()
        }
        return await keepAll()
    }

    /// Keeps what the meters are like now; nothing is served any more.
    ///
    /// - Returns: whether all of it is on the disk.
    func finish() async -> Bool {
        guard let writer, let file, let first = loops.first?.eventLoop else { return true }
        let deadline = HostTime.now() + Self.patience
        await waitForDisk(until: deadline)
        var stop = clock.withLock { $0 }.now(at: HostTime.now())
        for (loop, part) in zip(loops, parts) {
            let lease = try? await loop.eventLoop.submit { part.value.time.lease }.get()
            stop = min(stop, (lease ?? stop) - .microseconds(1))
        }
        var isKept = true
        for (loop, part) in zip(loops, parts) {
            let written = loop.eventLoop.makePromise(of: Bool.self)
            loop.eventLoop.execute { [stop] in
                part.value.finish(at: stop, before: deadline) { written.succeed($0) }
            }
            isKept = await first.first(of: written.futureResult, within: Self.wait) && isKept
        }
        guard await writer.stop(on: first, within: Self.wait), isKept else { return false }
        // What was served lies before the stop: the farm goes on right there.
        var batch = MemoryBatch()
        batch.lease = stop + .microseconds(1)
        do {
            try file.commit(batch)
            try file.close()
        } catch {
            return false
        }
        return true
    }

    /// How long meters are brought to the present when the farm stops, nanoseconds.
    private static let patience: Int64 = 3_000_000_000
    /// From one try to the next while the disk refuses what holds.
    private static let retry = TimeAmount.milliseconds(200)
    /// How long a disk that does not answer is waited for when the farm stops.
    private static let wait = TimeAmount.seconds(10)

    /// Waits until no request waits for the disk, or a host time has come.
    private func waitForDisk(until deadline: Int64) async {
        for (loop, part) in zip(loops, parts) {
            while HostTime.now() < deadline,
                (try? await loop.eventLoop.submit { part.value.isWaitingForDisk }.get()) == true
            {
                await Task.yield()
            }
        }
    }
}

extension EventLoop {
    /// The value of a future of any loop; false when it does not come in time.
    func first(of future: EventLoopFuture<Bool>, within time: TimeAmount) async -> Bool {
        let settled = makePromise(of: Bool.self)
        let isTold = NIOLoopBoundBox.makeBoxSendingValue(false, eventLoop: self)
        let tell: @Sendable (Bool) -> Void = { value in
            guard !isTold.value else { return }
            isTold.value = true
            settled.succeed(value)
        }
        scheduleTask(in: time) { tell(false) }
        future.hop(to: self).whenSuccess(tell)
        return (try? await settled.futureResult.get()) ?? false
    }
}

extension MemoryKeeper.News {
    /// What the log says.
    fileprivate func text(_ durability: Durability) -> String {
        switch (self, durability) {
        case (.failed(let fault), .strict):
            "the farm's state cannot be written: \(fault); reads go on, writes are refused with "
                + "exception 04, and time stands still when the lease runs out"
        case (.failed(let fault), .relaxed):
            "the farm's state cannot be written: \(fault); reads and writes go on, a crash now "
                + "loses the writes, and time stands still when the lease runs out"
        case (.recovered, _): "the farm's state can be written again"
        }
    }
}
