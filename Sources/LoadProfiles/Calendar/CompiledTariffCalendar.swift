public import SimulatedTime

/// A tariff calendar in its zone: a pure function of the instant.
public struct CompiledTariffCalendar: Sendable {
    private let calendar: TariffCalendar
    /// The zone whose clocks decide.
    public let timeZone: CivilZone

    /// How far ahead a change of tariff is sought.
    public static let horizon = TimeSpan.days(800)

    init(calendar: TariffCalendar, timeZone: CivilZone) {
        self.calendar = calendar
        self.timeZone = timeZone
    }

    /// Every tariff that is in force at some time, ascending.
    public var tariffs: [Int] { calendar.tariffs }

    /// The tariff in force at an instant, 1 to 4.
    public func tariff(at instant: Instant) -> Int {
        calendar.entry(at: timeZone.civil(at: instant)).tariff
    }

    /// The tariff in force at an instant, and the instant at which another comes into force.
    ///
    /// Where none comes within ``horizon``, `until` lies that far ahead, and the tariff there may
    /// be the same; where none ever comes, it is ``Instant/distantFuture``.
    public func piece(at instant: Instant) -> (tariff: Int, until: Instant) {
        let first = tariff(at: instant)
        if calendar.tariffs.count == 1 { return (first, .distantFuture) }
        let limit = instant + Self.horizon
        var now = instant
        while now < limit {
            let (wall, clocksSet) = timeZone.wall(at: now)
            let civil = CivilTime(wallMicroseconds: wall)
            let (tariff, until) = calendar.entry(at: civil)
            guard tariff == first else { return (first, now) }
            let next = now + .microseconds(until - civil.time.microseconds)
            // A zone's last span ends at the distant future, also for what lies beyond.
            now = clocksSet > now ? min(next, clocksSet) : next
        }
        return (first, limit)
    }
}
