public import Metrology
public import SimulatedTime

/// One alarm of a meter, as it stands.
public struct AlarmView: Hashable, Sendable {
    /// Counted from 1.
    public let number: Int
    /// What it watches; nil while it watches nothing.
    public let quantity: Quantity?
    /// Whether it is raised, or was and waits to be acknowledged.
    public let isActive: Bool
    /// Whether its contact is closed.
    public let isContactClosed: Bool
    /// How often it was raised.
    public let activations: Int64
    /// Since when it is active; nil when it is not.
    public let since: Instant?
}

/// One digital or pulse input of a meter, as it stands.
public struct InputView: Hashable, Sendable {
    /// Counted from 1.
    public let number: Int
    /// Whether the contact is closed.
    public let isClosed: Bool
    /// Whether somebody holds it so.
    public let isHeld: Bool
    /// How many pulses it has counted; nil for one that counts none.
    public let pulses: Int64?
    /// What the wires of the pulse line at it are like; nil where none ends.
    public let line: PulseLineCondition?
}

/// One sensor of a device, as it stands.
public struct SensorView: Hashable, Sendable {
    /// The name in files: `temperature1`.
    public let name: String
    /// What it brings, in ``unit``; nil when nothing is connected.
    public let value: Double?
    /// °C or A.
    public let unit: String
    /// Whether somebody holds it so.
    public let isHeld: Bool
}

/// One pulse output of a meter, or its lamp, as it stands.
public struct PulseOutputView: Hashable, Sendable {
    /// Counted from 1; 0 is the lamp.
    public let number: Int
    /// What it counts; empty for one that gives no pulses.
    public let lanes: EnergyLanes
    /// What a source of pulses that is no electricity meter delivers.
    public let kind: PulseKind?
    /// Its counters, its weight and its times.
    public let output: PulseOutput
    /// How many pulses a second fall due at what flows now.
    public let rate: Double
}

extension MeterMachine {
    /// Its alarms, in their order.
    public var alarmViews: [AlarmView] {
        (watch?.alarms ?? []).enumerated().map { index, alarm in
            AlarmView(
                number: index + 1,
                quantity: alarm.quantity,
                isActive: alarm.state.isActive,
                isContactClosed: isPowered && alarm.state.isContactClosed(alarm.rule),
                activations: alarm.state.activations,
                since: alarm.state.activeSince.map { .epoch + .milliseconds($0) }
            )
        }
    }

    /// Its digital inputs, or the pulse inputs of a device that counts pulses.
    public var inputViews: [InputView] {
        let digital = (equipment?.value.inputs ?? []).enumerated().map { index, input in
            InputView(
                number: index + 1,
                isClosed: input.isClosed,
                isHeld: input.forced != nil,
                pulses: nil,
                line: nil
            )
        }
        guard let intake else { return digital }
        return digital
            + intake.numbered.map { place in
                let port = intake.ports[place]
                return InputView(
                    number: place + 1,
                    isClosed: port.input.isOn,
                    isHeld: false,
                    pulses: port.input.pulses(),
                    line: port.line == 0 ? nil : port.condition
                )
            }
    }

    /// Its sensors.
    public var sensorViews: [SensorView] {
        guard let equipment = equipment?.value else { return [] }
        return zip(equipment.places, equipment.sensors).map { place, sensor in
            SensorView(
                name: place.name,
                value: sensor.value.map { Double($0) / 1e6 },
                unit: place.unit,
                isHeld: sensor.forced != nil
            )
        }
    }

    /// Whether each of its relays is on.
    public var relaysAreOn: [Bool] {
        guard let equipment = equipment?.value else { return [] }
        return zip(equipment.relays, equipment.relayRules).map {
            $0.isOn($1, at: bookedUntil.microseconds)
        }
    }

    /// Its lamp and its pulse outputs.
    public var pulseOutputViews: [PulseOutputView] {
        guard let pulses else { return [] }
        return pulses.outputs.indices.map { index in
            let output = pulses.outputs[index]
            let seconds = Double(step.microseconds) / 1e6
            let energy = isPowered && pulses.isPulsing[index] ? Double(pulses.perStep[index]) : 0
            return PulseOutputView(
                number: index + pulses.firstNumber,
                lanes: pulses.isPulsing[index] ? pulses.lanes[index] : [],
                kind: design.delivers,
                output: output,
                rate: max(energy, 0) / output.weight.millijoules / seconds
            )
        }
    }

    /// The transformer ratios that are programmed.
    public var programmedRatios: ConfiguredRatios { ratios }

    /// Whether its tariff input selects the tariff.
    public var inputSelects: Bool { inputDecides }

    /// Whether a calendar of the farm file selects the tariff.
    public var followsCalendar: Bool { tariffDrive?.control != nil }

    /// Whether each partial counter that the maker lets be commanded alone counts.
    public var partialsRun: [(selection: PartialSelection, counts: Bool)] {
        design.partials.map { ($0, isPowered && registers.isRunning($0)) }
    }

    /// The part of the demand period that is over at an instant; nil for a meter without demands.
    public func demandElapsed(at instant: Instant) -> TimeSpan? {
        registers.demand.map { demand in
            let now = instant.microseconds / 1000
            let window = design.demand?.window ?? .block
            let length = window == .block ? demand.period : design.demand?.subinterval ?? 1
            return .milliseconds(now - (demand.boundary(after: now) - length * 1000))
        }
    }
}

extension SensorPlace {
    /// The unit of its values.
    fileprivate var unit: String {
        switch self {
        case .temperature, .breakerTemperature: "°C"
        case .current, .residualCurrent: "A"
        }
    }
}
