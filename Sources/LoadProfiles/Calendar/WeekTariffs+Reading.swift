import Documents
import SimulatedTime

extension WeekTariffs {
    private static let weekend: [Weekday] = [.saturday, .sunday]

    /// Reads the kinds of day, or one day's tariffs for all of them; nil after a complaint.
    ///
    /// The more special wins: a holiday over the day of the week, that over `weekdays` and
    /// `weekend`, these over `other`.
    static func read(_ node: Node, _ names: TariffNames) -> WeekTariffs? {
        guard case .object = node.value else {
            return DayTariffs.read(node, names).map { WeekTariffs(all: $0) }
        }
        guard let object = node.object() else { return nil }
        let before = node.log.faults.count
        func day(_ key: String) -> DayTariffs? {
            object.optional(key).flatMap { DayTariffs.read($0, names) }
        }
        let holiday = day("holidays")
        let (weekdays, weekend, other) = (day("weekdays"), day("weekend"), day("other"))
        let days = Weekday.allCases.map { weekday in
            day(weekday.name) ?? (Self.weekend.contains(weekday) ? weekend : weekdays) ?? other
        }
        object.finish()
        reportUnused(object)
        guard node.log.faults.count == before else { return nil }
        let missing = zip(Weekday.allCases, days).filter { $0.1 == nil }.map(\.0.name)
        guard missing.isEmpty else {
            node.report("nothing is said of \(missing.joined(separator: ", ")); add \"other\"")
            return nil
        }
        return WeekTariffs(days.compactMap { $0 }, holiday: holiday)
    }

    /// Warns of kinds of day that others leave nothing to.
    private static func reportUnused(_ object: ObjectReader) {
        func isWhole(_ group: String, _ days: [Weekday]) -> Bool {
            object.has(group) || days.allSatisfy { object.has($0.name) }
        }
        let working = Weekday.allCases.filter { !weekend.contains($0) }
        for (group, days) in [("weekdays", working), ("weekend", weekend)]
        where object.has(group) && days.allSatisfy({ object.has($0.name) }) {
            object.optional(group)?.warn("is never in force; each of its days has its own tariffs")
        }
        if object.has("other"), isWhole("weekdays", working), isWhole("weekend", weekend) {
            object.optional("other")?.warn("is never in force; all days have tariffs of their own")
        }
    }
}

extension Weekday {
    /// The name that calendars use: `monday`.
    var name: String {
        switch self {
        case .monday: "monday"
        case .tuesday: "tuesday"
        case .wednesday: "wednesday"
        case .thursday: "thursday"
        case .friday: "friday"
        case .saturday: "saturday"
        case .sunday: "sunday"
        }
    }
}
