/// The settings that act on what a device has besides metrology.
public enum EquipmentSetting: Hashable, Sendable {
    /// A part of a digital input, counted from 1.
    case input(Int, InputPart)
    /// A part of a relay, counted from 1.
    case relay(Int, RelayPart)
    /// A part of an analogue input, counted from 1.
    case analogueInput(Int, ScalingPart)
    /// A part of an analogue output, counted from 1.
    case analogueOutput(Int, ScalingPart)
    /// What an analogue output shows: the place in its list; −1 nothing.
    case analogueOutputSource(Int)
    /// A part of the breaker's protection.
    case breaker(BreakerPart)

    /// What can be set of a digital input.
    public enum InputPart: String, Hashable, Sendable, CaseIterable {
        /// 1 when it raises an alarm.
        case alarm = "Alarm"
        /// The contact at rest: 0 open, 1 closed.
        case contact = "Contact"
        /// How long it must have left its rest, s.
        case delay = "Delay"
        /// How long it must be back, s.
        case releaseDelay = "ReleaseDelay"
        /// 1 when an alarm stays until it is acknowledged.
        case latch = "Latch"
        /// The relay that the alarm switches; 0 none.
        case output = "Output"
    }

    /// What can be set of a relay.
    public enum RelayPart: String, Hashable, Sendable, CaseIterable {
        /// The contact at rest: 0 open, 1 closed.
        case contact = "Contact"
        /// How long it stays on, s; 0 until it is switched off.
        case hold = "Hold"
        /// How long the contact takes to open and close again, s; 0 when it does not flash.
        case flashPeriod = "FlashPeriod"
        /// The same as a frequency, Hz.
        case flashFrequency = "FlashFrequency"
    }

    /// What can be set of an analogue input or output.
    public enum ScalingPart: String, Hashable, Sendable, CaseIterable {
        /// 0 for 0 to 20 mA, 1 for 4 to 20 mA.
        case range = "Range"
        /// The value at the least current.
        case low = "Low"
        /// The value at 20 mA.
        case high = "High"
    }

    /// What can be set of a breaker; a current of 0 switches the protection off.
    public enum BreakerPart: String, Hashable, Sendable, CaseIterable {
        /// Ir, A.
        case longTimeCurrent = "LongTimeCurrent"
        /// tr, s.
        case longTimeDelay = "LongTimeDelay"
        /// Isd, A.
        case shortTimeCurrent = "ShortTimeCurrent"
        /// tsd, s.
        case shortTimeDelay = "ShortTimeDelay"
        /// Ii, A.
        case instantaneousCurrent = "InstantaneousCurrent"
        /// IΔn, A.
        case residualCurrent = "ResidualCurrent"
        /// How long IΔn may flow, s.
        case residualDelay = "ResidualDelay"
    }

    /// Every setting with its name in files.
    static let named: [(name: String, setting: EquipmentSetting)] = {
        var all: [(String, EquipmentSetting)] = []
        for n in 1...EquipmentDesign.mostInputs {
            all += InputPart.allCases.map { ("digitalInput\(n)\($0.rawValue)", .input(n, $0)) }
        }
        for n in 1...EquipmentDesign.mostRelays {
            all += RelayPart.allCases.map { ("relay\(n)\($0.rawValue)", .relay(n, $0)) }
        }
        for n in 1...EquipmentDesign.mostSensors {
            for part in ScalingPart.allCases {
                all.append(("analogueInput\(n)\(part.rawValue)", .analogueInput(n, part)))
                all.append(("analogueOutput\(n)\(part.rawValue)", .analogueOutput(n, part)))
            }
            all.append(("analogueOutput\(n)Source", .analogueOutputSource(n)))
        }
        return all + BreakerPart.allCases.map { ("breaker\($0.rawValue)", .breaker($0)) }
    }()
}

/// What can be done to a breaker.
public enum BreakerCommand: Hashable, Sendable {
    /// Opens it.
    case open
    /// Closes it, unless it has tripped.
    case close
    /// Takes it back after a trip: it is open then.
    case reset
    /// Trips it.
    case trip(TripCause)
    /// Forgets causes, times and counts of its trips.
    case clearTrips
}
