public import SimulatedTime

/// What the farm's agenda has for one meter, each thing at an instant.
public struct MeterAgenda: Sendable {
    /// What happens, in the order of time.
    public var steps: [MeterScript.Step] = []
    /// From when on the loads of the farm's own scenarios come from the agenda: bound anew, since
    /// other loads were put there.
    public var loadsFrom = Instant.distantFuture

    /// Nothing.
    public init() {}
}

/// The agenda of a meter: where it stands.
struct AgendaRun {
    private(set) var run: ScriptRun
    /// From when to when the loads of the scenarios of the farm file come from the agenda.
    private(set) var loads: Range<Instant>

    /// An agenda that begins.
    ///
    /// - Parameter instant: all steps before it have been carried out.
    init(_ agenda: MeterAgenda, carriedOutBelow instant: Instant) {
        run = ScriptRun(
            MeterScript(agenda.steps, mark: 0),
            from: .epoch,
            carriedOutBelow: instant
        )
        loads = agenda.loadsFrom..<Instant.distantFuture
    }

    /// The agenda with other steps from an instant on.
    mutating func replace(from instant: Instant, with agenda: MeterAgenda) {
        run = run.replaced(from: instant, with: agenda.steps)
        let first = min(loads.lowerBound, agenda.loadsFrom)
        let hasLoads = agenda.loadsFrom < .distantFuture
        loads = first..<(hasLoads ? .distantFuture : max(first, min(loads.upperBound, instant)))
    }

    /// When the next step is due; far away when there is none.
    var due: Instant { run.due }

    /// Takes the next step that is due.
    mutating func take(by instant: Instant) -> ScriptRun.Placed? { run.take(by: instant) }
}

extension ScriptRun {
    /// The run with other steps from an instant on.
    ///
    /// Of those that have been carried out the last one is kept, which tells where the run stands,
    /// and the last load.
    func replaced(from instant: Instant, with steps: [MeterScript.Step]) -> ScriptRun {
        let load = past.last { $0.step.load != nil }
        let last = past.last
        var kept: [Placed] = []
        if let load, load.instant != last?.instant { kept.append(load) }
        if let last { kept += past.filter { $0.instant == last.instant } }
        kept += future.filter { $0.instant < instant }
        let placed = kept.map {
            MeterScript.Step(.at($0.instant), $0.step.action, load: $0.step.load)
        }
        return ScriptRun(
            MeterScript(placed + steps, mark: mark),
            from: began,
            carriedOutBelow: below
        )
    }
}
