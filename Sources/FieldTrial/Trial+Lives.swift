import FarmCore
import FarmStore
import MeterModels
import Metrology
import SimulatedDisk
import SimulatedTime

/// How lives begin and end.
extension Trial {
    /// The wall clock at the simulated host: it may have been set between two lives.
    private func wallClock() -> Instant {
        let error = fate.happens(percent: 20) ? fate.number(-60_000_000...60_000_000) : 0
        return Instant(seconds: 1_790_000_000) + .microseconds(now / 1000 + Int64(error))
    }

    func begin() {
        // The very first start may fail, too.
        if fate.happens(percent: 15) { disk.arm(.powerFailure, first: fate.number(1...40)) }
        after(0) { [weak self] in self?.start() }
    }

    /// Starts the daemon; what refuses it now may let it start later.
    private func start() {
        if fate.happens(percent: 10) { refuseBadFarm() }
        let plan: FarmPlan
        do throws(DraftFault) {
            plan = try draft.plan(library)
        } catch {
            return violate(.badInput, "farm file", "is refused: \(error.text)")
        }
        do throws(StartRefusal) {
            let state = try OpenedState.open(disk, for: plan, wallClock: wallClock())
            try goOn(plan, state)
        } catch {
            refused(error)
        }
    }

    private func refused(_ refusal: StartRefusal) {
        chronicle.note(now, "daemon", "does not start:", [], refusal.text)
        chronicle.count("refused starts")
        failedStarts += 1
        if disk.isOff { disk.crash(seed: weather.bits()) } else { disk.kill() }
        if failedStarts == 3 { clearWeather() }
        if failedStarts > 4 {
            if hasServed {
                return violate(.exactResume, "daemon", "does not start any more: \(refusal.text)")
            }
            // Nothing was ever served from a file that was never finished.
            chronicle.count("unfinished files")
            for file in disk.files { disk.remove(file) }
        }
        after(1_000_000_000) { [weak self] in self?.start() }
    }

    private func goOn(_ plan: FarmPlan, _ state: OpenedState) throws(StartRefusal) {
        take(state.memory)
        let lease = state.memory.lease
        let first = FarmStart(plan, state.resumption, earlier: lease, hostTime: now)
        attempt = (plan, first, newLoads)
        let life: Life
        do throws(StartRefusal) {
            life = try Life(plan, state: state, on: self, watch: watch)
        } catch {
            try? state.file.close()
            throw error
        }
        attempt = nil
        failedStarts = 0
        hasServed = true
        self.life = life
        livesLived += 1
        chronicle.note(now, "daemon", "starts at", [], life.beginning.rfc3339())
        chronicle.count("lives")
        if life.beginning <= lastServed {
            violate(.noStepBack, "daemon", "goes on at or before an instant that was served")
        }
        shadow.begin(plan, newLoads: newLoads, at: life.beginning)
        newLoads.subtract(plan.meters.map(\.name))
        compare(life)
        for model in Set(plan.meters.map(\.model.id)) { chronicle.count("lives of \(model)") }
        meet(life)
        scheduleEnd()
        changeWeather()
    }

    /// Compares what the disk holds with what it must hold.
    private func take(_ memory: FarmMemory) {
        // The lease alone does not tell: that of a start may be the one before it.
        if let attempt, memory.lease == attempt.start.lease,
            attempt.plan.meters.allSatisfy({ memory.records[$0.name] != nil })
        {
            // The first batch of a start that failed is on the disk all the same.
            shadow.begin(
                attempt.plan,
                newLoads: attempt.newLoads,
                at: attempt.start.clock.now(at: .min / 2)
            )
            newLoads.subtract(attempt.plan.meters.map(\.name))
        }
        attempt = nil
        if let complaint = ledger.reconcile(memory, isStrict: draft.isStrict) {
            return violate(complaint.rule, "disk", complaint.text)
        }
        let losers = shadow.crash { Ledger.survives($1, $0, in: memory) }
        for meter in losers {
            chronicle.count("meters that lost loose writes")
            witness.forget(meter)
        }
    }

    /// Every meter must be as if it had never stopped.
    private func compare(_ life: Life) {
        for loop in life.loops {
            for (unit, name) in shadow.meters(of: loop.bus.name) {
                let found = loop.bus.withMeter(at: unit, on: .epoch) { $0 }
                guard var found, let wanted = shadow.meters[name]?.machine(at: life.beginning)
                else { continue }
                found.advance(to: life.beginning)
                guard MeterState.bytes(of: found) != MeterState.bytes(of: wanted) else { continue }
                let fields = zip(MeterState.fields(of: found), MeterState.fields(of: wanted))
                let differences = fields.filter { $0.0 != $0.1 }.prefix(6)
                    .map { "\($0.0.path) is \($0.0.value), not \($0.1.value)" }
                violate(
                    .exactResume,
                    "\(name) (\(found.model.id))",
                    "differs from one that never stopped: " + differences.joined(separator: "; ")
                )
            }
        }
    }

    private func meet(_ life: Life) {
        if masters.isEmpty {
            var chance = Chance(seed: options.seed, .masters)
            for number in 1...chance.number(2...5) {
                masters.append(Master(number, on: chance.pick(life.plan.buses), &chance, self))
            }
        }
        for master in masters { master.begin(life, meters: life.plan.meters) }
    }

    // MARK: The end of a life

    private func scheduleEnd() {
        let life = life
        // At high speeds a host second is an hour: lives are shorter there.
        let longest = max(2_000_000_000, Int64(60e9 / max(1, draft.speed / 60)))
        after(fate.spread(100_000_000...longest)) { [weak self, weak life] in
            guard let self, life != nil, life === self.life else { return }
            livesLeft -= 1
            endLife()
        }
    }

    private func endLife() {
        guard livesLeft > 0 else {
            clearWeather()
            return stop()
        }
        switch fate.number(0...99) {
        case 0..<25: stop()
        case 25..<55:
            chronicle.note(now, "daemon", "is killed")
            chronicle.count("kills")
            bury()
            disk.kill()
            startAgain()
        case 55..<75: powerFails()
        default:
            disk.arm(.powerFailure, first: fate.number(1...12))
            let life = life
            after(5_000_000_000) { [weak self, weak life] in
                guard let self, life != nil, life === self.life else { return }
                powerFails()
            }
        }
    }

    /// The power of the host fails, and comes back.
    func powerFails() {
        guard life != nil else { return }
        chronicle.note(now, "daemon", "loses its power")
        chronicle.count("power failures")
        bury()
        disk.disarm(.powerFailure)
        disk.crash(seed: weather.bits())
        startAgain()
    }

    /// The daemon is asked to stop.
    private func stop() {
        chronicle.note(now, "daemon", "is asked to stop")
        for master in masters { master.leave() }
        let life = life
        after(300_000_000_000) { [weak self, weak life] in
            guard let self, life != nil, life === self.life else { return }
            violate(.exactResume, "daemon", "does not stop")
        }
        life?.finish { [weak self] instant in self?.stopped(instant) }
    }

    private func stopped(_ instant: Instant?) {
        guard let life, !disk.isOff else { return }
        chronicle.note(now, "daemon", "has stopped at", [], instant?.rfc3339() ?? "an old state")
        chronicle.count("clean stops")
        let (file, isWhole) = (life.file, life.isWhole)
        bury()
        try? file.close()
        if let instant, isWhole, livesLeft > 0, fate.happens(percent: 30) {
            changeLoads(at: instant)
        }
        if livesLeft < 0 { isOver = true } else { startAgain() }
    }

    private func startAgain() {
        if fate.happens(percent: 25) { changeFarm() }
        after(fate.spread(1_000_000...20_000_000_000)) { [weak self] in self?.start() }
    }
}
