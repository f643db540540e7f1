internal import LoadProfiles
internal import MeterModels
internal import Metrology
internal import SimulatedTime

extension MeterMachine {
    /// What is kept of refusals.
    private static let refusalLimit = 16

    /// Takes up a script.
    mutating func begin(_ script: ScriptRun?) {
        self.script = script
        noteScriptDue()
    }

    /// Notes when script or agenda have something next.
    mutating func noteScriptDue() {
        scriptDue = min(script?.due ?? .distantFuture, agenda?.due ?? .distantFuture)
    }

    /// Carries out what scenarios have for the meter up to an instant, each at its own.
    @inline(never)
    mutating func followScript(to instant: Instant) {
        // A step advances the meter to its instant; that must not begin the next one.
        scriptDue = .distantFuture
        while let placed = takeStep(by: instant) { carryOut(placed) }
        noteScriptDue()
    }

    /// Takes what comes next, of the farm file's scenarios or of the agenda.
    private mutating func takeStep(by instant: Instant) -> ScriptRun.Placed? {
        while true {
            let isOfAgenda = agenda.map { $0.due < (script?.due ?? .distantFuture) } ?? false
            let placed = isOfAgenda ? agenda?.take(by: instant) : script?.take(by: instant)
            guard let placed else { return nil }
            let isRebound = agenda?.loads.contains(placed.instant) ?? false
            if !isOfAgenda, isRebound, placed.step.load != nil { continue }
            return placed
        }
    }

    /// The refusals since they were asked for last.
    mutating func takeRefusals() -> [ScenarioRefusal] {
        defer { unheeded = [] }
        return unheeded
    }

    private mutating func carryOut(_ placed: ScriptRun.Placed) {
        if let load = placed.step.load {
            advance(to: placed.instant)
            changes &+= 1
            connect(load)
            return
        }
        do throws(ScenarioRefusal) {
            try carryOut(placed.step.action, at: placed.instant)
        } catch {
            guard unheeded.count < Self.refusalLimit else { return }
            unheeded.append(error)
            stationChanges &+= 1
        }
    }

    /// Feeds the meter from another load from the next step on.
    mutating func connect(_ load: CompiledLoad) {
        self.load = load
        piece = load.piece(at: bookedUntil)
        evaluate(at: bookedUntil)
        formMeasurement()
    }

    /// Takes up the script of a run that goes on: what it has changed besides the meter's state
    /// holds again.
    ///
    /// - Parameters:
    ///   - began: the instant from which the steps' times count.
    ///   - instant: all steps before it have been carried out.
    mutating func goOn(_ script: MeterScript, from began: Instant, below instant: Instant) {
        let run = ScriptRun(script, from: began, carriedOutBelow: instant)
        for placed in run.past {
            if let load = placed.step.load { self.load = load }
        }
        begin(run)
    }
}

extension MeterMachine {
    /// Joins a run of its script that began before the meter was there.
    ///
    /// Of the steps that it has missed the last load holds: main meters sum that.
    mutating func join(_ began: Instant, at instant: Instant) {
        guard let run = script, run.began > began else { return }
        let joined = run.counted(from: began, carriedOutBelow: instant)
        if let load = joined.past.compactMap(\.step.load).last { connect(load) }
        begin(joined)
    }

    /// Takes over a line setting that was programmed, now or from the meter's next start on.
    mutating func programme(_ role: LineSetting, _ value: Double) {
        var next = pendingStation ?? station
        next.programme(role, value)
        if model.serial.lineSettingsWaitForRestart {
            pendingStation = next
            stationChanges &+= 1
        } else {
            move(to: next)
        }
    }

    /// Takes over what waited for the meter to start anew.
    mutating func takeUpPendingStation() {
        guard let next = pendingStation else { return }
        pendingStation = nil
        move(to: next)
    }

    /// Hangs the meter on its bus in another way.
    mutating func move(to next: Station) {
        guard next != station else { return }
        station = next
        stationChanges &+= 1
    }

    /// Goes through what belongs to the bus and to the script.
    ///
    /// - Returns: where the script stood: its mark, when it began, and the instant below which
    ///   all steps had been carried out.
    mutating func visitPlace(_ visitor: inout some StateVisitor) -> ScriptPlace {
        visitor.part("station") { station.visit(&$0) }
        var waits = pendingStation != nil
        visitor.visit("stationWaits", &waits)
        var pending = pendingStation ?? station
        if waits { visitor.part("pendingStation") { pending.visit(&$0) } }
        pendingStation = waits ? pending : nil
        visitDrift(&visitor)
        var place = ScriptPlace(script)
        visitor.part("script") { visitor in
            visitor.visit("mark", &place.mark)
            visitor.visit("began", &place.began.microseconds)
            visitor.visit("below", &place.below.microseconds)
        }
        return place
    }
}

extension MeterMachine {
    /// Goes through the drift that a scenario has given the meter's clock; without one, it drifts
    /// as the farm file says.
    private mutating func visitDrift(_ visitor: inout some StateVisitor) {
        var isGiven = givenDrift != nil
        visitor.visit("driftIsGiven", &isGiven)
        var drift = givenDrift ?? 0
        visitor.visit("drift", &drift)
        guard isGiven, givenDrift != drift else { return }
        givenDrift = drift
        ownClock.setDrift(drift, at: ownClock.reference)
    }
}

/// Where a script stands, as a state keeps it.
struct ScriptPlace {
    var mark: Int64 = 0
    var began = Instant.epoch
    var below = Instant.epoch

    init(_ script: ScriptRun?) {
        guard let script else { return }
        mark = script.mark
        began = script.began
        below = script.below
    }
}
