import Metrology

/// The resistance and reactance between a stiff source and the meter, of each phase conductor.
///
/// The profile's voltage is then the source's, E, and the voltage V at the meter satisfies
/// E = |V + Z·I| for the current that the load takes at V. The phases do not act on each other.
/// With P and Q given this is V⁴ + (2a − E²)·V² + a² + b² = 0 where a = R·P + X·Q and
/// b = X·P − R·Q; the greater root is the one a network works at. Beyond the nose of that curve,
/// where no voltage can carry the power, the voltage is that of the nose, V² = E²/2 − a; where
/// that is not positive either the supply has broken down and the phase is dead.
struct NetworkImpedance: Equatable, Sendable {
    /// R, Ω.
    let resistance: Double
    /// X at the mains frequency, Ω; negative is capacitive.
    let reactance: Double

    /// A phase that carries a power, behind a source voltage, V.
    func conditions(_ power: MilliPower, behind source: Double) -> PhaseConditions {
        power.conditions(voltage: voltage(power, behind: source, isUpper: true))
    }

    /// A phase that carries a current, behind a source voltage, V.
    ///
    /// The angle between voltage and current is given, so that the voltage has the closed form
    /// V = √(E² − w²) − u where Z·I = u + jw with V for the reference.
    ///
    /// - Parameter current: its part in phase with V and its part that lags by 90°, A.
    func conditions(current: Power, behind source: Double) -> PhaseConditions {
        let u = resistance * current.active + reactance * current.reactive
        let w = reactance * current.active - resistance * current.reactive
        let voltage = max(0, source * source - w * w).squareRoot() - u
        guard source > 0, voltage > 0 else { return PhaseConditions(voltage: 0) }
        let power = MilliPower(
            Power(active: current.active * voltage, reactive: current.reactive * voltage)
        )
        // Whole milliunits are the truth: the voltage follows them, on its side of the nose.
        let a = drop(power).a
        let isUpper = voltage * voltage >= source * source / 2 - a
        return power.conditions(
            voltage: self.voltage(power, behind: source, isUpper: isUpper)
        )
    }

    /// The voltage at which a power is carried.
    private func voltage(_ power: MilliPower, behind source: Double, isUpper: Bool) -> Double {
        let (a, b) = drop(power)
        let middle = source * source / 2 - a
        guard source > 0, middle > 0 else { return 0 }
        let size = a * a + b * b
        let root = max(0, middle * middle - size).squareRoot()
        return (isUpper ? middle + root : size / (middle + root)).squareRoot()
    }

    /// a and b of the equation, W·Ω.
    private func drop(_ power: MilliPower) -> (a: Double, b: Double) {
        let active = Double(power.active) / 1000
        let reactive = Double(power.reactive) / 1000
        return (
            resistance * active + reactance * reactive, reactance * active - resistance * reactive
        )
    }
}
