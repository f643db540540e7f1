import Metrology
import SimulatedTime

/// The shapes of a site's waves, ready to be asked.
///
/// Shapes that never change are one object for all meters of the profile.
final class HarmonicProgram: Sendable {
    private let voltages: PerPhase<[HarmonicSignal]>
    private let isVoltagePerPhase: Bool
    private let currents: PerPhase<[HarmonicSignal]>
    /// Whether nothing changes.
    let isConstant: Bool
    /// What never changes; nil where it may, or where all are sines.
    private let fixed: SiteHarmonics?

    /// The shapes; nil when all are sines.
    ///
    /// - Parameter voltages: none, one wave for all phases, or three.
    init?(voltages: [[HarmonicSignal]], phases: PerPhase<PhaseProgram>) {
        let currents = PerPhase(phases.l1.waves, phases.l2.waves, phases.l3.waves)
        let all = voltages.joined() + currents.l1 + currents.l2 + currents.l3
        guard !all.isEmpty else { return nil }
        let first = voltages.first ?? []
        isVoltagePerPhase = voltages.count == 3
        self.voltages =
            voltages.count == 3
            ? PerPhase(voltages[0], voltages[1], voltages[2]) : PerPhase(first, first, first)
        self.currents = currents
        isConstant = all.allSatisfy(\.isConstant)
        guard isConstant else {
            fixed = nil
            return
        }
        var moment = SignalMoment(.epoch, stream: Seed(0).stream("", ""))
        let (u, i) = (self.voltages, currents)
        let waves = SiteHarmonics(
            voltages: [u.l1, u.l2, u.l3].map { $0.spectrum(at: &moment) },
            currents: [i.l1, i.l2, i.l3].map { $0.spectrum(at: &moment) }
        )
        fixed = waves.areSines ? nil : waves
    }

    /// The shapes at a moment; nil when all are sines.
    ///
    /// - Parameters:
    ///   - streams: the chance of each phase.
    ///   - shared: the chance of what belongs to no phase alone.
    func waves(
        at moment: inout SignalMoment,
        streams: PerPhase<RandomStream>,
        shared: RandomStream
    ) -> SiteHarmonics? {
        if isConstant { return fixed }
        func wave(_ harmonics: [HarmonicSignal], _ stream: RandomStream) -> Spectrum {
            moment.stream = stream
            return harmonics.spectrum(at: &moment)
        }
        let i = [
            wave(currents.l1, streams.l1), wave(currents.l2, streams.l2),
            wave(currents.l3, streams.l3),
        ]
        let u =
            isVoltagePerPhase
            ? [
                wave(voltages.l1, streams.l1), wave(voltages.l2, streams.l2),
                wave(voltages.l3, streams.l3),
            ]
            : Array(repeating: wave(voltages.l1, shared), count: 3)
        let waves = SiteHarmonics(voltages: u, currents: i)
        return waves.areSines ? nil : waves
    }
}
