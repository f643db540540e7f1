/// A meter on the test bench: what the standards' tests of starting and of no load need to know.
public struct MeterUnderTest: Hashable, Sendable {
    /// The class it is tested for.
    public var accuracyClass: AccuracyClass
    /// The currents of its plate.
    public var ratings: AccuracyRatings
    /// The current from which it registers, A at its inputs.
    public var startingCurrent: Double
    /// The test output's constant k, pulses per kWh (or kvarh) at the meter's inputs.
    public var constant: Double
    /// The number of measuring elements m.
    public var elements: Int
    /// The reference voltage Un, V.
    public var voltage: Double

    /// A meter under test; constant, elements, voltage and starting current are positive.
    public init(
        _ accuracyClass: AccuracyClass,
        ratings: AccuracyRatings,
        startingCurrent: Double,
        constant: Double,
        elements: Int,
        voltage: Double = 230
    ) {
        self.accuracyClass = accuracyClass
        self.ratings = ratings
        self.startingCurrent = startingCurrent
        self.constant = constant
        self.elements = elements
        self.voltage = voltage
    }

    /// Whether the starting current is no greater than the class allows.
    public var obeysStartingRule: Bool {
        guard let limit = accuracyClass.greatestStartingCurrent(ratings) else { return false }
        return startingCurrent <= limit * (1 + 1e-9)
    }

    /// How long a pulse takes at Un, the starting current in every element and factor 1, minutes:
    /// 60·10³ / (k·m·Un·Ist).
    public var startingPulseMinutes: Double {
        60e3 / (constant * Double(elements) * voltage * startingCurrent)
    }

    /// The voltage of the test of no load, V: 1.15 Un.
    public var noLoadVoltage: Double { 1.15 * voltage }

    /// The least duration of the test of no load, in which at most one pulse may come, minutes.
    ///
    /// IEC 62053: K·10⁶ / (k·m·Un·Imax) with ``noLoadFactor``; EN 50470-3:
    /// 240·10³ / (k·m·Utest·Ist), Utest = 1.15 Un.
    public var noLoadMinutes: Double {
        let constants = constant * Double(elements)
        guard let factor = accuracyClass.noLoadFactor else {
            return 240e3 / (constants * noLoadVoltage * startingCurrent)
        }
        return factor * 1e6 / (constants * voltage * ratings.maximum)
    }
}

extension AccuracyClass {
    /// The K of the test of no load of IEC 62053; nil for EN 50470-3, whose formula has none.
    public var noLoadFactor: Double? {
        switch self {
        case .activeA, .activeB, .activeC: nil
        case .active1, .active05S: 600
        case .active2, .reactive2: 480
        case .active02S: 900
        case .reactive3: 300
        }
    }
}
