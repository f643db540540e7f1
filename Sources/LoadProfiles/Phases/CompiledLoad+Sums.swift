import Metrology
import SimulatedTime

/// What the meters of one `sumOf` carry together.
struct MeterTotal {
    /// With losses.
    var power = PerPhase(MilliPower.zero, .zero, .zero)
    var harmonics = HarmonicCurrents()
}

extension CompiledLoad {
    /// What a site carries that adds other meters on at least one of its phases.
    func summed(at moment: inout SignalMoment) -> SiteConditions {
        let voltages = sourceVoltages(at: &moment)
        moment.stream = shared
        let frequency = program.frequency.value(at: &moment)
        let phases = program.phases
        let l1 = total(of: phases.l1, at: &moment)
        let l2 = phases.l2 === phases.l1 ? l1 : total(of: phases.l2, at: &moment)
        let l3 = phases.l3 === phases.l1 ? l1 : total(of: phases.l3, at: &moment)
        var conditions = SiteConditions(
            l1: phase(0, l1, voltages.l1, at: &moment),
            l2: phase(1, l2, voltages.l2, at: &moment),
            l3: phase(2, l3, voltages.l3, at: &moment),
            frequency: frequency,
            harmonics: program.harmonics?.waves(at: &moment, streams: streams, shared: shared)
        )
        let totals = [l1, l2, l3]
        if totals.contains(where: { $0?.harmonics.isEmpty == false }) {
            conditions.harmonics = waves(of: totals, in: conditions)
        }
        return conditions
    }

    /// One phase: what its meters carry there, or what its signals say.
    private func phase(
        _ index: Int,
        _ total: MeterTotal?,
        _ voltage: Double,
        at moment: inout SignalMoment
    ) -> PhaseConditions {
        guard counts[index] else { return idle(voltage) }
        if let total { return phase(total.power[index], voltage) }
        return phase(program.phases[index], streams[index], voltage, at: &moment)
    }

    /// What the meters of a phase's sum carry; nil where the phase is given by signals.
    private func total(of phase: PhaseProgram, at moment: inout SignalMoment) -> MeterTotal? {
        guard let sum = phase.sum else { return nil }
        var total = MeterTotal()
        if let sums, phase.slot < sums.loads.count {
            // By index: iterating would copy each load.
            for index in sums.loads[phase.slot].indices {
                let piece = sums.loads[phase.slot][index].piece(at: moment.instant)
                moment.limit(piece.until)
                total.power.l1 = total.power.l1 + MilliPower(piece.conditions.l1)
                total.power.l2 = total.power.l2 + MilliPower(piece.conditions.l2)
                total.power.l3 = total.power.l3 + MilliPower(piece.conditions.l3)
                total.harmonics.add(piece.conditions)
            }
        }
        moment.stream = streams.l1
        total.power.l1 = sum.withLosses(total.power.l1, at: &moment)
        moment.stream = streams.l2
        total.power.l2 = sum.withLosses(total.power.l2, at: &moment)
        moment.stream = streams.l3
        total.power.l3 = sum.withLosses(total.power.l3, at: &moment)
        return total
    }

    /// The waves of a site where some currents are those of other meters.
    private func waves(of totals: [MeterTotal?], in site: SiteConditions) -> SiteHarmonics? {
        let phases = site.phases
        let currents = totals.indices.map { index in
            guard let total = totals[index] else {
                return site.harmonics?.currents[index] ?? .sine
            }
            let fundamental = MilliPower(phases[index]).current(at: phases[index].voltage)
            return total.harmonics.wave(of: index, fundamental: fundamental)
        }
        let waves = SiteHarmonics(voltages: site.harmonics?.voltages ?? [], currents: currents)
        return waves.areSines ? nil : waves
    }
}
