internal import FarmCore
internal import FarmLines
internal import NIOCore
internal import SimulatedTime

/// The part of a farm that lives on one event loop: its time, its buses, and what brings their
/// states to the disk.
///
/// Touched on that loop alone.
final class LoopFarm {
    let time: FarmTime
    private(set) var buses: [Bus] = []
    /// The meters that pulse lines join, as they come out of the memory; nil without.
    var joined: JoinedRestarts?
    private var groups: [PulseGroup] = []
    private var driver: PulseDriver?
    private var clocks: [BusClock] = []
    private let eventLoop: any EventLoop
    private var checkpointer: Checkpointer?
    /// The meters that are about to take the places of those that are here.
    private var restore: LoopRestore?
    /// For each bus, the last entry that the meters carry out whose places are taken; nil while
    /// none are.
    private var lastEntries: [String: Int64]?
    /// What became of batches with entries that the meters carry out which take the places.
    private var settledLater: [MemoryKeeper.Outcome] = []

    init(_ time: FarmTime, on eventLoop: any EventLoop) {
        self.time = time
        self.eventLoop = eventLoop
    }

    /// Takes a bus onto the loop.
    func add(_ bus: Bus, _ clock: BusClock) {
        buses.append(bus)
        clocks.append(clock)
    }

    /// Joins the meters of the loop's buses by the farm's pulse lines, once all buses are there.
    func join(_ plan: FarmPlan) {
        joined = nil
        groups = PulseGroup.join(buses, by: plan.pulseWeb, seed: plan.seed)
    }

    /// Lets pulses leave the farm from now on.
    func startPulses(
        _ exits: [PulseOutletPlan.Place: any PulseExit],
        zone: CivilZone,
        after start: Instant,
        on loop: LineLoop,
        log: @escaping @Sendable (String) -> Void
    ) {
        let leaving = groups.filter(\.reachesOutside)
        guard !leaving.isEmpty else { return }
        driver = PulseDriver(
            leaving,
            exits: exits,
            time: time,
            zone: zone,
            after: start,
            on: loop,
            log: log
        )
    }

    /// Goes by another clock from now on.
    func follow(_ clock: FarmClock) {
        time.clock = clock
        for clock in clocks { clock.timeHasChanged() }
        driver?.timeHasChanged()
    }

    /// Lets time stand still on the loop.
    ///
    /// - Returns: the instant at which it does.
    func standStill(at hostTime: Int64) -> Instant {
        time.hold = time.now(at: hostTime)
        return time.hold
    }

    /// Lets time go on.
    func goOn() {
        time.hold = .distantFuture
        for clock in clocks { clock.timeHasChanged() }
        driver?.timeHasChanged()
    }

    /// Takes the states of all meters that have changed; told whether they are on the disk.
    func keepAll(done: @escaping (Bool) -> Void) {
        guard let checkpointer else { return done(true) }
        checkpointer.round(done: done)
    }

    /// Lets no bus act by itself any more.
    func stopClocks() {
        driver?.stop()
        for clock in clocks { clock.stop() }
    }

    /// Begins rounds of checkpoints.
    func startCheckpoints(every span: TimeSpan, writer: MemoryWriter) {
        checkpointer = Checkpointer(buses, on: eventLoop, writer: writer)
        checkpointer?.start(every: span)
    }

    /// A batch is on the disk, or was refused.
    func settle(_ outcome: MemoryKeeper.Outcome) {
        if let lease = outcome.lease { time.lease = lease }
        let hostTime = HostTime.now()
        for bus in buses { bus.wire?.run(at: hostTime) }
        settleEntries(of: outcome)
        // What was not written meanwhile is written now.
        if outcome.news == .recovered { checkpointer?.round { _ in } }
    }

    /// Lets the buses carry out, or refuse, what a batch held; what belongs to meters that are not
    /// there yet waits for them.
    private func settleEntries(of outcome: MemoryKeeper.Outcome) {
        var settled = outcome.settled
        if let lastEntries {
            let ours = settled.filter { lastEntries[$0.key] != nil }
            settled = ours.reduce(into: [:]) { settled, bus in
                settled[bus.key] = min(bus.value, lastEntries[bus.key] ?? 0)
            }
            if settled != ours { settledLater.append(outcome) }
        }
        Bus.settle(buses, through: settled, isDurable: outcome.isDurable)
    }

    /// Whether requests wait for the disk.
    var isWaitingForDisk: Bool { buses.contains(where: \.isWaitingForDisk) }

    /// Brings the meters to an instant until a host time, and takes all their states.
    ///
    /// - Parameters:
    ///   - deadline: monotonic nanoseconds; meters that are not reached by then keep the state
    ///     they have, which is worth the same.
    ///   - done: told whether all states are on the disk.
    func finish(at instant: Instant, before deadline: Int64, done: @escaping (Bool) -> Void) {
        stopClocks()
        for bus in buses {
            var position = 0
            while position < bus.meterCount, HostTime.now() < deadline {
                bus.advance(from: &position, limit: 16, to: instant)
            }
        }
        guard let checkpointer else { return done(true) }
        checkpointer.round(done: done)
    }

    // MARK: Meters as another memory has them

    /// Begins to make the meters that a memory holds.
    ///
    /// - Parameter start: an instant that the farm has reached.
    func beginRestore(_ plan: FarmPlan, from memory: FarmMemory, at start: Instant) {
        restore = LoopRestore(buses, plan, from: memory, at: start)
    }

    /// Does a slice of the restore that is under way.
    func restoring<Value>(_ body: (LoopRestore) -> Value) -> Value? { restore.map(body) }

    /// Takes no states of the meters that are here any more.
    ///
    /// - Returns: whether none is on its way to the disk.
    func restCheckpoints() -> Bool { checkpointer?.rest() ?? true }

    /// From now on what masters ask for is carried out by the meters that take the places.
    func holdEntries() {
        lastEntries = Dictionary(buses.map { ($0.name, $0.lastEntry) }) { first, _ in first }
        for bus in buses { bus.holdWrites(true) }
    }

    /// Whether all is carried out, or refused, that was asked before ``holdEntries()``.
    var hasCarriedOutAll: Bool {
        buses.allSatisfy { $0.carriedOut >= lastEntries?[$0.name] ?? 0 }
    }

    /// Ends the restore, and goes on with what has waited for that.
    ///
    /// - Parameter isKept: whether the meters' states are on the disk: then they take their
    ///   places.
    func endRestore(isKept: Bool) {
        if isKept { restore?.install() }
        restore = nil
        lastEntries = nil
        let waiting = settledLater
        settledLater = []
        for bus in buses { bus.holdWrites(false) }
        for outcome in waiting { settleEntries(of: outcome) }
        checkpointer?.goOn()
    }
}
