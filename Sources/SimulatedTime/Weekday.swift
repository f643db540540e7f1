/// A day of the week, numbered as ISO 8601 does: Monday is 1.
public enum Weekday: Int, Sendable, CaseIterable, Comparable {
    /// Monday.
    case monday = 1
    /// Tuesday.
    case tuesday
    /// Wednesday.
    case wednesday
    /// Thursday.
    case thursday
    /// Friday.
    case friday
    /// Saturday.
    case saturday
    /// Sunday.
    case sunday

    /// The three letters files use: `mon`.
    public var abbreviation: String {
        switch self {
        case .monday: "mon"
        case .tuesday: "tue"
        case .wednesday: "wed"
        case .thursday: "thu"
        case .friday: "fri"
        case .saturday: "sat"
        case .sunday: "sun"
        }
    }

    /// The day with these three letters, in either case.
    public init?(abbreviation: String) {
        let wanted = abbreviation.lowercased()
        guard let day = Weekday.allCases.first(where: { $0.abbreviation == wanted }) else {
            return nil
        }
        self = day
    }

    /// The day of a count of days since 1970-01-01, which was a Thursday.
    init(daysSinceEpoch days: Int) {
        let monday = (days &+ 3) % 7
        self = Weekday(rawValue: (monday < 0 ? monday + 7 : monday) + 1) ?? .monday
    }

    /// Monday comes first.
    public static func < (a: Weekday, b: Weekday) -> Bool { a.rawValue < b.rawValue }
}
