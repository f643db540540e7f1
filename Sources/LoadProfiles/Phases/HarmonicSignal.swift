import Metrology
import SimulatedTime

/// One harmonic of a voltage or current, as signals.
struct HarmonicSignal: Sendable {
    /// The multiple of the mains frequency, 2 to 50.
    let order: Int
    /// RMS value as a share of the fundamental's.
    var ratio: Signal
    /// Against the fundamental of the same wave, degrees of the harmonic's own period.
    var angle: Signal

    /// Whether it is the same for ever.
    var isConstant: Bool { ratio.constant != nil && angle.constant != nil }

    /// Whether seed and meter change it.
    var usesChance: Bool { ratio.source.usesChance || angle.source.usesChance }

    func bound(to zone: CivilZone) -> HarmonicSignal {
        HarmonicSignal(order: order, ratio: ratio.bound(to: zone), angle: angle.bound(to: zone))
    }
}

extension [HarmonicSignal] {
    /// The shape of the wave at a moment.
    func spectrum(at moment: inout SignalMoment) -> Spectrum {
        if isEmpty { return .sine }
        var harmonics: [Spectrum.Harmonic] = []
        harmonics.reserveCapacity(count)
        for index in indices {
            let ratio = self[index].ratio.value(at: &moment)
            guard ratio > 0 else { continue }
            harmonics.append(
                Spectrum.Harmonic(
                    order: self[index].order,
                    ratio: ratio,
                    degrees: self[index].angle.value(at: &moment)
                )
            )
        }
        return harmonics.isEmpty ? .sine : Spectrum(harmonics)
    }
}

/// The harmonics that a profile gives outside its phases.
struct HarmonicWaves: Sendable {
    /// Of all phase voltages, or of each; empty where they are sines.
    var voltages: [[HarmonicSignal]] = []
    /// Of the currents of phases that give none themselves.
    var current: [HarmonicSignal] = []

    func bound(to zone: CivilZone) -> HarmonicWaves {
        HarmonicWaves(
            voltages: voltages.map { $0.map { $0.bound(to: zone) } },
            current: current.map { $0.bound(to: zone) }
        )
    }
}
