import SimulatedTime

/// Which kind of day each day is, and what each year's figures sum up to in one zone.
struct StandardCalendar: Sendable {
    /// Days since 1970-01-01 that count as Sundays; ascending.
    let holidays: [Int64]

    /// Sundays and public holidays are Sundays; Christmas Eve and New Year's Eve are Saturdays
    /// unless they are Sundays.
    func kind(of date: CivilDate, daysSinceEpoch: Int) -> StandardTable.DayKind {
        let weekday = date.weekday
        if weekday == .sunday { return .sunday }
        let day = Int64(daysSinceEpoch)
        let known = holidays.countAtOrBefore(day)
        if known > 0, holidays[known - 1] == day { return .sunday }
        if weekday == .saturday { return .saturday }
        return date.month == 12 && (date.day == 24 || date.day == 31) ? .saturday : .weekday
    }
}
