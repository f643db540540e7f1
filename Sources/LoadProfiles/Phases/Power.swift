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

    /// What a phase carries, as whole milliunits.
    init(_ phase: PhaseConditions) {
        self.init(Power(active: phase.activePower, reactive: phase.reactivePower))
    }

    /// The nearest whole number of milliunits; 0 for what is no number.
    static func whole(_ units: Double) -> Int64 {
        guard units == units else { return 0 }
        let limit = Double(limit)
        return Int64(min(max(units * 1000, -limit), limit).rounded())
    }

    static func + (a: MilliPower, b: MilliPower) -> MilliPower {
        MilliPower(active: a.active + b.active, reactive: a.reactive + b.reactive)
    }

    /// The conditions of a phase with this power; a phase without voltage carries none.
    func conditions(voltage: Double) -> PhaseConditions {
        guard voltage > 0 else { return PhaseConditions(voltage: 0) }
        return PhaseConditions(
            voltage: voltage,
            activePower: Double(active) / 1000,
            reactivePower: Double(reactive) / 1000
        )
    }
}

extension Int64 {
    fileprivate var clamped: Int64 {
        Swift.min(Swift.max(self, -MilliPower.limit), MilliPower.limit)
    }
}
