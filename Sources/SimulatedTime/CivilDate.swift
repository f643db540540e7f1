/// A day of the proleptic Gregorian calendar, without a zone.
///
/// The arithmetic is that of H. Hinnant, "chrono-compatible low-level date algorithms".
public struct CivilDate: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The year; astronomical, so that the year 0 is 1 BC.
    public let year: Int
    /// The month, 1 to 12.
    public let month: Int
    /// The day of the month, 1 to 31.
    public let day: Int

    /// The years a date may have: all that an ``Instant`` reaches.
    public static let years = -300_000...300_000

    /// A date from its parts; nil when the calendar has no such day.
    public init?(year: Int, month: Int, day: Int) {
        guard Self.years.contains(year), (1...12).contains(month), day >= 1,
            day <= Self.daysIn(month: month, of: year)
        else { return nil }
        self.init(known: year, month, day)
    }

    /// The date `days` after 1970-01-01.
    public init(daysSinceEpoch days: Int) {
        let shifted = days &+ 719_468
        let era = (shifted >= 0 ? shifted : shifted &- 146_096) / 146_097
        let ofEra = shifted &- era &* 146_097
        let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * ofYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era &* 400 + (month <= 2 ? 1 : 0)
        self.init(known: year, month, ofYear - (153 * marchMonth + 2) / 5 + 1)
    }

    private init(known year: Int, _ month: Int, _ day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// Days since 1970-01-01.
    public var daysSinceEpoch: Int {
        let marchYear = month <= 2 ? year - 1 : year
        let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
        let yearOfEra = marchYear - era * 400
        let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let ofEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + ofYear
        return era * 146_097 + ofEra - 719_468
    }

    /// The day of the week.
    public var weekday: Weekday { Weekday(daysSinceEpoch: daysSinceEpoch) }

    /// The day of the year; 1 January is 1.
    public var dayOfYear: Int {
        let before = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5
        if month <= 2 { return before - 306 + day }
        return before + 59 + (Self.isLeap(year) ? 1 : 0) + day
    }

    /// The year and week of ISO 8601: weeks begin on Monday, week 1 holds the year's 4 January.
    public var isoWeek: (year: Int, week: Int) {
        let thursday = adding(days: 4 - weekday.rawValue)
        return (thursday.year, (thursday.dayOfYear - 1) / 7 + 1)
    }

    /// The date `days` later.
    public func adding(days: Int) -> CivilDate {
        CivilDate(daysSinceEpoch: daysSinceEpoch &+ days)
    }

    /// Whether the year has 29 February.
    public static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    /// How many days a month has.
    ///
    /// - Parameter month: 1 to 12; any other has none.
    public static func daysIn(month: Int, of year: Int) -> Int {
        switch month {
        case 1, 3, 5, 7, 8, 10, 12: 31
        case 4, 6, 9, 11: 30
        case 2: isLeap(year) ? 29 : 28
        default: 0
        }
    }

    /// Earlier comes first.
    public static func < (a: CivilDate, b: CivilDate) -> Bool {
        (a.year, a.month, a.day) < (b.year, b.month, b.day)
    }

    /// ISO 8601: `2026-01-31`.
    public var description: String {
        "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }
}

extension CivilDate {
    /// Reads ISO 8601: `2026-01-31`, the years 0000 to 9999.
    ///
    /// - Throws: ``TimeTextError`` when it is written otherwise or the calendar has no such day.
    public init(iso8601 text: String) throws(TimeTextError) {
        var scanner = TextScanner(text)
        guard let parts = scanner.dateParts(), scanner.isAtEnd else {
            throw .malformed(text: text, expected: "a date such as 2026-01-31")
        }
        guard let date = CivilDate(year: parts.year, month: parts.month, day: parts.day) else {
            throw .outOfRange(text: text, allowed: "days of the calendar")
        }
        self = date
    }
}

extension TextScanner {
    /// `YYYY-MM-DD`, whether or not there is such a day.
    mutating func dateParts() -> (year: Int, month: Int, day: Int)? {
        guard let year = number(digits: 4), take("-") != nil, let month = number(digits: 2),
            take("-") != nil, let day = number(digits: 2)
        else { return nil }
        return (year, month, day)
    }
}
