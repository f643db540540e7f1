/// What calendar and wall clock show together, without a zone.
public struct CivilTime: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The day.
    public let date: CivilDate
    /// The time on that day.
    public let time: TimeOfDay

    /// A civil time from its two halves.
    public init(_ date: CivilDate, _ time: TimeOfDay = .midnight) {
        self.date = date
        self.time = time
    }

    /// The civil time a count of microseconds after 1970-01-01 00:00 by the same clock.
    public init(wallMicroseconds: Int64) {
        let days = wallMicroseconds.floorDivided(by: TimeOfDay.dayLength)
        date = CivilDate(daysSinceEpoch: Int(days))
        time = TimeOfDay(known: wallMicroseconds &- days &* TimeOfDay.dayLength)
    }

    /// Microseconds after 1970-01-01 00:00 by the same clock, as if it were never set.
    public var wallMicroseconds: Int64 {
        Int64(date.daysSinceEpoch) &* TimeOfDay.dayLength &+ time.microseconds
    }

    /// Earlier comes first.
    public static func < (a: CivilTime, b: CivilTime) -> Bool {
        (a.date, a.time) < (b.date, b.time)
    }

    /// `2026-01-31T07:30:00`.
    public var description: String { "\(date)T\(time)" }
}

extension CivilTime {
    /// Reads `2026-01-31 07:30` or `2026-01-31T07:30:00`, as data loggers write local time.
    ///
    /// - Throws: ``TimeTextError`` when it is written otherwise or there is no such time.
    public init(_ text: String) throws(TimeTextError) {
        var scanner = TextScanner(text)
        guard let day = scanner.dateParts(), scanner.take(" ", "T", "t") != nil,
            let clock = scanner.clockParts(), scanner.isAtEnd
        else {
            throw .malformed(text: text, expected: "a local time such as 2026-01-31 07:30:00")
        }
        guard let date = CivilDate(year: day.year, month: day.month, day: day.day),
            let time = TimeOfDay(hour: clock.hour, minute: clock.minute, second: clock.second)
        else {
            throw .outOfRange(text: text, allowed: "days of the calendar, 00:00:00 to 23:59:59")
        }
        self.init(date, time)
    }
}
