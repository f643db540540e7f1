import Documents
import SimulatedTime

extension DayTariffs {
    /// Reads `[["00:00", 2], ["06:00", 1]]`, or one tariff for the whole day; nil after a
    /// complaint.
    static func read(_ node: Node, _ names: TariffNames) -> DayTariffs? {
        guard case .array = node.value else {
            return names.tariff(node).map { DayTariffs(all: $0) }
        }
        guard let entries = node.array() else { return nil }
        guard !entries.isEmpty else {
            node.report("is empty; expected at least [\"00:00\", 1]")
            return nil
        }
        let changes = entries.map { change($0, names) }
        let known = changes.compactMap { $0 }
        guard known.count == changes.count, isWhole(known, node, entries) else { return nil }
        return DayTariffs(known)
    }

    /// One entry: a time and a tariff.
    private static func change(_ node: Node, _ names: TariffNames) -> Change? {
        guard let parts = node.array("a time and a tariff, such as [\"06:00\", 1]") else {
            return nil
        }
        guard parts.count == 2 else {
            node.report(
                "has \(parts.count) elements; expected a time and a tariff, such as [\"06:00\", 1]"
            )
            return nil
        }
        let (time, tariff) = (parts[0].timeOfDay(), names.tariff(parts[1]))
        guard let time, let tariff else { return nil }
        return Change(time: time, tariff: tariff)
    }

    /// Complains of a day that begins with a gap, and of times out of order.
    private static func isWhole(_ changes: [Change], _ node: Node, _ entries: [Node]) -> Bool {
        var isWhole = true
        if let first = changes.first, first.time != .midnight {
            entries[0].report(
                "nothing is said of 00:00 to \(first.time); the first entry begins at 00:00"
            )
            isWhole = false
        }
        for (k, change) in changes.enumerated().dropFirst() where change.time <= changes[k - 1].time
        {
            entries[k].report(
                "\(change.time) does not come after \(changes[k - 1].time); times ascend"
            )
            isWhole = false
        }
        return isWhole
    }
}
