internal import Documents
internal import FarmCore

extension FaultState {
    /// A fault with its counts.
    func output(bus: String) -> JSONOutput {
        var document: [String: JSONValue] = [:]
        if case .object(let members)? = plan.document { document = members }
        var target: [String: JSONValue] = [:]
        if case .object(let members)? = document["target"] { target = members }
        // What a step of a scenario, or the place where it was armed, has added.
        plan.target.bus.map { target["bus"] = .string($0) }
        plan.target.meter.map { target["meter"] = .string($0) }
        return [
            "name": .text(plan.name), "bus": .text(bus),
            "description": plan.description.isEmpty ? .null : .text(plan.description),
            "target": JSONOutput(.object(target)),
            "trigger": JSONOutput(document["trigger"] ?? .object([:])),
            "effect": JSONOutput(document["effect"] ?? .string(tally.effect)),
            "summary": .text(tally.effect), "seen": .integer(tally.matched),
            "struck": .integer(tally.fired), "isSpent": .bool(tally.isSpent),
        ]
    }
}
