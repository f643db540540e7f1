import Metrology

/// The harmonic currents of several meters, added as phasors phase by phase.
///
/// Angles are against the phase's own voltage, by the h-th part of a turn for order h: every
/// meter of a site sees the same.
struct HarmonicCurrents {
    /// By phase and order; empty as long as all are sines.
    private var phasors: [Phasor] = []

    private static let stride = Spectrum.orders.upperBound + 1

    /// Whether nothing was added but sines.
    var isEmpty: Bool { phasors.isEmpty }

    /// Adds what a meter carries.
    mutating func add(_ site: SiteConditions) {
        guard let waves = site.harmonics else { return }
        add(waves.currents[0], of: site.l1, at: 0)
        add(waves.currents[1], of: site.l2, at: Self.stride)
        add(waves.currents[2], of: site.l3, at: 2 * Self.stride)
    }

    private mutating func add(_ wave: Spectrum, of phase: PhaseConditions, at start: Int) {
        let fundamental = MilliPower(phase).current(at: phase.voltage)
        guard !wave.isSine, fundamental != .zero else { return }
        if phasors.isEmpty { phasors = Array(repeating: .zero, count: 3 * Self.stride) }
        let (rms, degrees) = (fundamental.rms, fundamental.degrees)
        for harmonic in wave.harmonics {
            let place = start + harmonic.order
            phasors[place] =
                phasors[place]
                + Phasor(
                    rms: rms * harmonic.ratio,
                    degrees: Double(harmonic.order) * degrees + harmonic.degrees
                )
        }
    }

    /// The sum on a phase (0 to 2) against the fundamental that flows there.
    ///
    /// A sine where no fundamental is left to be relative to.
    func wave(of phase: Int, fundamental: Phasor) -> Spectrum {
        guard !phasors.isEmpty, fundamental != .zero else { return .sine }
        let (rms, degrees) = (fundamental.rms, fundamental.degrees)
        let harmonics = Spectrum.orders.compactMap { order -> Spectrum.Harmonic? in
            let sum = phasors[phase * Self.stride + order]
            guard sum != .zero else { return nil }
            let turn = (sum.degrees - Double(order) * degrees).truncatingRemainder(dividingBy: 360)
            return Spectrum.Harmonic(order: order, ratio: sum.rms / rms, degrees: turn)
        }
        return Spectrum(harmonics)
    }
}
