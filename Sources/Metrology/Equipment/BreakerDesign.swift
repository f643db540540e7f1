/// A breaker as it leaves the factory.
public struct BreakerDesign: Hashable, Sendable {
    /// The rated current In, A.
    public var ratedCurrent: Double
    /// What it protects against, as set in the factory.
    public var rule: BreakerRule

    /// A breaker.
    public init(ratedCurrent: Double, rule: BreakerRule = BreakerRule()) {
        self.ratedCurrent = ratedCurrent
        self.rule = rule
    }
}

/// What a breaker's protection is set to; a current of nil is a protection that is off.
public struct BreakerRule: Hashable, Sendable {
    /// Ir, A.
    public var longTimeCurrent: Double?
    /// tr: how long six times Ir may flow, milliseconds.
    public var longTimeDelay: Int64 = 5000
    /// Isd, A.
    public var shortTimeCurrent: Double?
    /// tsd, milliseconds.
    public var shortTimeDelay: Int64 = 0
    /// Ii, A: trips at once.
    public var instantaneousCurrent: Double?
    /// IΔn, A.
    public var residualCurrent: Double?
    /// How long IΔn may flow, milliseconds.
    public var residualDelay: Int64 = 0
    /// The greatest temperature inside, °C.
    public var greatestTemperature: Double?

    /// No protection.
    public init() {}

    /// How many times Ir starts the long-time protection (IEC 60947-2: between 1.05 and 1.30).
    public static let pickup = 1.1
    /// How many times tr a full thermal memory takes to empty.
    static let coolingTimes: Int64 = 10

    /// The heat that trips: (6 Ir)² for tr, in squares of thousandths of Ir times milliseconds.
    var fullHeat: Int64 { 36_000_000 * Swift.max(longTimeDelay, 1) }
    /// The heat that is lost in a millisecond.
    var cooling: Int64 { 36_000_000 / Self.coolingTimes }

    /// The heat that a current brings in a millisecond; 0 below the pick-up, and with the
    /// protection off.
    func heating(_ current: Double) -> Int64 {
        guard let longTimeCurrent, longTimeCurrent > 0 else { return 0 }
        let share = current / longTimeCurrent
        guard share > Self.pickup else { return 0 }
        let thousandths = Int64((Swift.min(share, 1000) * 1000).rounded())
        return thousandths * thousandths
    }
}

/// What a breaker feels.
public struct BreakerLoad: Hashable, Sendable {
    /// The greatest current of the phases, A.
    public var current: Double
    /// The residual current, A.
    public var residual: Double
    /// The temperature inside, °C; nil where it is not known.
    public var temperature: Double?

    /// Currents and a temperature.
    public init(current: Double = 0, residual: Double = 0, temperature: Double? = nil) {
        self.current = current
        self.residual = residual
        self.temperature = temperature
    }
}
