internal import Documents
internal import Metrology

extension MeterDeeds {
    /// What a front asks of its meter, in the words in which a scenario says it; nil for actions
    /// that no key brings about.
    public init?(ofFront actions: [ScenarioAction]) {
        let written = actions.compactMap(\.writtenByFront)
        guard !actions.isEmpty, written.count == actions.count else { return nil }
        self.init(Node(.array(written), log: FaultLog(file: "front")), meter: "*")
    }
}

extension ScenarioAction {
    /// The action as a scenario writes it; nil for one that no key brings about.
    fileprivate var writtenByFront: JSONValue? {
        switch self {
        case .set(let values): .object(["set": .object(values.mapValues(\.written))])
        case .reset(let scopes):
            .object(["reset": .array(scopes.map { .string($0.rawValue) })])
        case .partials(let verb, .named(let names)):
            .object(["partials": .object([verb.rawValue: .array(names.map { .string($0) })])])
        case .partials(let verb, .all): .object(["partials": .string(verb.rawValue)])
        default: nil
        }
    }
}

extension ScenarioAction.SettingValue {
    fileprivate var written: JSONValue {
        switch self {
        case .number(let number): .number(number)
        case .choice(let name): .string(name)
        }
    }
}
