internal import Documents
internal import LoadProfiles
internal import MeterModels
internal import Metrology
internal import SimulatedTime

/// Binds loads to meters, sub-meters before the meters that sum them.
final class LoadPlanner {
    private let seed: Seed
    private let timeZone: CivilZone
    private let log: FaultLog
    private var drafts: [MeterDraft] = []
    private var loads: [CompiledLoad?] = []
    private var underWay: Set<Int> = []
    /// Where the load that is connected later is named; nil while the farm's own are bound.
    private var reboundAt: JSONPointer?

    init(seed: Seed, timeZone: CivilZone, log: FaultLog) {
        self.seed = seed
        self.timeZone = timeZone
        self.log = log
    }

    func plans(_ drafts: [MeterDraft]) -> [MeterPlan] {
        self.drafts = drafts
        loads = Array(repeating: nil, count: drafts.count)
        return drafts.indices.compactMap { index in
            bind(index).map { plan(drafts[index], $0) }
        }
    }

    /// Feeds a meter from another load from now on.
    ///
    /// - Parameter pointer: where the load is named, for complaints.
    /// - Returns: its load and those of all meters that sum it, by number.
    func rebind(
        _ index: Int,
        to load: LoadProfile,
        at pointer: JSONPointer
    ) -> [(index: Int, load: CompiledLoad)] {
        drafts[index].load = load
        reboundAt = pointer
        var affected: Set = [index]
        var grows = true
        while grows {
            let before = affected.count
            for (other, draft) in drafts.enumerated() where !affected.contains(other) {
                let sums = draft.load.sumOfPatterns.contains { pattern in
                    affected.contains {
                        $0 != other && MeterPattern.matches(pattern, drafts[$0].name)
                    }
                }
                if sums { affected.insert(other) }
            }
            grows = affected.count > before
        }
        for index in affected { loads[index] = nil }
        return affected.sorted().compactMap { index in bind(index).map { (index, $0) } }
    }

    /// Warns of what is surely meant otherwise, once for each entry of the file.
    func advise(on plans: [MeterPlan], from start: Instant) {
        var seen: Set<String> = []
        let advice = MeterAdvice(log: log, start: start)
        for (plan, draft) in zip(plans, drafts) where seen.count < Self.adviceLimit {
            let place = draft.pointer.description
            if seen.insert(place).inserted {
                advice.look(at: plan, draft.transformer, pointer: draft.pointer)
            }
        }
    }

    /// The most entries of a file that are looked at.
    private static let adviceLimit = 500

    private func plan(_ draft: MeterDraft, _ load: CompiledLoad) -> MeterPlan {
        var plan = MeterPlan(
            name: draft.name,
            model: draft.model,
            load: load,
            timeZone: timeZone
        )
        plan.bus = draft.bus
        plan.station = draft.station
        plan.home = draft.home
        plan.ip = draft.ip
        plan.tariffInput = draft.input?.compiled(
            seed: seed,
            owner: draft.name,
            purpose: "input.tariff",
            timeZone: timeZone
        )
        plan.channel = draft.channel
        plan.equipment = draft.equipment.drives(
            seed: seed,
            owner: draft.name,
            timeZone: timeZone
        )
        plan.tariffControl = draft.tariffControl
        plan.errors = draft.errors
        plan.clockOffset = draft.clock.offset
        plan.clockDrift = draft.clock.drift
        plan.serialNumber = draft.serialNumber
        plan.installation = draft.installation
        plan.settings = draft.settings
        plan.presets = draft.presets
        return plan
    }

    private func bind(_ index: Int) -> CompiledLoad? {
        if let load = loads[index] { return load }
        let draft = drafts[index]
        guard underWay.insert(index).inserted else {
            log.report(
                reboundAt ?? draft.pointer.appending("load"),
                "the load of \"\(draft.name)\" is a sum that contains itself"
            )
            return nil
        }
        defer { underWay.remove(index) }
        var others: [String: [CompiledLoad]] = [:]
        for pattern in draft.load.sumOfPatterns {
            let matches = drafts.indices.filter {
                $0 != index && MeterPattern.matches(pattern, drafts[$0].name)
            }
            if matches.isEmpty {
                log.report(
                    reboundAt ?? draft.pointer.appending("load"),
                    "no meter is named \"\(pattern)\""
                        + Spelling.hint(
                            for: pattern,
                            among: drafts.map(\.name).filter { $0 != draft.name }
                        )
                )
            }
            others[pattern] = matches.compactMap(connected)
        }
        let found = others
        let load = draft.load.load(
            in: LoadContext(
                seed: seed,
                owner: draft.name,
                timeZone: timeZone,
                others: { found[$0] ?? [] }
            )
        )
        loads[index] = load
        return load
    }

    /// The load of a sub-meter as its connection lets the main meter see it.
    ///
    /// A single-phase meter counts to the phase that its current input is wired to.
    private func connected(_ index: Int) -> CompiledLoad? {
        guard drafts[index].model.design.networks.first == .singlePhase else {
            return bind(index)
        }
        var phase = Channel.l1
        if case .phase(let wired, _) = drafts[index].installation.wiring.i1 { phase = wired }
        return bind(index)?.connected(
            l1: phase == .l1,
            l2: phase == .l2,
            l3: phase == .l3
        )
    }
}
