/// Gathers what a meter's elements measure, frequency by frequency.
///
/// Powers of different frequencies add up, RMS values add as squares; reactive power is the
/// fundamental's.
struct ElementSums {
    private let network: NetworkType
    /// Complex power of the elements L1 to L3 and of the whole.
    private var powers = [Phasor](repeating: .zero, count: 4)
    /// Spectra by terminal: voltages L1 to L3, U12, U23, U31; currents L1 to L3, N.
    private var voltages: WaveTable<SIMD8<Double>>
    private var currents: WaveTable<SIMD4<Double>>

    init(_ network: NetworkType) {
        self.network = network
        voltages = WaveTable()
        currents = WaveTable()
    }

    /// Adds the phasors of one frequency.
    mutating func add(_ terminals: MeterTerminals, order: Int) {
        let (u, i) = (terminals.voltages, terminals.currents)
        let isFundamental = order == 1
        for (k, power) in elementPowers(u, i, isFundamental).enumerated() {
            powers[k].re += power.re
            if isFundamental { powers[k].im = power.im }
        }
        voltages.add(
            SIMD8(
                u.l1.square,
                u.l2.square,
                u.l3.square,
                (u.l1 - u.l2).square,
                (u.l2 - u.l3).square,
                (u.l3 - u.l1).square,
                0,
                0
            ),
            order: order
        )
        currents.add(currentSquares(i), order: order)
    }

    /// The complex powers S = U I* of the elements and of the whole (metrology.md B.4).
    private func elementPowers(_ u: ThreePhasors, _ i: ThreePhasors, _ isFundamental: Bool)
        -> [Phasor]
    {
        func three(_ a: Phasor, _ b: Phasor, _ c: Phasor) -> [Phasor] { [a, b, c, a + b + c] }
        func whole(_ power: Phasor) -> [Phasor] { [.zero, .zero, .zero, power] }
        switch network {
        case .singlePhase: return three(u.l1 * i.l1.conjugate, .zero, .zero)
        case .twoPhase: return whole((u.l1 - u.l2) * i.l1.conjugate)
        case .twoPhaseNeutral:
            return three(u.l1 * i.l1.conjugate, u.l2 * i.l2.conjugate, .zero)
        case .threeWireBalanced:
            // V1 = jU23/√3, which holds for the fundamental of a symmetric supply only.
            guard isFundamental else { return whole(.zero) }
            let power = (u.l2 - u.l3) * i.l1.conjugate
            return whole(Phasor(re: -power.im, im: power.re) * 3.0.squareRoot())
        case .fourWireBalanced:
            let power = u.l1 * i.l1.conjugate
            return [power, power, power, power * 3]
        case .threeWireUnbalanced:
            let star = u - u.mean
            return whole(
                star.l1 * i.l1.conjugate + star.l2 * i.l2.conjugate + star.l3 * i.l3.conjugate
            )
        case .threeWireTwoCurrents:
            return whole((u.l1 - u.l2) * i.l1.conjugate + (u.l3 - u.l2) * i.l3.conjugate)
        case .fourWireUnbalanced:
            return three(u.l1 * i.l1.conjugate, u.l2 * i.l2.conjugate, u.l3 * i.l3.conjugate)
        }
    }

    private func currentSquares(_ i: ThreePhasors) -> SIMD4<Double> {
        switch network {
        case .singlePhase, .twoPhase: SIMD4(i.l1.square, 0, 0, 0)
        case .twoPhaseNeutral: SIMD4(i.l1.square, i.l2.square, 0, (i.l1 + i.l2).square)
        case .threeWireBalanced, .fourWireBalanced:
            SIMD4(i.l1.square, i.l1.square, i.l1.square, 0)
        case .threeWireTwoCurrents:
            SIMD4(i.l1.square, (i.l1 + i.l3).square, i.l3.square, 0)
        case .threeWireUnbalanced: SIMD4(i.l1.square, i.l2.square, i.l3.square, 0)
        case .fourWireUnbalanced:
            SIMD4(i.l1.square, i.l2.square, i.l3.square, i[.total].square)
        }
    }

    /// Writes the sums into a measurement.
    func fill(_ measurement: inout Measurement, _ total: ApparentTotal) {
        let volts = voltages.rms
        measurement.terminalVoltage = SIMD4(volts[0], volts[1], volts[2], .nan)
        measurement.lineVoltage = SIMD4(volts[3], volts[4], volts[5], .nan)
        if voltages.hasHarmonics || currents.hasHarmonics {
            measurement.waves = MeasuredWaves(voltages: voltages, currents: currents)
        }
        var elements = ElementReadings()
        for k in 0..<4 {
            elements.active[k] = powers[k].re
            elements.reactive[k] = powers[k].im
        }
        elements.current = currents.rms
        let least = (volts[3] + volts[4] + volts[5]) * elements.current.phaseSum * 1e-13
        elements.active[3] = elements.active[3].unlessBelow(least)
        elements.reactive[3] = elements.reactive[3].unlessBelow(least)
        if network.measures.powers == 0b1000 {
            elements.hasPhases = false
            elements.apparent[3] = wholeApparent(elements, volts)
        } else {
            for k in 0..<3 where Availability.has(network.measures.powers, k) {
                let voltage = network == .fourWireBalanced ? volts[0] : volts[k]
                elements.apparent[k] = voltage * elements.current[k]
            }
            elements.formTotalsWithDistortion(total)
        }
        measurement.elements = elements
    }

    /// Apparent power of a meter without phase powers: that of its one element where there is
    /// one, else √(P² + Q²).
    private func wholeApparent(_ elements: ElementReadings, _ volts: SIMD8<Double>) -> Double {
        switch network {
        case .twoPhase: volts[3] * elements.current[0]
        case .threeWireBalanced: volts[4] * elements.current[0] * 3.0.squareRoot()
        default: Phasor(re: elements.active[3], im: elements.reactive[3]).rms
        }
    }

    /// Whether some element has voltage and its current reaches the starting current.
    func starts(_ threshold: SIMD2<Double>) -> Bool {
        let (volts, amps) = (voltages.rms, currents.rms)
        // By element: the voltage it measures and the current it has.
        let elements: [(Double, Double)] =
            switch network {
            case .singlePhase, .fourWireBalanced: [(volts[0], amps[0])]
            case .twoPhase: [(volts[3], amps[0])]
            case .twoPhaseNeutral: [(volts[0], amps[0]), (volts[1], amps[1])]
            case .threeWireBalanced: [(volts[4], amps[0])]
            case .threeWireTwoCurrents: [(volts[3], amps[0]), (volts[4], amps[2])]
            case .threeWireUnbalanced, .fourWireUnbalanced:
                [(volts[0], amps[0]), (volts[1], amps[1]), (volts[2], amps[2])]
            }
        return elements.contains { $0 >= threshold.y && $1 >= threshold.x && $1 > 0 }
    }
}

extension ElementReadings {
    /// Forms the total; to a vectorial one the distortion powers of the phases are added,
    /// √(S² − P² − Q²) each, as the vector apparent power of IEEE 1459 does.
    mutating func formTotalsWithDistortion(_ total: ApparentTotal) {
        formTotals(total)
        guard total == .vector else { return }
        let rest = apparent * apparent - active * active - reactive * reactive
        var sum = 0.0
        // What is left by rounding alone is no distortion.
        for k in 0..<3 where rest[k] > apparent[k] * apparent[k] * 1e-12 {
            sum += rest[k].squareRoot()
        }
        guard sum > 0 else { return }
        apparent[3] = (apparent[3] * apparent[3] + sum * sum).squareRoot()
    }
}
