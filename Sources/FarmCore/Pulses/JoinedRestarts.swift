internal import MeterModels
internal import Metrology
internal import ModbusProtocol
public import SimulatedTime

/// Joined meters as they come out of a farm's memory: all of a group live again together, so that
/// each request of the journal finds the edges that it found when it came.
///
/// A group's states were written at once, and each edge that had been sent is in a receiver's:
/// nothing is sent twice, and nothing is lost.
public final class JoinedRestarts {
    private let web: PulseWeb
    private let seed: Seed
    private let plans: [String: MeterPlan]
    private let memory: FarmMemory
    private let start: Instant
    /// The group that was brought to an instant last: each of its meters is asked for.
    private var lived: (group: Int, instant: Instant, machines: [MeterMachine])?
    private var known: [Int: [String: Result<MeterRestart, MemoryRefusal>]] = [:]

    /// What is needed to begin; nothing is worked out before it is asked for.
    ///
    /// - Parameter start: the instant at which the farm goes on.
    public init(_ plan: FarmPlan, memory: FarmMemory, start: Instant) {
        seed = plan.seed
        self.memory = memory
        self.start = start
        let gone = Self.linesGone(plan, memory)
        let web =
            gone.isEmpty
            ? plan.pulseWeb
            : PulseWeb(meters: plan.meters.map(\.name), lines: plan.pulseLines + gone)
        // Old and new lines together may make a ring, the new ones alone do not.
        self.web = web.isWhole ? web : plan.pulseWeb
        plans = Dictionary(
            plan.meters.filter { web.group(of: $0.name) != nil }.map { ($0.name, $0) }
        ) { first, _ in first }
    }

    /// Lines to pulse inputs that were there when the states were kept and are not in the farm file
    /// any more: what came over them until the start has been shown to masters.
    private static func linesGone(_ plan: FarmPlan, _ memory: FarmMemory) -> [PulseLinePlan] {
        var gone: [(mark: Int64, meter: String, input: Int)] = []
        for meter in plan.meters where meter.model.design.pulseInputs != nil {
            guard let kept = memory.checkpoints[meter.name],
                let found = try? MeterState.read(meter, at: kept.bookedUntil, from: kept.state)
            else { continue }
            for (place, mark) in found.machine.lineMarks.enumerated() where mark != 0 {
                let line = InputLine(input: place + 1, mark: mark)
                if !meter.inputLines.contains(line) { gone.append((mark, meter.name, place + 1)) }
            }
        }
        guard !gone.isEmpty else { return [] }
        var senders: [Int64: PulseLinePlan] = [:]
        for meter in plan.meters {
            for output in 0...MeterSetting.most where meter.model.design.output(output) != nil {
                let target = PulseLinePlan.Target.input(meter: "", number: 0)
                let line = PulseLinePlan(meter: meter.name, output: output, target: target)
                senders[line.mark] = line
            }
        }
        return gone.compactMap { mark, meter, input in
            guard var line = senders[mark] else { return nil }
            line.target = .input(meter: meter, number: input)
            return line
        }
    }

    /// A meter as it goes on; nil when no line joins it to others.
    func restart(_ plan: MeterPlan) -> Result<MeterRestart, MemoryRefusal>? {
        guard let group = web.group(of: plan.name) else { return nil }
        if let found = known[group] { return found[plan.name] }
        let all = restart(web.groups[group])
        known[group] = all
        return all[plan.name]
    }

    /// A meter as it goes on, brought to an instant; nil when no line joins it to others.
    func machine(_ plan: MeterPlan, at instant: Instant) throws(MemoryRefusal) -> MeterMachine? {
        try machines(joinedTo: plan, at: instant)?.first { $0.name == plan.name }
    }

    /// A meter and those that pulse lines join it to, brought to an instant; nil when none does.
    public func machines(
        joinedTo plan: MeterPlan,
        at instant: Instant
    ) throws(MemoryRefusal) -> [MeterMachine]? {
        guard let group = web.group(of: plan.name) else { return nil }
        if let known = lived, known.group == group, known.instant == instant {
            return known.machines
        }
        var devices: [MeterDevice] = []
        for name in web.groups[group].members {
            guard let plan = plans[name], let found = restart(plan) else { return nil }
            devices.append(try found.get().device)
        }
        guard devices.count == web.groups[group].members.count else { return nil }
        let shelf = MeterShelf(devices)
        let joined = live(web.groups[group], on: shelf)
        joined.follow(to: instant)
        joined.level()
        let machines = shelf.devices.map(\.machine)
        lived = (group, instant, machines)
        return machines
    }

    private func live(_ group: PulseWeb.Group, on shelf: MeterShelf) -> PulseGroup {
        let seats = group.members.indices.map { PulseGroup.Seat(stations: shelf, index: $0) }
        return PulseGroup(group, seats: seats, seed: seed)
    }

    private func restart(
        _ group: PulseWeb.Group
    ) -> [String: Result<MeterRestart, MemoryRefusal>] {
        var (drafts, refusals): ([MeterRestart.Draft], [MemoryRefusal]) = ([], [])
        for name in group.members {
            guard let plan = plans[name] else { continue }
            do throws(MemoryRefusal) {
                drafts.append(try MeterRestart.Draft(plan, from: memory, at: start))
            } catch {
                refusals.append(error)
            }
        }
        guard refusals.isEmpty, drafts.count == group.members.count else {
            // Each tells its own; the others of the group wait for it.
            return Dictionary(refusals.map { ($0.meter, .failure($0)) }) { first, _ in first }
        }
        let restarts = goOn(drafts, group)
        return Dictionary(zip(group.members, restarts.map { .success($0) })) { first, _ in first }
    }

    private func goOn(
        _ drafts: [MeterRestart.Draft],
        _ group: PulseWeb.Group
    ) -> [MeterRestart] {
        let shelf = MeterShelf(drafts.map(\.device))
        let joined = live(group, on: shelf)
        let entries = drafts.enumerated().flatMap { member, draft in
            draft.entries.map { (member: member, entry: $0) }
        }
        let ordered = entries.sorted {
            ($0.entry.instant, $0.entry.bus, $0.entry.sequence, $0.member)
                < ($1.entry.instant, $1.entry.bus, $1.entry.sequence, $1.member)
        }
        for (member, entry) in ordered {
            _ = joined.prepare(member, to: entry.instant)
            shelf.devices[member].replay(entry)
        }
        if drafts.contains(where: \.mustAdopt) { joined.follow(to: start) }
        var isChanged = false
        for (member, draft) in drafts.enumerated() {
            let isAdopted = draft.adopt(&shelf.devices[member])
            isChanged = isChanged || isAdopted
        }
        if isChanged || !ordered.isEmpty { joined.level() }
        for index in shelf.devices.indices { shelf.devices[index].machine.dropEdges() }
        let isAsKept = ordered.isEmpty && !isChanged && drafts.allSatisfy(\.isUntouched)
        return shelf.devices.map {
            MeterRestart(device: $0, isAsKept: isAsKept, isChanged: isChanged)
        }
    }
}
