public import Documents
internal import LoadProfiles
internal import SimulatedTime

/// The document:
///
/// ```json
/// { "description": "…",
///   "steps": [ { "at": "+90s", "meter": "incomer", "do": { "wiring": { "i1": "reversed" } } },
///              { "at": "2026-01-05T12:00:00+01:00", "meter": "flat-*", "do": [ … ] } ] }
/// ```
extension Scenario {
    /// Reads a scenario; faults go to the node's log, and nil comes back if there is any.
    public static func read(_ node: Node) -> Scenario? {
        let before = node.log.faults.count
        guard let object = node.object("a scenario") else { return nil }
        let description = object.optional("description")?.string()
        let nodes = object.required("steps", "what happens, step by step")?.array("a list of steps")
        if let nodes, nodes.isEmpty {
            node.log.report(node.pointer.appending("steps"), "is empty; at least one step")
        }
        let steps = (nodes ?? []).compactMap(step)
        object.finish(allowing: ["$schema"])
        guard node.log.faults.count == before else { return nil }
        return Scenario(description: description ?? "", steps: steps)
    }

    private static func step(_ node: Node) -> Step? {
        guard let object = node.object("a step with \"at\", \"meter\" and \"do\"") else {
            return nil
        }
        let time = object.required("at", expectedTime).flatMap(time)
        let meters = object.required("meter", "the names of meters such as \"flat-*\"")
            .flatMap(pattern)
        let actions = object.required("do", "what is done").flatMap(ScenarioActionReader.actions)
        _ = object.optional("description")?.string()
        object.finish()
        guard let time, let meters, let actions else { return nil }
        return Step(time, meters: meters, actions)
    }

    private static let expectedTime =
        "\"+\" and a duration since the beginning such as \"+1h30m\", or an instant such as "
        + "2026-01-05T12:00:00+01:00"

    /// `"+90s"`, or an instant.
    private static func time(_ node: Node) -> Time? {
        guard let text = node.string(expectedTime) else { return nil }
        do throws(TimeTextError) {
            guard text.hasPrefix("+") else { return .at(try Instant(rfc3339: text)) }
            return .after(try TimeSpan(String(text.dropFirst())))
        } catch {
            if case .malformed = error {
                node.report("\"\(text)\" cannot be read; expected \(expectedTime)")
            } else {
                node.report(error.description)
            }
            return nil
        }
    }

    private static func pattern(_ node: Node) -> String? {
        guard let text = node.string("the names of meters such as \"flat-*\"") else { return nil }
        guard text.split(separator: ",").contains(where: { $0.contains { $0 != " " } }) else {
            node.report("names no meter; expected names such as \"incomer\" or \"flat-*, shop-?\"")
            return nil
        }
        return text
    }
}
