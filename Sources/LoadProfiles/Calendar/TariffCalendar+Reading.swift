public import Documents
import SimulatedTime

extension TariffCalendar {
    /// Reads a calendar; faults go to the node's log, and nil comes back if there is any.
    ///
    /// - Parameters:
    ///   - node: the whole document.
    ///   - tariffs: the tariffs there are.
    public static func read(_ node: Node, tariffs: ClosedRange<Int> = 1...4) -> TariffCalendar? {
        let before = node.log.faults.count
        guard let object = node.object("a tariff calendar") else { return nil }
        let description = object.optional("description")?.string()
        let zone = object.optional("timeZone")?.civilZone()
        let namesNode = object.optional("tariffs")
        let names = namesNode.map { TariffNames($0, range: tariffs) } ?? TariffNames(range: tariffs)
        let holidayNode = object.optional("holidays")
        let holidays = holidayNode.map { HolidayRules($0) } ?? HolidayRules()
        let year = year(object, names)
        object.finish(allowing: ["$schema"])
        guard let year, node.log.faults.count == before else { return nil }
        let calendar = TariffCalendar(
            description: description,
            timeZone: zone,
            weeks: year.weeks,
            weekOfDay: year.weekOfDay,
            holidays: holidays
        )
        for name in names.unused(calendar.tariffs) {
            namesNode?.log.warn(
                (namesNode ?? node).pointer.appending(name),
                "is never in force"
            )
        }
        if !year.weeks.contains(where: { $0.holiday != nil }) {
            holidayNode?.warn("no kind of day is \"holidays\", so that these are days like others")
        } else if holidays.isEmpty {
            node.warn("there are tariffs for \"holidays\", but none is listed")
        }
        return calendar
    }

    /// The seasons, or the days that are the same all year.
    private static func year(_ object: ObjectReader, _ names: TariffNames) -> SeasonReading? {
        let (seasons, days) = (object.optional("seasons"), object.optional("days"))
        switch (seasons, days) {
        case (let seasons?, nil): return SeasonReading(seasons, names)
        case (nil, let days?):
            return WeekTariffs.read(days, names).map { SeasonReading(allYear: $0) }
        case (nil, nil):
            object.node.report("\"days\" or \"seasons\" is missing; one of them says what holds")
        case (.some, .some):
            object.node.report("has \"days\" and \"seasons\"; expected one of them")
        }
        return nil
    }
}
