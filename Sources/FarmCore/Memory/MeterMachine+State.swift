internal import MeterModels
internal import Metrology
internal import SimulatedTime

extension MeterMachine {
    /// Goes through everything that decides what the meter will show, but for its programme and
    /// what follows from the load at the instant.
    mutating func visit(_ visitor: inout some StateVisitor) {
        visitor.part("clock") { visitor in
            visitor.visit("offset", &ownClock.offset.microseconds)
            visitor.visit("reference", &ownClock.reference.microseconds)
            visitor.visit("nextMidnight", &nextMidnight.microseconds)
        }
        visitor.part("supply") { visitor in
            visitor.visit("isOn", &supplyIsOn)
            visitor.visit("isPowered", &isPowered)
            visitor.visit("cycles", &powerCycles)
            visitor.visit("poweredSince", &poweredSince.microseconds)
            visitor.visit("unpoweredSince", &unpoweredSince.microseconds)
        }
        visitor.part("tariff") { visitor in
            visitor.visit("selected", &selectedTariff)
            visitor.visit("inputIsClosed", &inputIsClosed)
            visitor.visit("calendar", &calendarTariff)
            if design.inputTariffs > 2 { visitor.visit("input", &inputTariff) }
        }
        visitor.part("registers") { registers.visit(&$0, design) }
        visitor.part("watch") { watch?.visit(&$0) }
        visitor.part("pulses") { visitor in
            var outputs = pulses?.outputs ?? []
            visitor.each("outputs", &outputs) { visitor, output in output.visit(&visitor) }
            pulses?.outputs = outputs
        }
        visitor.part("loadCurve") { visitor in
            visitor.visit("pointer", &loadCurvePointer)
            var command = Int64(loadCurveCommand)
            visitor.visit("command", &command)
            loadCurveCommand = UInt16(truncatingIfNeeded: command)
        }
        if dialogue != nil { visitor.part("dialogue") { dialogue?.visit(&$0) } }
        pulses?.visitSource(&visitor)
        visitInputs(&visitor)
        if equipment != nil {
            visitor.part("equipment") { visitor in equipment?.change { $0.visit(&visitor) } }
        }
    }

    /// Takes up life where a state left it; ``measureAnew()`` ends that.
    ///
    /// - Parameters:
    ///   - plan: the meter as the farm file has it now.
    ///   - programme: what was in force when the state was kept.
    ///   - instant: the grid instant up to which everything had been booked.
    init(
        _ plan: MeterPlan,
        programme: MeterProgramme,
        at instant: Instant,
        state: inout StateReader
    ) {
        var plan = plan
        plan.settings = programme.settings
        plan.installation = programme.installation
        plan.presets = []
        plan.script = nil
        plan.agenda = nil
        self.init(plan, at: instant)
        visit(&state)
        updateTariff()
    }

    /// Measures what there is when a meter takes up life; extremes that this makes, as another load
    /// does, are a change that must be kept.
    mutating func measureAnew() {
        let kept = watch?.extremes
        evaluate(at: bookedUntil)
        formMeasurement()
        if watch?.extremes != kept { changes &+= 1 }
    }

    /// Takes up the farm's script where a state left it.
    ///
    /// A script that is new to the meter waits for ``adopt(_:since:at:)``: what was lived already
    /// was lived without it.
    mutating func takeUp(_ script: MeterScript?, _ place: ScriptPlace?) {
        guard let script, let place, place.mark == script.mark else { return }
        goOn(script, from: place.began, below: place.below)
    }

    /// Begins a script that is not the one the meter's state knew.
    ///
    /// - Parameter known: the mark of the script that the state knew; 0 for none.
    /// - Returns: whether it did.
    mutating func adopt(_ script: MeterScript?, known: Int64, at instant: Instant) -> Bool {
        guard (script?.mark ?? 0) != known else { return false }
        advance(to: instant)
        changes &+= 1
        begin(script.map { ScriptRun($0, from: instant, carriedOutBelow: instant) })
        return true
    }

    /// Whether what was read can be the state of this meter.
    var isSound: Bool {
        registers.isSound(design) && loadCurvePointer >= 0
            && (pulses?.outputs ?? []).allSatisfy(\.isSound)
            && (intake?.ports ?? []).allSatisfy(\.input.isSound)
            && (equipment?.value.isSound ?? true)
    }

    /// Takes over what was changed in the farm file since a programme was kept: what the file
    /// says anew holds from now on, what it says as before leaves standing what masters did.
    ///
    /// - Returns: whether anything changed.
    mutating func adopt(
        _ plan: MeterPlan,
        since before: MeterProgramme,
        at instant: Instant
    ) -> Bool {
        let after = MeterProgramme(plan)
        guard after != before else { return false }
        advance(to: instant)
        for (index, value) in after.settings.enumerated()
        where !before.settings.indices.contains(index) || before.settings[index] != value {
            set(index, to: value, at: instant)
        }
        if after.station != before.station {
            changes &+= 1
            pendingStation = nil
            move(to: after.station)
        }
        if after.installation != before.installation {
            changes &+= 1
            installation = after.installation
        }
        let presets = after.presets.filter { !before.presets.contains($0) }
        if !presets.isEmpty {
            changes &+= 1
            preset(presets)
        }
        measure()
        return true
    }
}

extension MeterWatch {
    /// Goes through extremes and alarms; what they watch belongs to settings and load.
    fileprivate mutating func visit(_ visitor: inout some StateVisitor) {
        extremes.visit(&visitor)
        visitor.each("alarms", &alarms) { visitor, alarm in alarm.state.visit(&visitor) }
    }
}
