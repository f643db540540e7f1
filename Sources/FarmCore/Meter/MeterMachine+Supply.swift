internal import Metrology
public import SimulatedTime

/// What a meter's own clock shows when it has forgotten the time.
private let timeOfForgotten = CivilTime(wallMicroseconds: 946_684_800_000_000)  // 2000-01-01

extension MeterMachine {
    /// Whether the meter answers on its ports: it is supplied, and has started up.
    ///
    /// One that is not sends nothing and carries out nothing, whoever asks and however.
    public var isAnswering: Bool {
        guard isPowered else { return false }
        // At the start of a farm its meters have been there for long.
        let startTime = TimeSpan.milliseconds(design.supply.startTime)
        return powerCycles == 0 || bookedUntil - poweredSince >= startTime
    }

    /// Cuts the meter's supply, self-supplied or not, or restores it: the breaker or the fuse of
    /// its supply circuit.
    ///
    /// Holds from the next step on. Restored, the meter lives if its conductors feed it.
    public mutating func setSupply(_ isOn: Bool, at instant: Instant) {
        guard isOn != supplyIsOn else { return }
        advance(to: instant)
        changes &+= 1
        supplyIsOn = isOn
        measure()
    }

    /// Starts the meter anew, as if its supply had gone for a moment: what is kept in volatile
    /// memory is lost, and it is silent until it has started up.
    public mutating func restart(at instant: Instant) {
        advance(to: instant)
        guard isPowered else { return }
        changes &+= 1
        switchSupply()
        switchSupply()
        measure()
    }

    /// Takes over that the supply has gone or has come back at a grid instant up to which
    /// everything is settled.
    @inline(never)
    mutating func switchSupply() {
        if isPowered { loseSupply() } else { regainSupply() }
    }

    /// Loses what is kept in volatile memory only.
    private mutating func loseSupply() {
        isPowered = false
        unpoweredSince = bookedUntil
        nextMidnight = .distantFuture
        let forgets = design.supply.forgets
        registers.loseSupply(design)
        pulses?.loseSupply(at: bookedUntil, step: step)
        watch?.loseSupply(forgettingExtremes: forgets.contains(.extremes))
        equipment?.change { $0.loseSupply() }
        (loadCurvePointer, loadCurveCommand) = (0, 0)
        dialogue?.forget()
        if forgets.contains(.tariff) { selectedTariff = 1 }
    }

    /// Begins again with what non-volatile memory, clock and inputs say.
    private mutating func regainSupply() {
        let lastDate = ownTime(at: unpoweredSince).date
        isPowered = true
        poweredSince = bookedUntil
        powerCycles += 1
        takeUpPendingStation()
        if design.supply.forgets.contains(.clock) {
            ownClock.set(to: zone.instant(of: timeOfForgotten), at: bookedUntil)
        }
        beginDay(unlessStill: lastDate)
        followOwnClock()
        updateTariff()
        if watch != nil { lookAtValues() }
        if equipment != nil { settleEquipment() }
    }
}

extension PulseOutputs {
    /// Loses the pulses that wait and the one under way.
    fileprivate mutating func loseSupply(at instant: Instant, step: TimeSpan) {
        for index in outputs.indices {
            guard let edge = outputs[index].powerOff(at: instant.microseconds) else { continue }
            note(index, edge, step: step)
        }
    }
}

extension MeterWatch {
    /// Loses alarms with their delays, and the extremes in a meter that does.
    fileprivate mutating func loseSupply(forgettingExtremes: Bool) {
        for index in alarms.indices { alarms[index].state = AlarmState() }
        if forgettingExtremes { extremes.reset() }
    }
}
