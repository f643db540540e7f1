/// What a wall clock shows, without a date: microseconds since midnight.
public struct TimeOfDay: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Microseconds since midnight by the wall clock, 0 to 86 399 999 999.
    public let microseconds: Int64

    /// Microseconds from one midnight to the next on an ordinary day.
    public static let dayLength: Int64 = 86_400_000_000

    /// 00:00.
    public static let midnight = TimeOfDay(known: 0)

    /// A time of day from its parts; nil when a clock never shows it.
    public init?(hour: Int, minute: Int = 0, second: Int = 0, microsecond: Int = 0) {
        guard (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second),
            (0...999_999).contains(microsecond)
        else { return nil }
        let seconds = (hour * 60 + minute) * 60 + second
        self.init(known: Int64(seconds) * 1_000_000 + Int64(microsecond))
    }

    init(known microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// The hour, 0 to 23.
    public var hour: Int { Int(microseconds / 3_600_000_000) }
    /// The minute, 0 to 59.
    public var minute: Int { Int(microseconds / 60_000_000 % 60) }
    /// The second, 0 to 59.
    public var second: Int { Int(microseconds / 1_000_000 % 60) }
    /// The microsecond, 0 to 999 999.
    public var microsecond: Int { Int(microseconds % 1_000_000) }

    /// Earlier comes first.
    public static func < (a: TimeOfDay, b: TimeOfDay) -> Bool { a.microseconds < b.microseconds }

    /// `07:30:00`, with a fraction of three or six digits where there is one.
    public var description: String {
        let clock = "\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2))"
        if microsecond == 0 { return clock }
        if microsecond % 1000 == 0 { return "\(clock).\(padded(microsecond / 1000, 3))" }
        return "\(clock).\(padded(microsecond, 6))"
    }
}

extension TimeOfDay {
    /// Reads `HH:MM` or `HH:MM:SS`.
    ///
    /// - Throws: ``TimeTextError`` when it is written otherwise or a clock never shows it.
    public init(_ text: String) throws(TimeTextError) {
        var scanner = TextScanner(text)
        guard let parts = scanner.clockParts(), scanner.isAtEnd else {
            throw .malformed(text: text, expected: "a time of day such as 07:30 or 07:30:15")
        }
        guard let time = TimeOfDay(hour: parts.hour, minute: parts.minute, second: parts.second)
        else { throw .outOfRange(text: text, allowed: "00:00:00 to 23:59:59") }
        self = time
    }
}

extension TextScanner {
    /// `HH:MM[:SS]`, whether or not a clock ever shows it.
    mutating func clockParts() -> (hour: Int, minute: Int, second: Int)? {
        guard let hour = number(digits: 2), take(":") != nil, let minute = number(digits: 2) else {
            return nil
        }
        guard take(":") != nil else { return (hour, minute, 0) }
        guard let second = number(digits: 2) else { return nil }
        return (hour, minute, second)
    }
}
