internal import LoadProfiles
public import SimulatedTime

/// What happens to the meters of a farm, and when: a timeline for a run.
///
/// Read from a document by ``read(_:)``; a meter carries out an action by
/// ``MeterMachine/carryOut(_:at:)``.
public struct Scenario: Hashable, Sendable {
    /// When a step happens.
    public enum Time: Hashable, Sendable {
        /// So long after the run begins.
        case after(TimeSpan)
        /// At an instant of virtual time.
        case at(Instant)

        /// The instant, in a run that begins at `start`.
        public func instant(from start: Instant) -> Instant {
            switch self {
            case .after(let span): start + span
            case .at(let instant): instant
            }
        }
    }

    /// What happens to some meters at one time.
    public struct Step: Hashable, Sendable {
        /// When.
        public var time: Time
        /// The names of the meters, with `*`, `?` and commas as ``MeterPattern`` has them.
        public var meters: String
        /// What is done, in this order.
        public var actions: [ScenarioAction]

        /// A step.
        public init(_ time: Time, meters: String, _ actions: [ScenarioAction]) {
            self.time = time
            self.meters = meters
            self.actions = actions
        }

        /// Whether it concerns the meter of a name.
        public func concerns(_ meter: String) -> Bool { MeterPattern.matches(meters, meter) }
    }

    /// What the file says it is for; empty when it does not.
    public var description: String
    /// The steps in the order of the file.
    public var steps: [Step]

    /// A scenario.
    public init(description: String = "", steps: [Step]) {
        self.description = description
        self.steps = steps
    }

    /// The steps by time, in a run that begins at `start`; steps of one instant keep the order of
    /// the file.
    public func timeline(from start: Instant) -> [(instant: Instant, step: Step)] {
        let placed = steps.enumerated().map { (place: $0, at: $1.time.instant(from: start), $1) }
        return placed.sorted { ($0.at, $0.place) < ($1.at, $1.place) }.map { ($0.at, $0.2) }
    }
}
