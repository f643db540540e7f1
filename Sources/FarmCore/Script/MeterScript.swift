public import LoadProfiles
internal import SimulatedTime

/// What scenarios do to one meter.
public struct MeterScript: Sendable {
    /// One thing at one time.
    public struct Step: Sendable {
        /// When.
        public var time: Scenario.Time
        /// What.
        public var action: ScenarioAction
        /// The load that the action connects, bound to the meter; nil for any other action.
        public var load: CompiledLoad?

        /// A step.
        public init(_ time: Scenario.Time, _ action: ScenarioAction, load: CompiledLoad? = nil) {
            self.time = time
            self.action = action
            self.load = load
        }
    }

    /// The steps in the order of the scenarios.
    public var steps: [Step]
    /// Tells one set of scenarios from another.
    public var mark: Int64

    /// A script.
    public init(_ steps: [Step], mark: Int64) {
        self.steps = steps
        self.mark = mark
    }
}

/// A script in a run that has begun: where it stands.
///
/// A value: what has been carried out belongs to the meter's state.
struct ScriptRun {
    /// A step at its instant.
    struct Placed {
        let instant: Instant
        let step: MeterScript.Step
    }

    /// All steps by time; steps of one instant keep their order.
    private let placed: [Placed]
    private let script: [MeterScript.Step]
    private var next = 0
    let mark: Int64
    /// The instant from which the steps' times count.
    let began: Instant

    /// The script of a run that begins at an instant.
    init(_ script: MeterScript, from began: Instant) {
        self.init(script, from: began, carriedOutBelow: .epoch)
    }

    /// The script of a run that goes on: all steps before an instant have been carried out.
    init(_ script: MeterScript, from began: Instant, carriedOutBelow instant: Instant) {
        self.began = began
        mark = script.mark
        self.script = script.steps
        let steps = script.steps.enumerated()
            .map { (place: $0, placed: Placed(instant: $1.time.instant(from: began), step: $1)) }
        placed = steps.sorted { ($0.placed.instant, $0.place) < ($1.placed.instant, $1.place) }
            .map(\.placed)
        next = placed.firstIndex { $0.instant >= instant } ?? placed.count
    }

    /// The same steps in a run that began earlier.
    func counted(from began: Instant, carriedOutBelow instant: Instant) -> ScriptRun {
        ScriptRun(MeterScript(script, mark: mark), from: began, carriedOutBelow: instant)
    }

    /// The instant of the next step; far away when there is none.
    var due: Instant { placed.indices.contains(next) ? placed[next].instant : .distantFuture }

    /// The steps that have been carried out.
    var past: ArraySlice<Placed> { placed[..<next] }

    /// The steps that are still to come.
    var future: ArraySlice<Placed> { placed[next...] }

    /// The instant below which all steps have been carried out; the epoch when none has.
    var below: Instant { (past.last?.instant).map { $0 + .microseconds(1) } ?? .epoch }

    /// When the meter's place on the bus may change next; nil when it never will.
    var nextStationChange: Instant? {
        placed[next...].first { $0.step.action.changesStation }?.instant
    }

    /// Takes the next step that is due.
    mutating func take(by instant: Instant) -> Placed? {
        guard due <= instant else { return nil }
        defer { next += 1 }
        return placed[next]
    }
}
