internal import LoadProfiles
public import SimulatedTime

/// What happens to the meters of a farm, and when: a timeline for a run.
///
/// Read from a document by ``read(_:library:)``. A farm's plan binds its steps to meters
/// (``MeterScript``) and buses (``BusScript``).
public struct Scenario: Hashable, Sendable {
    /// When a step happens.
    public enum Time: Hashable, Sendable {
        /// So long after the run begins.
        case after(TimeSpan)
        /// At an instant of virtual time.
        case at(Instant)

        /// Whether it depends on when the run begins.
        var isRelative: Bool { if case .after = self { true } else { false } }

        /// The instant, in a run that begins at `start`.
        public func instant(from start: Instant) -> Instant {
            switch self {
            case .after(let span): start + span
            case .at(let instant): instant
            }
        }
    }

    /// What a step happens to; patterns are those of ``MeterPattern``.
    public enum Target: Hashable, Sendable {
        /// Meters by name.
        case meters(String)
        /// Buses by name.
        case buses(String)
        /// The whole farm.
        case farm
    }

    /// What happens at one time.
    public struct Step: Hashable, Sendable {
        /// When.
        public var time: Time
        /// To whom.
        public var target: Target
        /// What the meters undergo, in this order.
        public var actions: [ScenarioAction]
        /// What the buses undergo, in this order.
        public var busActions: [BusAction]

        /// A step.
        public init(
            _ time: Time,
            _ target: Target,
            _ actions: [ScenarioAction],
            _ busActions: [BusAction] = []
        ) {
            self.time = time
            self.target = target
            self.actions = actions
            self.busActions = busActions
        }

        /// Whether it concerns the meter of a name.
        public func concerns(meter: String) -> Bool {
            guard case .meters(let pattern) = target else { return false }
            return MeterPattern.matches(pattern, meter)
        }

        /// Whether it concerns the bus of a name.
        public func concerns(bus: String) -> Bool {
            switch target {
            case .buses(let pattern): MeterPattern.matches(pattern, bus)
            case .meters, .farm: true
            }
        }
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
}
