public import SimulatedTime

/// When which tariff is in force, by season, kind of day and time of day.
///
/// Read from a document (``read(_:tariffs:)``) and bound to a zone for use. The wall clock alone
/// decides. Where clocks are set forward, a change inside the hour that is skipped takes effect
/// at the skip; where they are set back, the hour that comes twice has its tariffs twice.
public struct TariffCalendar: Sendable {
    /// What the file says it is for.
    public let description: String?
    /// The zone of its times; nil for that of whoever uses it.
    public let timeZone: CivilZone?
    /// Every tariff that is in force at some time, ascending.
    public let tariffs: [Int]

    private let weeks: [WeekTariffs]
    /// For each day of the year the index of its week.
    private let weekOfDay: [UInt8]
    private let holidays: HolidayRules

    /// - Parameters:
    ///   - weekOfDay: for each ``MonthDay`` an index into `weeks`; all inside it.
    init(
        description: String?,
        timeZone: CivilZone?,
        weeks: [WeekTariffs],
        weekOfDay: [UInt8],
        holidays: HolidayRules
    ) {
        self.description = description
        self.timeZone = timeZone
        self.weeks = weeks
        self.weekOfDay = weekOfDay
        // Holidays that no season tells from other days cost nothing.
        self.holidays = weeks.contains { $0.holiday != nil } ? holidays : HolidayRules()
        let effective = self.holidays
        tariffs = weeks.reduce(into: Set<Int>()) { found, week in
            let regular = week.days.flatMap { $0.changes.map(\.tariff) }
            found.formUnion(effective.isEmpty ? Set(regular) : week.tariffs)
        }.sorted()
    }

    /// The calendar for use in a zone; the calendar's own wins.
    public func compiled(timeZone: CivilZone) -> CompiledTariffCalendar {
        CompiledTariffCalendar(calendar: self, timeZone: self.timeZone ?? timeZone)
    }

    /// The tariff that a wall clock's date and time have, and until which microsecond of the
    /// same day their entry holds.
    func entry(at civil: CivilTime) -> (tariff: Int, until: Int64) {
        let week = weeks[Int(weekOfDay[MonthDay(civil.date).index])]
        if let holiday = week.holiday, holidays.contains(civil.date) {
            return holiday.entry(at: civil.time)
        }
        return week.days[civil.date.weekday.rawValue - 1].entry(at: civil.time)
    }
}
