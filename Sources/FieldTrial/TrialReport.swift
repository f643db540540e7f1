/// What a trial is to be.
public struct TrialOptions: Sendable {
    /// The seed of everything.
    public var seed: UInt64
    /// How many events at most.
    public var steps: Int
    /// What farms are made of: names of models.
    public var models = TrialOptions.usualModels
    /// What is wrong on purpose.
    public var sabotage: Sabotage?
    /// Told of every event, as text.
    public var listener: (@Sendable (String) -> Void)?

    /// What farms are made of: a fixed choice of every kind of map, so that a seed means the same
    /// farm however the library grows.
    public static let usualModels = [
        "eastron-sdm120", "eastron-sdm630", "legrand-004677", "legrand-412083",
        "meterfarm-reference", "socomec-countis-e43", "socomec-countis-e44", "sunspec-203",
        "sunspec-213",
    ]

    /// A trial of a seed.
    public init(seed: UInt64, steps: Int = 20_000) {
        (self.seed, self.steps) = (seed, steps)
    }
}

/// What a trial has shown.
public struct TrialReport: Sendable {
    /// The seed.
    public let seed: UInt64
    /// A hash over every byte and every event.
    public let hash: UInt64
    /// How often things happened, by name.
    public let counts: [String: Int]
    /// What must not be; nil when all was well.
    public let violation: Violation?
}

extension TrialReport: CustomStringConvertible {
    /// For people: the violation with the last events and how to see it again, or the counts.
    public var description: String {
        let again = "fieldtrial --seed \(seed)"
        guard let violation else {
            let counts = counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
            return "seed \(seed): all is well; \(counts.joined(separator: ", "))"
        }
        return """
            seed \(seed): \(violation.rule.rawValue) is violated
              at \(Double(violation.hostTime) / 1e9) s, \(violation.place): \(violation.text)
            the last events:
            \(violation.events.map { "  " + $0 }.joined(separator: "\n"))
            to see it again: \(again)
            """
    }
}
