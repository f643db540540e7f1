internal import FarmCore

/// What scenarios have done, as far as somebody wants to know it and a lesson does not hide it.
struct ScenarioNews: Sendable {
    let plan: FarmPlan
    let wish: EventWish

    /// What a deed is told as; nil where it is not told.
    func change(_ entry: ScenarioTimetable.Entry, _ veil: LessonVeil?) -> FarmChange? {
        let (step, word) = (entry.deed.step, entry.deed.word)
        guard isWanted(step) else { return nil }
        let meters = plan.meters.filter { step.concerns(meter: $0.name) }
        let buses = buses(of: step, meters)
        if let veil, veil.hides(word, ofMeters: meters.map(\.name), onBuses: buses) { return nil }
        let named = buses.count == 1 ? buses.first { !BusPlan.isUnnamed($0) } : nil
        return FarmChange(
            instant: entry.instant,
            meter: meters.count == 1 ? meters[0].name : nil,
            bus: named,
            author: .scenario,
            what: word.what,
            text: "\(word.what)\(whose(step)): \(word.value), by the scenario \(entry.scenario)"
        )
    }

    /// Whether any of those that are meant is wanted.
    private func isWanted(_ step: Scenario.Step) -> Bool {
        switch step.target {
        case .meters:
            wish.meters.contains { step.concerns(meter: plan.meters[$0.number].name) }
        case .buses, .farm:
            !wish.namesMeters
                && wish.buses.contains { step.concerns(bus: plan.buses[$0].name) }
        }
    }

    /// The names of the buses that are meant, or on which the meters hang that are.
    private func buses(of step: Scenario.Step, _ meters: [MeterPlan]) -> [String] {
        if case .meters = step.target { return Set(meters.map(\.bus)).sorted() }
        return plan.buses.map(\.name).filter { step.concerns(bus: $0) }
    }

    private func whose(_ step: Scenario.Step) -> String {
        switch step.target {
        case .meters(let pattern), .buses(let pattern): " of \(pattern)"
        case .farm: ""
        }
    }
}
