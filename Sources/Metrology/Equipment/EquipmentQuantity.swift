/// What can be asked of a device besides metrology.
public enum EquipmentQuantity: Hashable, Sendable {
    /// 1 while digital input n is closed.
    case input(UInt8)
    /// What the alarm of digital input n tells.
    case inputAlarm(UInt8, AlarmReading)
    /// Bit n−1 is set while digital input n is closed.
    case inputs
    /// Bit n−1 is set while the alarm of digital input n is active.
    case inputAlarms
    /// 1 while the contact of relay n is closed.
    case relay(UInt8)
    /// 1 while relay n is on: switched on, and its time not over.
    case relayOn(UInt8)
    /// Bit n−1 is set while the contact of relay n is closed.
    case relays
    /// Temperature n, millionths of a degree Celsius.
    case temperature(UInt8)
    /// The value that the current of analogue input n stands for, millionths.
    case analogueInput(UInt8)
    /// The current of analogue input n, µA.
    case analogueInputCurrent(UInt8)
    /// 0 when analogue input n is right, 1 for a broken wire, 2 beyond its range.
    case analogueInputFault(UInt8)
    /// The current of analogue output n, µA.
    case analogueOutput(UInt8)
    /// What the breaker tells.
    case breaker(BreakerReading)
    /// What the breaker remembers of its last trip.
    case lastTrip(TripReading)
    /// What the breaker remembers of its last trip by a cause.
    case trip(TripCause, TripReading)
}

/// What can be asked of a breaker.
public enum BreakerReading: String, Hashable, Sendable, CaseIterable {
    /// 0 open, 1 closed, 2 tripped.
    case position
    /// 1 while it is closed.
    case closed
    /// 1 from a trip to its reset.
    case tripped
    /// How often it has tripped.
    case trips
    /// How often it was closed.
    case closings
    /// The residual current, µA.
    case residualCurrent
    /// The temperature inside, millionths of a degree Celsius.
    case temperature
    /// How full the thermal memory of the long-time protection is, millionths of a per cent.
    case thermalImage
    /// Why it tripped last: see ``TripCause``; 0 when it never did.
    case cause = "trip.cause"
}

/// What a breaker remembers of a trip.
public enum TripReading: String, Hashable, Sendable, CaseIterable {
    /// Seconds since 2000-01-01 of the device's clock; 0 without a trip.
    case time
    /// The year of the trip by the device's clock; 0 without a trip, and so the others.
    case year
    /// The month.
    case month
    /// The day of the month.
    case day
    /// The hour.
    case hour
    /// The minute.
    case minute
    /// The second.
    case second
    /// The current that tripped, µA.
    case current
    /// The temperature inside then, millionths of a degree Celsius.
    case temperature
    /// How often.
    case count
}

extension EquipmentQuantity {
    /// The integer unit of its values.
    var unit: BaseUnit {
        switch self {
        case .input, .inputs, .inputAlarms, .relay, .relayOn, .relays, .analogueInputFault: .count
        case .inputAlarm(_, let reading): reading == .since ? .second : .count
        case .temperature, .breaker(.temperature), .lastTrip(.temperature),
            .trip(_, .temperature):
            .micro("°C")
        case .analogueInput: .micro("")
        case .analogueInputCurrent, .analogueOutput, .breaker(.residualCurrent),
            .lastTrip(.current), .trip(_, .current):
            .micro("A")
        case .breaker(.thermalImage): .micro("%")
        case .lastTrip(.time), .trip(_, .time): .second
        case .breaker, .lastTrip, .trip: .count
        }
    }

    /// Whether it is a value of the moment, which extremes and alarms can watch.
    var isInstantaneous: Bool {
        switch self {
        case .temperature, .analogueInput, .analogueInputCurrent, .breaker(.residualCurrent),
            .breaker(.temperature), .breaker(.thermalImage):
            true
        default: false
        }
    }

    /// Everything that extremes and alarms can watch, of any model.
    static var watchable: [EquipmentQuantity] {
        let numbers = (1...EquipmentDesign.mostSensors).compactMap { UInt8(exactly: $0) }
        return numbers.flatMap {
            [.temperature($0), .analogueInput($0), .analogueInputCurrent($0)]
        }
            + [.breaker(.residualCurrent), .breaker(.temperature), .breaker(.thermalImage)]
    }

    /// What a device has, by name.
    static func named(_ design: EquipmentDesign) -> [(String, EquipmentQuantity)] {
        var named: [(String, EquipmentQuantity)] = []
        func each(_ count: Int, _ body: (UInt8) -> [(String, EquipmentQuantity)]) {
            for n in (0..<count).compactMap({ UInt8(exactly: $0 + 1) }) { named += body(n) }
        }
        each(design.inputCount) { n in
            [("digitalInput.\(n)", .input(n))]
                + AlarmReading.allCases.filter { $0 != .contact }.map {
                    ("digitalInput.\(n).alarm.\($0.rawValue)", .inputAlarm(n, $0))
                }
        }
        if design.inputCount > 0 {
            named += [("digitalInputs", .inputs), ("digitalInputs.alarms", .inputAlarms)]
        }
        each(design.relays.count) {
            [("relay.\($0)", .relay($0)), ("relay.\($0).on", .relayOn($0))]
        }
        if !design.relays.isEmpty { named.append(("relays", .relays)) }
        each(design.temperatureCount) { [("temperature.\($0)", .temperature($0))] }
        each(design.analogueInputs.count) { n in
            [
                ("analogueInput.\(n)", .analogueInput(n)),
                ("analogueInput.\(n).current", .analogueInputCurrent(n)),
                ("analogueInput.\(n).fault", .analogueInputFault(n)),
            ]
        }
        each(design.analogueOutputs.count) { [("analogueOutput.\($0)", .analogueOutput($0))] }
        return design.breaker == nil ? named : named + breaker
    }

    private static var breaker: [(String, EquipmentQuantity)] {
        var named: [(String, EquipmentQuantity)] = BreakerReading.allCases.map {
            ("breaker.\($0.rawValue)", .breaker($0))
        }
        for reading in TripReading.allCases {
            if reading != .count {
                named.append(("breaker.trip.\(reading.rawValue)", .lastTrip(reading)))
            }
            for cause in TripCause.allCases {
                let name = "breaker.trip.\(cause.name).\(reading.rawValue)"
                named.append((name, .trip(cause, reading)))
            }
        }
        return named
    }
}
