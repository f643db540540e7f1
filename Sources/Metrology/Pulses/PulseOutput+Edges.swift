extension PulseOutput {
    /// Counts `steps` equal steps like ``add(energyPerStep:steps:start:step:)`` and delivers every
    /// edge in order.
    ///
    /// An edge is delivered by the stretch that causes it: a pulse that is on at the end of a
    /// stretch is switched off by a later one. Costs as much as there are pulses due.
    ///
    /// - Parameters:
    ///   - energy: of one step, millijoules; negative counts as none.
    ///   - steps: how many.
    ///   - start: the beginning of the first step, microseconds since the epoch.
    ///   - step: the length of one step, microseconds.
    ///   - report: called with each edge.
    public mutating func add(
        energyPerStep energy: Int64,
        steps: Int64,
        start: Int64,
        step: Int64,
        edges report: (PulseEdge) -> Void
    ) {
        guard steps > 0 else { return }
        let flow = units(energy)
        guard let total = sum(flow, steps) else {
            let (half, rest) = (steps / 2, steps - steps / 2)
            add(energyPerStep: energy, steps: half, start: start, step: step, edges: report)
            let middle = start + half * step
            add(energyPerStep: energy, steps: rest, start: middle, step: step, edges: report)
            return
        }
        let stretch = stretch(flow, start: start, step: step)
        let due = keepResidue(of: total)
        // A pulse that ended at the start was switched off by the stretch before.
        var end: Int64? = pulseEnd > start ? pulseEnd : nil
        for k in 0..<due {
            arrive(at: stretch.instant(k + 1), reportingEndAt: &end, report)
        }
        drain(through: start + steps * step, reportingEndAt: &end, report)
        if let end, end <= start + steps * step { report(PulseEdge(instant: end, isOn: false)) }
    }

    private mutating func arrive(
        at instant: Int64,
        reportingEndAt end: inout Int64?,
        _ report: (PulseEdge) -> Void
    ) {
        drain(through: instant, reportingEndAt: &end, report)
        let before = pulses
        arrive(at: instant)
        if pulses != before { reportPulse(at: instant, endBefore: &end, report) }
    }

    private mutating func drain(
        through instant: Int64,
        reportingEndAt end: inout Int64?,
        _ report: (PulseEdge) -> Void
    ) {
        while backlog > 0, lineFree <= instant {
            let beginning = lineFree
            drain(through: beginning)
            reportPulse(at: beginning, endBefore: &end, report)
        }
    }

    /// Reports the end of the pulse before and the beginning of this one.
    private func reportPulse(
        at instant: Int64,
        endBefore end: inout Int64?,
        _ report: (PulseEdge) -> Void
    ) {
        if let before = end { report(PulseEdge(instant: before, isOn: false)) }
        report(PulseEdge(instant: instant, isOn: true))
        end = pulseEnd
    }
}
