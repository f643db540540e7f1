internal import MeterModels
internal import Metrology
internal import SimulatedTime

extension MeterMachine {
    /// Looks at the values that hold now; only a meter that watches something does.
    mutating func lookAtValues() {
        guard var watch else { return }
        self.watch = nil
        if measurementIsStale { formMeasurement() }
        watch.take(design, at: bookedUntil.microseconds / 1000) { self.value(of: $0) }
        self.watch = watch
    }

    /// Takes over what the settings say of the alarms.
    mutating func applyAlarmSettings() {
        guard var watch, let design = design.alarms else { return }
        for index in watch.alarms.indices {
            func part(_ part: MeterSetting.AlarmPart) -> Double? {
                setting(.alarm(index + 1, part))
            }
            let source = Int(part(.source) ?? 0)
            let quantity =
                design.quantities.indices.contains(source)
                ? design.quantities[source] : nil
            if quantity != watch.alarms[index].quantity {
                watch.alarms[index].state = AlarmState()
            }
            watch.alarms[index].quantity = quantity
            watch.alarms[index].rule = rule(quantity, part)
        }
        self.watch = watch
    }

    private func rule(
        _ quantity: Quantity?,
        _ part: (MeterSetting.AlarmPart) -> Double?
    ) -> AlarmRule {
        let perUnit = quantity?.unit.perUnit(quantity?.unit.symbol ?? "") ?? 1
        func value(_ number: Double?) -> Int64? {
            number.map { Int64(min(max(($0 * perUnit).rounded(), -9e18), 9e18)) }
        }
        return AlarmRule(
            high: value(part(.high)),
            low: value(part(.low)),
            hysteresis: value(part(.hysteresis)) ?? 0,
            delayOn: Int64((part(.delay) ?? 0) * 1000),
            delayOff: Int64((part(.releaseDelay) ?? 0) * 1000),
            contact: part(.contact) == 1 ? .normallyClosed : .normallyOpen,
            latches: part(.latch) == 1
        )
    }

    /// What an alarm tells.
    func alarm(_ n: UInt8, _ reading: AlarmReading) -> Int64? {
        guard let watch, n > 0, Int(n) <= watch.alarms.count else { return nil }
        let alarm = watch.alarms[Int(n) - 1]
        switch reading {
        case .active: return alarm.state.isActive ? 1 : 0
        case .contact: return alarm.state.isContactClosed(alarm.rule) ? 1 : 0
        case .activations: return alarm.state.activations
        case .since: return alarm.state.activeSince.map { ownSeconds(atMilliseconds: $0) } ?? 0
        }
    }

    /// A least or greatest value, or when it occurred; nil before it was seen.
    func extreme(_ watched: WatchedQuantity, _ statistic: ExtremeStatistic) -> Int64? {
        guard let index = design.extremes.firstIndex(of: watched.quantity),
            let pair = watch?.extremes[index]
        else { return nil }
        return switch statistic {
        case .minimum: pair.minimum
        case .maximum: pair.maximum
        case .minimumTime: ownSeconds(atMilliseconds: pair.minimumInstant)
        case .maximumTime: ownSeconds(atMilliseconds: pair.maximumInstant)
        }
    }
}
