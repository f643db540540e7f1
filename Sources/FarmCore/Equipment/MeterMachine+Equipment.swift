internal import LoadProfiles
internal import MeterModels
internal import Metrology
internal import SimulatedTime

extension MeterMachine {
    /// Looks at inputs, sensors and the breaker at a grid instant; a breaker that is not closed
    /// interrupts what the load brings.
    ///
    /// - Returns: until when what drives them holds.
    @inline(never)
    mutating func lookAtEquipment(at instant: Instant) -> Instant {
        let end = equipment?.change { $0.takeSignals(at: instant) } ?? .distantFuture
        guard design.equipment?.breaker != nil else { return end }
        let now = instant.microseconds / 1000
        let current = piece.conditions.greatestCurrent
        let cause = equipment?.change { $0.lookAtBreaker(carrying: current, at: now) } ?? nil
        if let cause {
            let seconds = ownSeconds(atMilliseconds: now)
            equipment?.change { equipment in
                equipment.breaker?.trip(cause, at: seconds)
                _ = equipment.lookAtBreaker(carrying: current, at: now)
            }
        }
        if equipment?.value.breaker?.position != .closed { piece.conditions.interrupt() }
        return end
    }

    /// Lets relays follow what switches them, and looks again when something is due by itself.
    @inline(never)
    mutating func settleEquipment() {
        let instant = bookedUntil
        for index in design.equipment?.relays.indices ?? 0..<0 {
            guard let equipment = equipment?.value else { return }
            let isWanted = isPowered && wantsOn(index, equipment)
            guard isWanted != equipment.relays[index].isFollowing else { continue }
            self.equipment?.change { $0.relays[index].follow(isWanted, at: instant.microseconds) }
        }
        guard let due = nextChange(after: instant.microseconds / 1000) else { return }
        let next = Instant(microseconds: due * 1000).ceiled(to: step)
        pieceEnd = min(pieceEnd, max(next, instant + step))
    }

    /// When something that matters to the equipment is due by itself, milliseconds since the
    /// epoch; nil for never.
    private func nextChange(after now: Int64) -> Int64? {
        guard let equipment = equipment?.value else { return nil }
        let own = equipment.nextChange(from: now, isPowered: isPowered)
        guard isPowered, equipment.goesByAlarms, let change = watch?.nextChange(from: now) else {
            return own
        }
        return min(own ?? change, change)
    }

    /// Lets everything last until the end of a stretch.
    @inline(never)
    mutating func holdEquipment(until end: Instant) {
        let (start, isPowered) = (bookedUntil.microseconds / 1000, isPowered)
        equipment?.change {
            $0.hold(from: start, to: end.microseconds / 1000, isPowered: isPowered)
        }
    }

    /// Whether what a relay follows is on.
    private func wantsOn(_ index: Int, _ equipment: Equipment) -> Bool {
        let number = index + 1
        for (rule, input) in zip(equipment.inputRules, equipment.inputs)
        where rule.output == number && rule.hasAlarm && input.alarm.isActive { return true }
        for (output, alarm) in zip(equipment.alarmOutputs, watch?.alarms ?? [])
        where output == number && alarm.state.isActive { return true }
        return equipment.design.relays[index].follows.contains { quantity in
            if case .equipment(let own) = quantity { return value(of: own, equipment) == 1 }
            return value(of: quantity) == 1
        }
    }

    /// Takes over what the settings say of it.
    mutating func applyEquipmentSettings() {
        let (definitions, values) = (model.settings, settings)
        equipment?.change { $0.apply(definitions, values) }
    }

    /// Changes the equipment at an instant, and everything that follows from it.
    mutating func changeEquipment(at instant: Instant, _ body: (inout Equipment) -> Void) {
        guard equipment != nil else { return }
        advance(to: instant)
        changes &+= 1
        equipment?.change(body)
        evaluate(at: bookedUntil)
        formMeasurement()
    }
}

extension MeterWatch {
    /// When an alarm will change if the values last, milliseconds since the epoch; nil for never.
    func nextChange(from now: Int64) -> Int64? {
        let first = values.count - alarms.count
        guard first >= 0 else { return nil }
        return alarms.indices.compactMap { index in
            alarms[index].state.nextChange(values[first + index], from: now, alarms[index].rule)
        }.min()
    }
}

extension SiteConditions {
    /// The greatest current of the phases, A: that of the fundamental.
    fileprivate var greatestCurrent: Double {
        (0..<3).reduce(0) { greatest, k in
            guard voltages[k] > 0 else { return greatest }
            let (p, q) = (activePowers[k], reactivePowers[k])
            return max(greatest, (p * p + q * q).squareRoot() / voltages[k])
        }
    }

    /// Lets no current flow; the voltages stay.
    fileprivate mutating func interrupt() {
        self = SiteConditions(
            voltages: voltages,
            milliwatts: SIMD4(),
            millivars: SIMD4(),
            frequency: frequency,
            harmonics: harmonics.map { SiteHarmonics(voltages: $0.voltages) }
        )
    }
}
