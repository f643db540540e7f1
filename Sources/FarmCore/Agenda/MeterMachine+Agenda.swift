internal import LoadProfiles
internal import Metrology
internal import SimulatedTime

extension MeterMachine {
    /// Takes over what the farm's agenda has for the meter from an instant on, in place of what it
    /// had there.
    mutating func takeOver(_ agenda: MeterAgenda, from instant: Instant) {
        if self.agenda == nil {
            let below = script?.below ?? .epoch
            self.agenda = AgendaRun(MeterAgenda(), carriedOutBelow: below)
        }
        self.agenda?.replace(from: instant, with: agenda)
        noteScriptDue()
    }

    /// Takes up the agenda where a state left it.
    ///
    /// - Parameter below: all steps before it have been carried out.
    mutating func takeUp(_ agenda: MeterAgenda?, below: Instant) {
        guard let agenda else { return }
        let run = AgendaRun(agenda, carriedOutBelow: below)
        if let placed = run.run.past.last(where: { $0.step.load != nil }) {
            placed.step.load.map { load = $0 }
        }
        self.agenda = run
        noteScriptDue()
    }

    /// Goes through where the agenda stands: the instant below which all steps have been carried
    /// out.
    func visitAgenda(_ visitor: inout some StateVisitor) -> Instant {
        var below = max(agenda?.run.below ?? .epoch, script?.below ?? .epoch)
        visitor.visit("agenda", &below.microseconds)
        return below
    }

    /// When a scenario may change next how the meter hangs on its bus; nil when none does.
    var nextStationChange: Instant? {
        let changes = [script?.nextStationChange, agenda?.run.nextStationChange]
        return changes.compactMap(\.self).min()
    }
}
