import SimulatedTime

/// Which days are holidays: dates, days of every year, and days that move with Easter.
struct HolidayRules: Hashable, Sendable {
    /// Single dates, as days since 1970-01-01.
    private(set) var dates: Set<Int> = []
    /// Days of every year.
    private(set) var yearly: Set<Int> = []
    /// Days after Easter Sunday.
    private(set) var easter: Set<Int> = []

    /// What one entry of the list says.
    enum Rule: Hashable, Sendable {
        /// One date.
        case date(CivilDate)
        /// A day of every year.
        case yearly(MonthDay)
        /// So many days after Easter Sunday.
        case easter(Int)
    }

    /// So many days before and after Easter are surely of the same year.
    static let easterRange = -80...250

    var isEmpty: Bool { dates.isEmpty && yearly.isEmpty && easter.isEmpty }

    /// Adds a rule; false when an entry says the same already.
    mutating func insert(_ rule: Rule) -> Bool {
        switch rule {
        case .date(let date):
            dates.insert(date.daysSinceEpoch).inserted && !yearly.contains(MonthDay(date).index)
        case .yearly(let day): yearly.insert(day.index).inserted
        case .easter(let days): easter.insert(days).inserted
        }
    }

    /// Whether a date is a holiday.
    func contains(_ date: CivilDate) -> Bool {
        if yearly.contains(MonthDay(date).index) { return true }
        if dates.isEmpty && easter.isEmpty { return false }
        let days = date.daysSinceEpoch
        if dates.contains(days) { return true }
        if easter.isEmpty { return false }
        return easter.contains(days - Easter.sunday(of: date.year).daysSinceEpoch)
    }
}
