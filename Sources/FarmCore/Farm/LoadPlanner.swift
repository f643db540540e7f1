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
    private(set) var sites: [LoadSite]
    private var loads: [CompiledLoad?]
    private var underWay: Set<Int> = []
    /// Where the load that is connected later is named; nil while the farm's own are bound.
    private var reboundAt: JSONPointer?
    /// The sites that sum others.
    private var sums: Set<Int>

    init(_ sites: [LoadSite], seed: Seed, timeZone: CivilZone, log: FaultLog) {
        self.sites = sites
        self.seed = seed
        self.timeZone = timeZone
        self.log = log
        loads = Array(repeating: nil, count: sites.count)
        sums = Set(sites.indices.filter { !sites[$0].load.sumOfPatterns.isEmpty })
    }

    func plans(_ drafts: [MeterDraft]) -> [MeterPlan] {
        drafts.indices.compactMap { index in bind(index).map { plan(drafts[index], $0) } }
    }

    /// Feeds meters from other loads from now on.
    ///
    /// - Parameters:
    ///   - changes: by the meter's number.
    ///   - pointer: where the loads are named, for complaints.
    /// - Returns: their loads and those of all meters that sum them, by number.
    func rebind(
        _ changes: [Int: LoadProfile],
        at pointer: JSONPointer
    ) -> [(index: Int, load: CompiledLoad)] {
        connect(changes)
        return bind(all: Set(changes.keys), at: pointer)
    }

    /// Binds meters anew, and all that sum them.
    func bind(
        all meters: Set<Int>,
        at pointer: JSONPointer
    ) -> [(index: Int, load: CompiledLoad)] {
        reboundAt = pointer
        let affected = all(concernedBy: meters)
        for index in affected { loads[index] = nil }
        return affected.sorted().compactMap { index in bind(index).map { (index, $0) } }
    }

    /// Notes what feeds meters; whoever calls it binds them afterwards.
    func connect(_ changes: [Int: LoadProfile]) {
        for (index, load) in changes {
            sites[index].load = load
            if load.sumOfPatterns.isEmpty { sums.remove(index) } else { sums.insert(index) }
        }
    }

    /// The meters, and those that sum them, at any remove.
    private func all(concernedBy meters: Set<Int>) -> Set<Int> {
        var (affected, new) = (meters, meters)
        while !new.isEmpty {
            let names = new.map { sites[$0].name }
            new = sums.subtracting(affected).filter { index in
                sites[index].load.sumOfPatterns.contains { pattern in
                    names.contains { MeterPattern.matches(pattern, $0) }
                }
            }
            affected.formUnion(new)
        }
        return affected
    }

    /// Warns of what is surely meant otherwise, once for each entry of the file.
    func advise(on plans: [MeterPlan], of drafts: [MeterDraft], from start: Instant) {
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
        let site = sites[index]
        guard underWay.insert(index).inserted else {
            log.report(
                reboundAt ?? site.pointer,
                "the load of \"\(site.name)\" is a sum that contains itself"
            )
            return nil
        }
        defer { underWay.remove(index) }
        var others: [String: [CompiledLoad]] = [:]
        for pattern in site.load.sumOfPatterns {
            let matches = sites.indices.filter {
                $0 != index && MeterPattern.matches(pattern, sites[$0].name)
            }
            if matches.isEmpty {
                log.report(
                    reboundAt ?? site.pointer,
                    "no meter is named \"\(pattern)\""
                        + Spelling.hint(
                            for: pattern,
                            among: sites.map(\.name).filter { $0 != site.name }
                        )
                )
            }
            others[pattern] = matches.compactMap(connected)
        }
        let found = others
        let load = site.load.load(
            in: LoadContext(
                seed: seed,
                owner: site.name,
                timeZone: timeZone,
                others: { found[$0] ?? [] }
            )
        )
        loads[index] = load
        return load
    }

    /// The load of a sub-meter as its connection lets the main meter see it.
    ///
    /// A single-phase meter counts to its own phase.
    private func connected(_ index: Int) -> CompiledLoad? {
        guard let phase = sites[index].phase else { return bind(index) }
        return bind(index)?.connected(
            l1: phase == .l1,
            l2: phase == .l2,
            l3: phase == .l3
        )
    }
}
