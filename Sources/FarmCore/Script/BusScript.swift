public import SimulatedTime

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

    /// A step at its instant.
    public struct Placed: Hashable, Sendable {
        /// When.
        public var instant: Instant
        /// What.
        public var action: BusAction
        /// Whether it was put on the farm's agenda while the farm ran.
        public var isOfAgenda = false

        /// A step.
        public init(_ instant: Instant, _ action: BusAction, isOfAgenda: Bool = false) {
            self.instant = instant
            self.action = action
            self.isOfAgenda = isOfAgenda
        }
    }

    /// The steps by time in a run that began at an instant; steps of one instant keep their order.
    func placed(from began: Instant) -> [Placed] {
        steps.map { Placed($0.time.instant(from: began), $0.action) }.ordered
    }
}

extension [BusScript.Placed] {
    /// By time; steps of one instant keep their order.
    var ordered: [BusScript.Placed] {
        enumerated().sorted { ($0.element.instant, $0.offset) < ($1.element.instant, $1.offset) }
            .map(\.element)
    }
}
