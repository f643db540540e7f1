import Metrology

/// An active and a reactive power, W and var.
struct Power: Sendable {
    var active: Double
    var reactive: Double

    /// The power of 1 VA whose current lags by an angle.
    static func unit(degrees: Double) -> Power {
        // Quarter turns are exact, as a user expects of 90°.
        switch degrees {
        case 0, 360, -360: return Power(active: 1, reactive: 0)
        case 90, -270: return Power(active: 0, reactive: 1)
        case 180, -180: return Power(active: -1, reactive: 0)
        case 270, -90: return Power(active: 0, reactive: -1)
        default:
            let phasor = Phasor(rms: 1, degrees: degrees)
            return Power(active: phasor.re, reactive: phasor.im)
        }
    }
}

extension Power {
    /// The conditions of a phase with this power to the nearest milliunit; a phase without voltage
    /// carries none.
    ///
    /// - Parameter dead: ``PhaseConditions/dead``, at hand where it is asked for all the time.
    @inline(__always)
    func conditions(voltage: Double, dead: PhaseConditions = .dead) -> PhaseConditions {
        var conditions = dead
        guard voltage > 0 else { return conditions }
        // Assigned, what is whole milliunits already is not rounded once more.
        conditions.voltage = voltage
        conditions.activePower = MilliPower.nearest(active)
        conditions.reactivePower = MilliPower.nearest(reactive)
        return conditions
    }
}

/// An active and a reactive power in whole mW and mvar: what is added without rounding.
struct MilliPower: Equatable, Sendable {
    var active: Int64
    var reactive: Int64

    /// No power.
    static let zero = MilliPower(active: 0, reactive: 0)

    /// The largest power either way, mW: a terawatt, far inside what a `Double` holds exactly.
    static let limit: Int64 = 1_000_000_000_000_000

    init(active: Int64, reactive: Int64) {
        self.active = active.clamped
        self.reactive = reactive.clamped
    }

    /// The nearest whole milliunits.
    init(_ power: Power) {
        self.init(active: Self.whole(power.active), reactive: Self.whole(power.reactive))
    }

    /// The nearest thousandth, W or var.
    @inline(__always)
    static func nearest(_ units: Double) -> Double {
        let milli = units * 1000
        // Added and taken away, 1.5 · 2⁵² leaves a whole number; of halves, the even one.
        let whole = milli + 0x1.8p52 - 0x1.8p52
        let rest = (milli - whole).magnitude
        return rest < 0.5 && milli.magnitude < 1e15 ? whole / 1000 : carefully(units)
    }

    /// What a phase carries, as whole milliunits.
    init(_ phase: PhaseConditions) {
        self.init(Power(active: phase.activePower, reactive: phase.reactivePower))
    }

    /// The same for halves and for what is too much or no number at all.
    @inline(never)
    private static func carefully(_ units: Double) -> Double { Double(whole(units)) / 1000 }

    /// As `rounded()`, which is a call of the C library on the plainest processors.
    ///
    /// What is added is the largest number below a half, so that what lies just below a half stays
    /// below it.
    private static func rounded(_ milli: Double) -> Int64 {
        Int64(milli + Double(signOf: milli, magnitudeOf: 0.5.nextDown))
    }

    /// The nearest whole number of milliunits, halves away from 0; 0 for what is no number.
    static func whole(_ units: Double) -> Int64 {
        guard units == units else { return 0 }
        let limit = Double(limit)
        return rounded(min(max(units * 1000, -limit), limit))
    }

    /// The current that the power takes at a voltage, against that voltage; none without one.
    func current(at voltage: Double) -> Phasor {
        guard voltage > 0 else { return .zero }
        let scale = 1 / (1000 * voltage)
        return Phasor(re: Double(active) * scale, im: -Double(reactive) * scale)
    }

    static func + (a: MilliPower, b: MilliPower) -> MilliPower {
        MilliPower(active: a.active + b.active, reactive: a.reactive + b.reactive)
    }

    /// The conditions of a phase with this power; a phase without voltage carries none.
    func conditions(voltage: Double) -> PhaseConditions {
        Power(active: Double(active) / 1000, reactive: Double(reactive) / 1000)
            .conditions(voltage: voltage)
    }
}

extension Int64 {
    fileprivate var clamped: Int64 {
        Swift.min(Swift.max(self, -MilliPower.limit), MilliPower.limit)
    }
}
