internal import Documents
internal import LoadProfiles
internal import SimulatedTime

/// Reads how much longer an answer takes.
enum FaultDelayReader {
    static func read(_ node: Node) -> FaultDelay? {
        guard case .object = node.value else { return span(node).map { .constant($0) } }
        guard let object = node.object() else { return nil }
        let keys = ["uniform", "normal", "longTail"]
        let given = keys.filter(object.has)
        let found = keys.compactMap { key in
            object.optional(key).flatMap { distribution(key, $0) }
        }
        object.finish()
        guard given.count == 1 else {
            node.report(
                "needs exactly one of \"uniform\", \"normal\" and \"longTail\", or is a duration"
            )
            return nil
        }
        return found.first
    }

    private static func distribution(_ key: String, _ node: Node) -> FaultDelay? {
        switch key {
        case "uniform": uniform(node)
        case "normal":
            pair(node, "mean", "deviation").map { .normal(mean: $0.0, deviation: $0.1) }
        default: longTail(node)
        }
    }

    private static func span(_ node: Node) -> TimeSpan? {
        node.timeSpan(in: .zero...FaultDelay.limit)
    }

    private static func uniform(_ node: Node) -> FaultDelay? {
        let what = "two durations such as [\"50ms\", \"300ms\"]"
        guard let nodes = node.array(what) else { return nil }
        guard nodes.count == 2 else {
            node.report("has \(nodes.count) elements; \(what)")
            return nil
        }
        guard let low = span(nodes[0]), let high = span(nodes[1]) else { return nil }
        guard low <= high else {
            node.report("begins with the greater number; \(what)")
            return nil
        }
        return .uniform(low...high)
    }

    private static func pair(_ node: Node, _ first: String, _ second: String)
        -> (TimeSpan, TimeSpan)?
    {
        guard let object = node.object("\"\(first)\" and \"\(second)\"") else { return nil }
        let spans = [first, second].map { object.required($0, "a duration").flatMap(span) }
        object.finish()
        guard let a = spans[0], let b = spans[1] else { return nil }
        return (a, b)
    }

    private static func longTail(_ node: Node) -> FaultDelay? {
        guard let (median, worst) = pair(node, "median", "worst") else { return nil }
        guard median <= worst else {
            node.report("has a \"median\" that is above \"worst\"; the median is at most the worst")
            return nil
        }
        return .longTail(median: median, worst: worst)
    }
}
