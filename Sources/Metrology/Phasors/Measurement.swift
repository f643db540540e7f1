import RealModule

/// What a meter sees while the site's conditions stand still: every instantaneous value.
///
/// Values are at the primary with the *configured* ratios applied (metrology.md B.6); what the
/// network type cannot measure is NaN. Powers are whole milliwatts per refresh second, so that
/// power and energy agree exactly.
public struct Measurement: Sendable {
    /// Phase voltages, V; the fourth is unused.
    public internal(set) var voltage = SIMD4<Double>(repeating: .nan)
    /// Line voltages U12, U23, U31, V.
    public internal(set) var lineVoltage = SIMD4<Double>(repeating: .nan)
    /// Phase currents and the neutral current, A.
    public internal(set) var current = SIMD4<Double>(repeating: .nan)
    /// Active power of the phases and in total, W.
    public internal(set) var active = SIMD4<Double>(repeating: .nan)
    /// Reactive power of the phases and in total, var.
    public internal(set) var reactive = SIMD4<Double>(repeating: .nan)
    /// Apparent power of the phases and in total, VA.
    public internal(set) var apparent = SIMD4<Double>(repeating: .nan)
    /// The frequency, Hz.
    public internal(set) var frequency = Double.nan
    /// Positive- and negative-sequence voltage, V at the primary; NaN on a single phase.
    public internal(set) var sequence = SIMD2<Double>(repeating: .nan)
    /// Factors from the primary back to the meter's inputs: 1/kCT and 1/kVT as configured.
    public internal(set) var toSecondary = SIMD2<Double>(repeating: 1)
    /// Whether any current reaches the starting current while its voltage is there.
    public internal(set) var registers = false

    /// Nothing measured yet.
    public init() {}

    /// What a meter sees.
    ///
    /// - Parameters:
    ///   - site: what the installation really carries.
    ///   - installation: transformers and wires as they really are.
    ///   - ratios: the ratios programmed in the meter.
    ///   - network: how the meter is set up.
    ///   - design: what its maker decided.
    public init(
        of site: SiteConditions,
        through installation: Installation,
        ratios: ConfiguredRatios,
        network: NetworkType,
        design: MeterDesign
    ) {
        let ct = ratios.currentTransformer.ratio
        let vt = ratios.voltageTransformer.ratio
        // Displayed = true × configured / installed; one factor, so that equal ratios are exact.
        let inputs = MeterInputs(
            voltages: installation.wiring.voltages(site.voltages)
                * (vt / installation.voltageTransformer.ratio),
            currents: installation.wiring.currents(site.currents)
                * (ct / installation.currentTransformer.ratio)
        )
        frequency = site.frequency
        toSecondary = SIMD2(1 / ct, 1 / vt)
        switch network {
        case .singlePhase: measureSinglePhase(inputs)
        default: measureFourWires(inputs)
        }
        formTotals(network: network, design: design)
        registers = reachesStart(inputs, network: network, design: design)
    }
}

/// The phasors at a meter's terminals, multiplied by the configured ratios.
struct MeterInputs {
    var voltages: ThreePhasors
    var currents: ThreePhasors
}

extension Measurement {
    private mutating func measureSinglePhase(_ inputs: MeterInputs) {
        measureElement(0, inputs.voltages.l1, inputs.currents.l1)
    }

    private mutating func measureFourWires(_ inputs: MeterInputs) {
        let (u, i) = (inputs.voltages, inputs.currents)
        measureElement(0, u.l1, i.l1)
        measureElement(1, u.l2, i.l2)
        measureElement(2, u.l3, i.l3)
        lineVoltage = SIMD4((u.l1 - u.l2).rms, (u.l2 - u.l3).rms, (u.l3 - u.l1).rms, .nan)
        current[3] = i[.total].rms
        let (a, a2) = (Phasor.a, Phasor.a.conjugate)
        let positive = (u.l1 + a * u.l2 + a2 * u.l3) * (1 / 3)
        let negative = (u.l1 + a2 * u.l2 + a * u.l3) * (1 / 3)
        sequence = SIMD2(positive.rms, negative.rms)
    }

    /// One measuring element: S = V I*, quantised to the milliunit.
    private mutating func measureElement(_ k: Int, _ u: Phasor, _ i: Phasor) {
        let s = u * i.conjugate
        voltage[k] = u.rms
        current[k] = i.rms
        active[k] = s.re.toMilli
        reactive[k] = s.im.toMilli
        apparent[k] = (voltage[k] * current[k]).toMilli
    }

    private mutating func formTotals(network: NetworkType, design: MeterDesign) {
        guard network != .singlePhase else {
            active[3] = active[0]
            reactive[3] = reactive[0]
            apparent[3] = apparent[0]
            return
        }
        active[3] = (active[0] + active[1] + active[2]).toMilli
        reactive[3] = (reactive[0] + reactive[1] + reactive[2]).toMilli
        switch design.apparentTotal {
        case .vector: apparent[3] = Double.hypot(active[3], reactive[3]).toMilli
        case .arithmetic: apparent[3] = (apparent[0] + apparent[1] + apparent[2]).toMilli
        }
    }

    /// B.7: nothing is registered when in every phase the current is below the starting current
    /// or the voltage is missing.
    private func reachesStart(
        _ inputs: MeterInputs,
        network: NetworkType,
        design: MeterDesign
    ) -> Bool {
        let phases = network == .singlePhase ? 1 : 3
        return (0..<phases).contains { k in
            voltage[k] * toSecondary.y >= design.phaseDetection
                && current[k] * toSecondary.x >= design.startingCurrent && current[k] > 0
        }
    }
}

extension Double {
    /// Rounded to a thousandth: the milliwatt that is the grain of the truth.
    var toMilli: Double { (self * 1000).rounded() / 1000 }
}
