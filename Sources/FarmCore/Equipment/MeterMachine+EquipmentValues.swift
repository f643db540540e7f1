internal import Metrology
public import SimulatedTime

extension MeterMachine {
    /// What the device tells besides metrology; nil where it has no such part.
    func value(of quantity: EquipmentQuantity) -> Int64? {
        equipment.flatMap { value(of: quantity, $0.value) }
    }

    func value(of quantity: EquipmentQuantity, _ equipment: Equipment) -> Int64? {
        let now = bookedUntil.microseconds
        switch quantity {
        case .input(let n): return number(equipment.inputs.at(n)?.isClosed)
        case .inputAlarm(let n, let reading):
            return equipment.inputs.at(n).map { told($0, reading) }
        case .inputs: return mask(equipment.inputs.map(\.isClosed))
        case .inputAlarms: return mask(equipment.inputs.map(\.alarm.isActive))
        case .relay(let n):
            return number(zipped(equipment).at(n).map { $0.0.isClosed($0.1, at: now) })
        case .relayOn(let n):
            return number(zipped(equipment).at(n).map { $0.0.isOn($0.1, at: now) })
        case .relays: return mask(zipped(equipment).map { $0.isClosed($1, at: now) })
        case .temperature(let n): return equipment.sensor(.temperature(Int(n)))
        case .analogueInput(let n):
            guard let current = equipment.sensor(.current(Int(n))) else { return nil }
            return equipment.inputScalings.at(n)?.value(of: current)
        case .analogueInputCurrent(let n): return equipment.sensor(.current(Int(n)))
        case .analogueInputFault(let n):
            // Without a transmitter no current flows.
            let current = equipment.sensor(.current(Int(n))) ?? 0
            return equipment.inputScalings.at(n)?.fault(of: current)
        case .analogueOutput(let n): return equipment.outputs.at(n).map(current)
        case .breaker(let reading): return breaker(reading, equipment)
        case .lastTrip(let reading):
            guard let breaker = equipment.breaker else { return nil }
            return told(breaker.lastCause.map { breaker[$0] } ?? TripRecord(), reading)
        case .trip(let cause, let reading):
            return equipment.breaker.map { told($0[cause], reading) }
        }
    }

    /// Whether the contact of relay n is closed at an instant, to the microsecond; nil where the
    /// device has no such relay.
    public func relayIsClosed(_ n: Int, at instant: Instant) -> Bool? {
        guard let equipment = equipment?.value, equipment.relays.indices.contains(n - 1) else {
            return nil
        }
        return equipment.relays[n - 1].isClosed(
            equipment.relayRules[n - 1],
            at: instant.microseconds
        )
    }

    private func zipped(_ equipment: Equipment) -> [(RelayState, RelayRule)] {
        Array(zip(equipment.relays, equipment.relayRules))
    }

    private func number(_ isTrue: Bool?) -> Int64? { isTrue.map { $0 ? 1 : 0 } }

    private func mask(_ states: [Bool]) -> Int64 {
        states.enumerated().reduce(0) { $1.element ? $0 | 1 << Int64($1.offset) : $0 }
    }

    private func told(_ input: DigitalInputState, _ reading: AlarmReading) -> Int64 {
        switch reading {
        case .active, .contact: input.alarm.isActive ? 1 : 0
        case .activations: input.alarm.activations
        case .since: input.alarm.activeSince.map { ownSeconds(atMilliseconds: $0) } ?? 0
        }
    }

    private func breaker(_ reading: BreakerReading, _ equipment: Equipment) -> Int64? {
        guard let breaker = equipment.breaker else { return nil }
        switch reading {
        case .position: return breaker.position.rawValue
        case .closed: return breaker.position == .closed ? 1 : 0
        case .tripped: return breaker.position == .tripped ? 1 : 0
        case .trips: return breaker.trips
        case .closings: return breaker.closings
        case .residualCurrent:
            return breaker.position == .closed ? equipment.sensor(.residualCurrent) ?? 0 : 0
        case .temperature: return equipment.sensor(.breakerTemperature)
        case .thermalImage: return breaker.thermalImage(equipment.breakerRule)
        case .cause: return breaker.lastCause?.rawValue ?? 0
        }
    }

    /// What an analogue output shows, µA; nothing without supply.
    private func current(_ output: Equipment.AnalogueOutput) -> Int64 {
        guard isPowered, let quantity = output.quantity, let value = value(of: quantity) else {
            return 0
        }
        let perUnit = quantity.unit.perUnit(quantity.unit.symbol) ?? 1
        return output.scaling.current(for: Double(value) / perUnit)
    }

    private func told(_ trip: TripRecord, _ reading: TripReading) -> Int64 {
        switch reading {
        case .time: return trip.seconds
        case .current: return trip.current
        case .temperature: return trip.temperature
        case .count: return trip.count
        default: break
        }
        guard trip.seconds != 0 else { return 0 }
        let time = CivilTime(wallMicroseconds: (trip.seconds + 946_684_800) * 1_000_000)
        return switch reading {
        case .year: Int64(time.date.year)
        case .month: Int64(time.date.month)
        case .day: Int64(time.date.day)
        case .hour: Int64(time.time.hour)
        case .minute: Int64(time.time.minute)
        default: Int64(time.time.second)
        }
    }
}

extension Array {
    /// The element of a number that counts from 1; nil where there is none.
    fileprivate func at(_ number: UInt8) -> Element? {
        indices.contains(Int(number) - 1) ? self[Int(number) - 1] : nil
    }
}
