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
    ///
    /// - Parameter library: where loads are looked up by name; nil leaves them unread.
    public static func read(_ node: Node, library: ProfileLibrary? = nil) -> Scenario? {
        let before = node.log.faults.count
        guard let object = node.object("a scenario") else { return nil }
        let description = object.optional("description")?.string()
        let nodes = object.required("steps", "what happens, step by step")?.array("a list of steps")
        if let nodes, nodes.isEmpty {
            node.log.report(node.pointer.appending("steps"), "is empty; at least one step")
        }
        let steps = (nodes ?? []).compactMap { step($0, library) }
        object.finish(allowing: ["$schema"])
        guard node.log.faults.count == before else { return nil }
        return Scenario(description: description ?? "", steps: steps)
    }

    private static func step(_ node: Node, _ library: ProfileLibrary?) -> Step? {
        guard let object = node.object("a step with \"at\", \"meter\" or \"bus\", and \"do\"")
        else { return nil }
        let time = object.required("at", Time.expected).flatMap(Time.read)
        let target = target(object, node)
        let deed = object.required("do", "what is done")
        _ = object.optional("description")?.string()
        object.finish()
        let reader = ScenarioActionReader(target ?? .meters("*"), library)
        let deeds = deed.flatMap { reader.deeds($0) }
        guard let time, let target, let deeds else { return nil }
        return Step(time, target, deeds.compactMap(\.ofMeter), deeds.compactMap(\.ofBus))
    }

    private static func target(_ object: ObjectReader, _ node: Node) -> Target? {
        let meters = object.optional("meter")
        let buses = object.optional("bus")
        switch (meters, buses) {
        case (let meters?, nil): return pattern(meters).map { .meters($0) }
        case (nil, let buses?): return pattern(buses).map { .buses($0) }
        case (nil, nil): return .farm
        case (_?, _?):
            node.report("has \"meter\" and \"bus\"; one of them")
            return nil
        }
    }

    private static func pattern(_ node: Node) -> String? {
        guard let text = node.string("names such as \"flat-*\"") else { return nil }
        guard text.split(separator: ",").contains(where: { $0.contains { $0 != " " } }) else {
            node.report("is empty; expected names such as \"incomer\" or \"flat-*, shop-?\"")
            return nil
        }
        return text
    }
}

extension Scenario.Time {
    fileprivate static let expected =
        "\"+\" and a duration since the beginning such as \"+1h30m\", or an instant such as "
        + "2026-01-05T12:00:00+01:00"

    /// `"+90s"`, or an instant; nil after a complaint.
    public static func read(_ node: Node) -> Scenario.Time? {
        guard let text = node.string(expected) else { return nil }
        do throws(TimeTextError) {
            guard text.hasPrefix("+") else { return .at(try Instant(rfc3339: text)) }
            return .after(try TimeSpan(String(text.dropFirst())))
        } catch {
            if case .malformed = error {
                node.report("\"\(text)\" cannot be read; expected \(expected)")
            } else {
                node.report(error.description)
            }
            return nil
        }
    }
}
