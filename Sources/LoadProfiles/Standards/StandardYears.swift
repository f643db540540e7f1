import SimulatedTime

/// The sum of a standard profile over each calendar year as it really runs in one zone: leap
/// days, and days of 23 and 25 hours.
final class StandardYears: Sendable {
    /// The years that are worked out; those beyond take the nearest.
    static let years = 1969...2200

    private let sums: [Double]

    init(table: StandardTable, calendar: StandardCalendar, zone: CivilZone) {
        sums = Self.years.map { year in
            StandardYear(year: year, table: table, calendar: calendar, zone: zone).sum()
        }
    }

    /// The integral of the dynamised figures over a year, figure × µs.
    func sum(of year: Int) -> Double {
        sums[Self.years.clamp(year) - Self.years.lowerBound]
    }
}
