public import SimulatedTime

extension FarmMemory {
    /// The last instant of which the memory holds anything: a state, or a request.
    public var latest: Instant {
        let states = checkpoints.values.lazy.map(\.bookedUntil).max() ?? .epoch
        let requests = journal.values.lazy.compactMap { $0.last?.instant }.max() ?? .epoch
        return max(states, requests)
    }

    /// Whether it knows a meter: who it is, and what it was like.
    public func holds(_ plan: MeterPlan) -> Bool {
        records[plan.name] != nil && checkpoints[plan.name] != nil
    }
}
