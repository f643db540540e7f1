public import Documents

/// One thing that a step of a scenario does, in words.
public struct ScenarioDeed: Hashable, Sendable {
    /// The step.
    public let step: Scenario.Step
    /// What it does, as it is written.
    public let word: MeterDeeds.Word

    /// All that a scenario does, in the order in which it is written.
    ///
    /// - Parameter document: what the scenario was read from.
    public static func all(of scenario: Scenario, _ document: JSONValue) -> [ScenarioDeed] {
        guard case .object(let members) = document, case .array(let steps)? = members["steps"]
        else { return [] }
        // Each step that is written is one of the scenario, or there would be none.
        return zip(scenario.steps, steps).flatMap { step, written -> [ScenarioDeed] in
            guard case .object(let members) = written, let deeds = members["do"] else { return [] }
            return MeterDeeds.words(of: deeds).map { ScenarioDeed(step: step, word: $0) }
        }
    }
}

extension FarmAgenda.Run {
    /// All that it does, in the order in which it is written; none where it cannot be read any
    /// more.
    public var deeds: [ScenarioDeed] {
        let node = Node(document, log: FaultLog(file: "run"))
        return Scenario.read(node).map { ScenarioDeed.all(of: $0, document) } ?? []
    }
}
