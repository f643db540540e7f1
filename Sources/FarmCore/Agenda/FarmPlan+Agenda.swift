public import Documents
internal import LoadProfiles
internal import MeterModels
internal import Metrology
public import SimulatedTime

extension FarmPlan {
    /// Tells the farm's own scenarios from others; 0 without.
    public var scenariosMark: Int64 { meters.first?.script?.mark ?? 0 }

    /// The names of the scenarios of the farm file with what they do and as they are written, in
    /// its order.
    public var scenarios: [(name: String, scenario: Scenario, document: JSONValue)] {
        (parts?.scenarios ?? []).map { ($0.name, $0.scenario, $0.document) }
    }

    /// A hash of what the farm file says of a meter's load; nil for a meter that measures nothing.
    public func loadMark(ofMeter number: Int) -> Int64? {
        guard let parts, parts.sites.indices.contains(number),
            !meters[number].model.design.networks.isEmpty
        else { return nil }
        return parts.sites[number].mark
    }

    /// The plan of a farm that goes on with an agenda.
    ///
    /// - Parameters:
    ///   - memory: what is known of the farm's earlier life.
    ///   - start: the instant at which it goes on, where nobody has passed any.
    ///   - log: told what cannot be done any more.
    public func goingOn(
        with agenda: FarmAgenda,
        after memory: FarmMemory,
        at start: Instant,
        log: FaultLog
    ) -> FarmPlan {
        guard let parts else { return self }
        let binder = AgendaBinder(self, parts, agenda, log: log)
        let kept = meters.compactMap { memory.checkpoints[$0.name]?.bookedUntil }
        let passed = max(kept.min() ?? start, agenda.settledUntil)
        var plan = self
        for number in plan.meters.indices { plan.meters[number].agenda = nil }
        for (number, agenda) in binder.meters(passed: passed) {
            plan.meters[number].agenda = agenda
        }
        for index in plan.buses.indices {
            plan.buses[index].agenda =
                binder.steps(onBus: plan.buses[index].name, from: .epoch)
        }
        return plan
    }

    /// What an agenda has from an instant on, by bus.
    ///
    /// - Parameter log: told what cannot be done; nothing of it may be carried out then.
    public func bound(
        _ agenda: FarmAgenda,
        from instant: Instant,
        log: FaultLog
    ) -> [Int: BusAgenda] {
        guard let parts else { return [:] }
        let binder = AgendaBinder(self, parts, agenda, log: log)
        var numbers: [String: Int] = [:]
        for (number, bus) in buses.enumerated() { numbers[bus.name] = number }
        var found: [Int: BusAgenda] = [:]
        for (number, bus) in buses.enumerated() {
            var agenda = BusAgenda()
            agenda.steps = binder.steps(onBus: bus.name, from: instant)
            found[number] = agenda
        }
        var places: [Int: Int] = [:]
        let bound = binder.meters(from: instant)
        for (number, meter) in meters.enumerated() {
            let bus = numbers[meter.bus] ?? 0
            if let agenda = bound[number] { found[bus]?.meters[places[bus, default: 0]] = agenda }
            places[bus, default: 0] += 1
        }
        return found
    }

    /// The agenda when all meters have passed an instant: of loads only the last ones count, and
    /// scenarios that are over need not be known any more.
    public func settled(_ agenda: FarmAgenda, until instant: Instant) -> FarmAgenda {
        var settled = agenda
        guard let parts else { return settled }
        let over = agenda.runs.filter { run in
            run.steps.allSatisfy { run.instant(of: $0).map { $0 <= instant } ?? true }
        }
        for run in over {
            for step in run.steps {
                guard let at = run.instant(of: step) else { continue }
                for case .load(let load) in step.actions {
                    for site in parts.sites where step.concerns(meter: site.name) {
                        settled.recent.append(
                            FarmAgenda.Load(
                                meter: site.name,
                                instant: at,
                                load: load,
                                scale: 1,
                                mark: site.mark
                            )
                        )
                    }
                }
            }
        }
        let gone = Set(over.map(\.name))
        settled.runs.removeAll { gone.contains($0.name) }
        settled.recent.sort { $0.instant < $1.instant }
        settled.settle(until: instant)
        return settled
    }

    /// Why a scenario cannot be played on the farm; empty where it can.
    ///
    /// - Parameter instant: when it is tried.
    public func misfits(of scenario: Scenario, at instant: Instant) -> [String] {
        guard let parts else { return [] }
        let log = FaultLog(file: parts.file)
        let played = FarmScenario(name: "", scenario: scenario, mark: 0, pointer: .root)
        AimCheck(buses, meters, log: log).check(played)
        var tried = meters
        ScriptBinder(
            [played],
            faultMark: 0,
            startIsKnown: true,
            LoadReader(parts.library, timeZone: timeZone, log: log),
            LoadPlanner(parts.sites, seed: seed, timeZone: timeZone, log: log),
            log: log
        ).bind(&tried, from: instant)
        return log.faults.map { fault in
            fault.message.hasPrefix(": ") ? String(fault.message.dropFirst(2)) : fault.message
        }
    }
}
