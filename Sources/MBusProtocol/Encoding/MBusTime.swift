/// A date with or without a time, as the types F, G, I and J carry it (EN 13757-3, annex A).
///
/// It is the local time of the device; a year has two digits, 81 to 99 stand for 1981 to 1999
/// where no century is given.
public struct MBusTime: Hashable, Sendable {
    /// The year, 1981 to 2080 in types G and I, to 2299 in type F; 0 in type J.
    public var year: Int
    /// The month, 1 to 12; 0 in type J.
    public var month: Int
    /// The day, 1 to 31; 0 in type J.
    public var day: Int
    /// The hour, 0 to 23.
    public var hour: Int
    /// The minute, 0 to 59.
    public var minute: Int
    /// The second, 0 to 59.
    public var second: Int
    /// Whether daylight saving time is in force.
    public var isDaylightSaving: Bool

    /// Makes a time of its parts; what is out of range is cut to its bits when it is written.
    public init(
        year: Int,
        month: Int,
        day: Int,
        hour: Int = 0,
        minute: Int = 0,
        second: Int = 0,
        isDaylightSaving: Bool = false
    ) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
        self.isDaylightSaving = isDaylightSaving
    }

    /// The two bytes of type G: the date.
    public var typeG: [UInt8] {
        let twoDigits = Self.bits(((year % 100) + 100) % 100, 7)
        let low = Self.bits(day, 5) | (twoDigits & 7) << 5
        return [low, Self.bits(month, 4) | (twoDigits >> 3) << 4]
    }

    /// The four bytes of type F: date, hour and minute; the century counts outside 1981 to 2080.
    public var typeF: [UInt8] {
        let century = (1981...2080).contains(year) ? 0 : Self.bits(year / 100 - 19, 2)
        let saving: UInt8 = isDaylightSaving ? 0x80 : 0
        return [Self.bits(minute, 6), Self.bits(hour, 5) | century << 5 | saving] + typeG
    }

    /// The six bytes of type I: date and time with seconds, without day and number of the week.
    public var typeI: [UInt8] {
        let saving: UInt8 = isDaylightSaving ? 0x40 : 0
        return [Self.bits(second, 6) | saving, Self.bits(minute, 6), Self.bits(hour, 5)] + typeG
            + [0]
    }

    /// The three bytes of type J: the time.
    public var typeJ: [UInt8] {
        [Self.bits(second, 6), Self.bits(minute, 6), Self.bits(hour, 5)]
    }

    private static func bits(_ value: Int, _ count: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: value & (1 << count - 1))
    }
}
