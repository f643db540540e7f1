internal import SimulatedTime

/// What scenarios do to one bus.
public struct BusScript: Hashable, Sendable {
    /// One thing at one time.
    public struct Step: Hashable, Sendable {
        /// When.
        public var time: Scenario.Time
        /// What.
        public var action: BusAction

        /// A step.
        public init(_ time: Scenario.Time, _ action: BusAction) {
            self.time = time
            self.action = action
        }
    }

    /// The steps in the order of the scenarios.
    public var steps: [Step] = []

    /// Nothing.
    public init() {}

    /// The steps by time in a run that began at an instant; steps of one instant keep their order.
    func placed(from began: Instant) -> [(instant: Instant, action: BusAction)] {
        let placed = steps.enumerated()
            .map { (place: $0, at: $1.time.instant(from: began), action: $1.action) }
        return placed.sorted { ($0.at, $0.place) < ($1.at, $1.place) }.map { ($0.at, $0.action) }
    }
}
