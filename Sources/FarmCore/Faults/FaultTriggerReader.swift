internal import Documents
internal import LoadProfiles
internal import SimulatedTime

/// Reads when a fault strikes.
enum FaultTriggerReader {
    private static let counts = 1...1_000_000_000

    static func read(_ node: Node) -> FaultTrigger {
        var trigger = FaultTrigger()
        guard let object = node.object("when the fault strikes, such as { \"every\": 10 }") else {
            return trigger
        }
        object.optional("probability")?.number("a probability", in: 0...1)
            .map { trigger.probability = $0 }
        object.optional("every")?.integer("one in so many requests", in: counts)
            .map { trigger.every = Int64($0) }
        object.optional("skip")?.integer("requests that pass", in: 0...counts.upperBound)
            .map { trigger.skip = Int64($0) }
        trigger.count = object.optional("count")?.integer("strikes", in: counts).map { Int64($0) }
        trigger.from = object.optional("from").flatMap(Scenario.Time.read)
        let end = object.optional("until")
        trigger.until = end.flatMap(Scenario.Time.read)
        trigger.lasts = object.optional("for")?
            .timeSpan(in: .microseconds(1) ... .readableLimit)
        object.finish()
        if let end, let from = trigger.from, let until = trigger.until, from.isNever(before: until)
        {
            end.report("is not later than \"from\"; the fault would never strike")
        }
        return trigger
    }
}

extension Scenario.Time {
    /// Whether it is not before another one, whenever the run begins.
    fileprivate func isNever(before other: Scenario.Time) -> Bool {
        switch (self, other) {
        case (.after(let span), .after(let end)): end <= span
        case (.at(let instant), .at(let end)): end <= instant
        default: false
        }
    }
}
