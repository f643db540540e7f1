internal import MeterModels
public import Metrology
public import SimulatedTime

extension MeterMachine {
    /// Switches a relay from an instant on; one that the device does not have changes nothing.
    mutating func switchRelay(_ n: Int, on isOn: Bool, at instant: Instant) {
        guard design.equipment?.relays.indices.contains(n - 1) == true else { return }
        advance(to: instant)
        let now = bookedUntil.microseconds
        changeEquipment(at: instant) { $0.relays[n - 1].turn(on: isOn, at: now) }
    }

    /// Switches each relay whose bit differs from what it is, the first the lowest bit.
    mutating func switchRelays(_ bits: Int64, at instant: Instant) {
        advance(to: instant)
        let now = bookedUntil.microseconds
        changeEquipment(at: instant) { equipment in
            for index in equipment.relays.indices {
                let isWanted = bits >> Int64(index) & 1 == 1
                guard isWanted != equipment.relays[index].isOn(equipment.relayRules[index], at: now)
                else { continue }
                equipment.relays[index].turn(on: isWanted, at: now)
            }
        }
    }

    /// Moves the breaker at an instant, or clears what it remembers.
    public mutating func move(_ command: BreakerCommand, at instant: Instant) {
        advance(to: instant)
        let seconds = ownSeconds(atMilliseconds: bookedUntil.microseconds / 1000)
        changeEquipment(at: instant) { equipment in
            switch command {
            case .open: equipment.breaker?.open()
            case .close: equipment.breaker?.close()
            case .reset: equipment.breaker?.reset()
            case .trip(let cause): equipment.breaker?.trip(cause, at: seconds)
            case .clearTrips: equipment.breaker?.clearTrips()
            }
        }
    }

    /// Holds digital input n closed or open from an instant on; nil lets it do what it does.
    public mutating func force(input n: Int, closed: Bool?, at instant: Instant) {
        changeEquipment(at: instant) { equipment in
            guard equipment.inputs.indices.contains(n - 1) else { return }
            equipment.inputs[n - 1].force(closed)
        }
    }

    /// Holds a sensor at a value in its unit from an instant on; nil lets it do what it does.
    public mutating func force(_ place: SensorPlace, at value: Double?, from instant: Instant) {
        changeEquipment(at: instant) { equipment in
            guard let index = equipment.places.firstIndex(of: place) else { return }
            equipment.sensors[index].force(value.flatMap(Equipment.micro))
        }
    }

    /// Acknowledges the alarms of the digital inputs.
    mutating func acknowledgeInputs() {
        equipment?.change { equipment in
            for index in equipment.inputs.indices { equipment.inputs[index].acknowledge() }
        }
        settleEquipment()
    }
}
