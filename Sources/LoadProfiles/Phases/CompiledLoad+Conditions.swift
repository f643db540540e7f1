import Metrology
import SimulatedTime

extension CompiledLoad {
    /// Fills in what the site carries at a moment when it adds no other meters.
    ///
    /// Asked millions of times for a meter's year: what it writes to is not copied, and what is
    /// rare stands apart. All fields are written.
    @inline(__always)
    func fill(_ site: inout SiteConditions, at moment: inout SignalMoment) {
        moment.stream = shared
        site.frequency = program.frequency.value(at: &moment)
        let voltages = sourceVoltages(at: &moment)
        if program.shape == .each, countsAll {
            site.l1 = phase(program.phases.l1, streams.l1, voltages.l1, at: &moment)
            site.l2 = phase(program.phases.l2, streams.l2, voltages.l2, at: &moment)
            site.l3 = phase(program.phases.l3, streams.l3, voltages.l3, at: &moment)
        } else {
            fillAlike(&site, voltages, at: &moment)
        }
        if program.harmonics != nil || site.harmonics != nil {
            site.harmonics =
                program.harmonics?.waves(at: &moment, streams: streams, shared: shared)
        }
    }

    /// Voltages to neutral, V: at the meter, or behind the network's impedance.
    @inline(__always)
    func sourceVoltages(at moment: inout SignalMoment) -> PerPhase<Double> {
        guard program.isVoltagePerPhase else {
            moment.stream = shared
            let voltage = program.voltages.l1.value(at: &moment)
            return PerPhase(voltage, voltage, voltage)
        }
        moment.stream = streams.l1
        let first = program.voltages.l1.value(at: &moment)
        moment.stream = streams.l2
        let second = program.voltages.l2.value(at: &moment)
        moment.stream = streams.l3
        return PerPhase(first, second, program.voltages.l3.value(at: &moment))
    }

    /// The phases of a load that gives several at once, or of which not all count.
    @inline(never)
    private func fillAlike(
        _ site: inout SiteConditions,
        _ voltages: PerPhase<Double>,
        at moment: inout SignalMoment
    ) {
        (site.l1, site.l2, site.l3) = (idle(voltages.l1), idle(voltages.l2), idle(voltages.l3))
        switch program.shape {
        case .same:
            let phase = phase(program.phases.l1, streams.l1, voltages.l1, at: &moment)
            if counts.l1 { site.l1 = phase }
            if counts.l2 { site.l2 = phase }
            if counts.l3 { site.l3 = phase }
        case .total:
            moment.stream = shared
            let power = MilliPower(program.phases.l1.demand(at: &moment))
            let parts = power.split(program.shares)
            if counts.l1 { site.l1 = phase(parts.l1, voltages.l1) }
            if counts.l2 { site.l2 = phase(parts.l2, voltages.l2) }
            if counts.l3 { site.l3 = phase(parts.l3, voltages.l3) }
        case .each, .sums:
            if counts.l1 {
                site.l1 = phase(program.phases.l1, streams.l1, voltages.l1, at: &moment)
            }
            if counts.l2 {
                site.l2 = phase(program.phases.l2, streams.l2, voltages.l2, at: &moment)
            }
            if counts.l3 {
                site.l3 = phase(program.phases.l3, streams.l3, voltages.l3, at: &moment)
            }
        }
    }

    /// A phase that is given by signals.
    @inline(__always)
    func phase(
        _ phase: PhaseProgram,
        _ stream: RandomStream,
        _ voltage: Double,
        at moment: inout SignalMoment
    ) -> PhaseConditions {
        moment.stream = stream
        var demand = phase.demand(at: &moment)
        if program.impedance != nil { return sagged(phase, demand, voltage) }
        if phase.isPerVolt {
            demand = Power(active: demand.active * voltage, reactive: demand.reactive * voltage)
        }
        return demand.conditions(voltage: voltage, dead: program.dead)
    }

    /// A phase behind the network's impedance.
    @inline(never)
    private func sagged(_ phase: PhaseProgram, _ demand: Power, _ source: Double)
        -> PhaseConditions
    {
        phase.isPerVolt
            ? program.impedance?.conditions(current: demand, behind: source) ?? program.dead
            : self.phase(MilliPower(demand), source)
    }

    /// A phase that carries nothing.
    func idle(_ voltage: Double) -> PhaseConditions {
        var idle = program.dead
        idle.voltage = voltage
        return idle
    }

    /// A phase with a known power.
    func phase(_ power: MilliPower, _ voltage: Double) -> PhaseConditions {
        guard let impedance = program.impedance else {
            return power.conditions(voltage: voltage)
        }
        return impedance.conditions(power, behind: voltage)
    }
}
