extension Instant {
    /// Reads RFC 3339 with its offset: `2026-01-01T00:00:00+01:00`, `2026-01-01T00:00:00.25Z`.
    ///
    /// - Throws: ``TimeTextError`` when it is written otherwise, when there is no such time, when
    ///   it is finer than a microsecond or outside ``Instant/readableRange``.
    public init(rfc3339 text: String) throws(TimeTextError) {
        var scanner = TextScanner(text)
        guard let day = scanner.dateParts(), scanner.take("T", "t", " ") != nil,
            let clock = scanner.clockParts(), let fraction = scanner.fraction(),
            let offset = scanner.offset(), scanner.isAtEnd, Self.hasSeconds(text)
        else {
            throw .malformed(
                text: text,
                expected: "RFC 3339 with an offset, such as 2026-01-01T00:00:00+01:00 or "
                    + "2026-01-01T00:00:00.25Z (at most six digits of fraction)"
            )
        }
        guard let date = CivilDate(year: day.year, month: day.month, day: day.day),
            let time = TimeOfDay(
                hour: clock.hour,
                minute: clock.minute,
                second: clock.second,
                microsecond: fraction
            )
        else { throw .outOfRange(text: text, allowed: "days of the calendar, no leap seconds") }
        let wall = CivilTime(date, time).wallMicroseconds
        let instant = Instant(microseconds: wall) - .seconds(Int64(offset))
        guard Self.readableRange.contains(instant) else {
            throw .outOfRange(text: text, allowed: "the years 1970 to 2199")
        }
        self = instant
    }

    /// RFC 3339 as the clocks of a zone show it, with a fraction only where there is one.
    public func rfc3339(in zone: CivilZone = .utc) -> String {
        // RFC 3339 has no seconds in offsets; some zones had until 1972.
        let minutes = zone.offset(at: self) / 60
        let wall = CivilTime(wallMicroseconds: microseconds &+ Int64(minutes) * 60_000_000)
        if minutes == 0 { return "\(wall)Z" }
        let sign = minutes < 0 ? "-" : "+"
        let size = abs(minutes)
        return "\(wall)\(sign)\(padded(size / 60, 2)):\(padded(size % 60, 2))"
    }

    /// RFC 3339 says that seconds are never left out; a clock reader alone would let them.
    private static func hasSeconds(_ text: String) -> Bool {
        text.utf8.count >= 20 && Array(text.utf8)[16] == UInt8(ascii: ":")
    }
}

extension Instant: CustomStringConvertible {
    /// RFC 3339 in UTC.
    public var description: String { rfc3339() }
}

extension TextScanner {
    /// The fraction of a second in microseconds; 0 when there is none, nil when it is malformed.
    fileprivate mutating func fraction() -> Int? {
        guard take(".") != nil else { return 0 }
        let digits = digits()
        guard (1...6).contains(digits.count) else { return nil }
        let missing = [UInt8](repeating: 0, count: 6 - digits.count)
        return (digits + missing).reduce(0) { $0 * 10 + Int($1) }
    }

    /// The offset in seconds.
    mutating func offset() -> Int? {
        guard let sign = take("Z", "z", "+", "-") else { return nil }
        if sign == "Z" || sign == "z" { return 0 }
        guard let hours = number(digits: 2), take(":") != nil, let minutes = number(digits: 2),
            hours <= 23, minutes <= 59
        else { return nil }
        return (sign == "-" ? -1 : 1) * (hours * 3600 + minutes * 60)
    }
}
