internal import Documents
internal import FarmCore
internal import FarmStore
internal import SimulatedTime

/// A farm's state, of which this process is the only user.
struct FarmState: Sendable {
    /// Where it is kept.
    let location: StateLocation
    /// What it holds of an earlier life.
    let memory: FarmMemory
    /// What the farm file said of the start before.
    let earlierStart: String
    /// Where the farm goes on.
    let resumption: Resumption
    /// Whether the farm has lived before.
    let isResumed: Bool

    /// What was put on the farm's agenda in an earlier life.
    let agenda: FarmAgenda

    private let lock: StateLock

    /// Looks at the state of a farm; not a byte of it changes.
    ///
    /// - Throws: ``RunRefusal`` with what is wrong and what to do.
    static func open(
        _ location: StateLocation,
        for plan: FarmPlan,
        wallClock: Instant
    ) throws(RunRefusal) -> FarmState {
        do throws(StoreError) {
            try location.prepare()
            let lock = try StateLock(for: location.file)
            guard location.isThere else {
                let start = plan.start.instant(wallClock)
                return FarmState(
                    location: location,
                    memory: FarmMemory(lease: start),
                    earlierStart: plan.start.text,
                    resumption: Resumption(first: start),
                    isResumed: false,
                    agenda: FarmAgenda(),
                    lock: lock
                )
            }
            return try goOn(location, lock, plan, wallClock)
        } catch {
            throw RunRefusal([error.description])
        }
    }

    /// Opens the file to write to it, or makes it; nothing can be refused any more but by the
    /// disk.
    func file(_ plan: FarmPlan) throws(RunRefusal) -> StateFile {
        do throws(StoreError) {
            guard !isResumed else { return try StateFile(opening: location.file) }
            return try StateFile(
                creating: location.file,
                for: StateFile.Farm(name: plan.name, start: plan.start.text),
                lease: resumption.instant
            )
        } catch {
            throw RunRefusal([error.description])
        }
    }

    private static func goOn(
        _ location: StateLocation,
        _ lock: StateLock,
        _ plan: FarmPlan,
        _ wallClock: Instant
    ) throws(StoreError) -> FarmState {
        let path = location.file
        let (farm, memory) = try StateFile.look(into: path, holding: lock)
        guard farm.name == plan.name else {
            throw .otherFarm(path: path, found: farm.name, expected: plan.name)
        }
        guard var agenda = FarmAgenda(memory.notes[.agenda], settled: memory.notes[.loads]) else {
            throw .damaged(path: path, detail: "the farm's agenda cannot be read")
        }
        do throws(Resumption.Backwards) {
            let resumption = try Resumption(
                start: plan.start,
                before: farm.start,
                lease: memory.lease,
                wallClock: wallClock,
                speed: plan.speed
            )
            agenda.goOn(plan, at: resumption.instant)
            return FarmState(
                location: location,
                memory: memory,
                earlierStart: farm.start,
                resumption: resumption,
                isResumed: true,
                agenda: agenda,
                lock: lock
            )
        } catch {
            throw .unusable(
                path: path,
                reason: "the farm has reached \(error.reached.rfc3339(in: plan.timeZone)) and the "
                    + "new start \(plan.start.text) lies before it; time never runs backwards: "
                    + "choose a later start, another --state directory, or restore a snapshot"
            )
        }
    }

    /// The plan of the farm with what is on its agenda.
    ///
    /// - Parameter log: told of each thing there that cannot be done any more.
    func goingOn(_ plan: FarmPlan, log: (String) -> Void) -> FarmPlan {
        let faults = FaultLog(file: location.file)
        let going = plan.goingOn(with: agenda, after: memory, at: resumption.instant, log: faults)
        for fault in faults.faults { log("what was on the farm's agenda cannot be done: \(fault)") }
        return going
    }

    /// What is worth telling when the farm goes on.
    func notices(_ plan: FarmPlan) -> [String] {
        guard isResumed else { return [] }
        let reached = resumption.instant.rfc3339(in: plan.timeZone)
        var notices = ["goes on at \(reached), where \(location.file) left it"]
        let ahead = resumption.instant - HostTime.wallClock()
        if case .now = plan.start, ahead > Resumption.patience {
            notices.append(
                "the farm is \(ahead) ahead of the wall clock, because it ran faster before"
            )
        }
        let known = Set(plan.meters.map(\.name))
        for name in memory.records.keys.sorted() where !known.contains(name) {
            notices.append("meter \"\(name)\" is not in the farm file; its state is kept")
        }
        return notices
    }
}

extension FarmAgenda {
    /// Goes on with a farm whose file may name other scenarios than before: they begin then.
    mutating func goOn(_ plan: FarmPlan, at instant: Instant) {
        guard mark != plan.scenariosMark, !isEmpty else { return }
        (mark, began) = (plan.scenariosMark, instant)
    }
}
