/// The two classes of pulse outputs of IEC 62053-31.
public enum S0Class: String, Hashable, Sendable, CaseIterable {
    /// For long distances.
    case a = "A"
    /// For short distances and little power.
    case b = "B"

    /// The limits of the class.
    public var limits: S0Limits {
        switch self {
        case .a: S0Limits(maximumVoltage: 27, onCurrent: 10...27, maximumOffCurrent: 2)
        case .b: S0Limits(maximumVoltage: 15, onCurrent: 2...15, maximumOffCurrent: 0.15)
        }
    }

    /// The limits that an output does not keep, in the order of ``S0Limit``; what its maker does
    /// not state is taken as kept.
    public func exceeded(by ratings: S0Ratings, timing: PulseTiming) -> [S0Limit] {
        let limits = limits
        return S0Limit.allCases.filter { limit in
            switch limit {
            case .voltage: ratings.maximumVoltage > limits.maximumVoltage
            case .onCurrent: !limits.onCurrent.contains(ratings.maximumCurrent)
            case .offCurrent: (ratings.offCurrent ?? 0) > limits.maximumOffCurrent
            case .onTime: timing.duration < limits.minimumOnTime * 1000
            case .offTime: timing.pause < limits.minimumOffTime * 1000
            case .transition: (ratings.transition ?? 0) >= limits.transition
            }
        }
    }
}

/// The limits of one class of pulse outputs (IEC 62053-31).
public struct S0Limits: Hashable, Sendable {
    /// The greatest voltage of the external supply, V DC.
    public let maximumVoltage: Double
    /// The current while on, mA.
    public let onCurrent: ClosedRange<Double>
    /// The greatest current while off, mA.
    public let maximumOffCurrent: Double
    /// The least time on, milliseconds.
    public let minimumOnTime: Int64 = PulseTiming.standardMinimum
    /// The least time off, milliseconds.
    public let minimumOffTime: Int64 = PulseTiming.standardMinimum
    /// The time below which a change between on and off stays, milliseconds.
    public let transition: Double = 5
}

/// What a pulse output's maker states about its contact.
public struct S0Ratings: Hashable, Sendable {
    /// The greatest voltage, V.
    public var maximumVoltage: Double
    /// The greatest current while on, mA.
    public var maximumCurrent: Double
    /// The greatest current while off, mA; nil where it is not stated.
    public var offCurrent: Double?
    /// The longest change between on and off, milliseconds; nil where it is not stated.
    public var transition: Double?

    /// Ratings.
    public init(
        maximumVoltage: Double,
        maximumCurrent: Double,
        offCurrent: Double? = nil,
        transition: Double? = nil
    ) {
        self.maximumVoltage = maximumVoltage
        self.maximumCurrent = maximumCurrent
        self.offCurrent = offCurrent
        self.transition = transition
    }
}

/// What a class of pulse outputs limits.
public enum S0Limit: String, Hashable, Sendable, CaseIterable {
    /// The voltage of the supply.
    case voltage
    /// The current while on.
    case onCurrent
    /// The current while off.
    case offCurrent
    /// The duration of a pulse.
    case onTime
    /// The time between two pulses.
    case offTime
    /// The time of a change between on and off.
    case transition
}
