internal import MeterModels
internal import Metrology
public import SimulatedTime

/// 2000-01-01T00:00:00 in the same seconds as the epoch of `Instant`.
private let year2000: Int64 = 946_684_800

extension MeterMachine {
    /// What the meter's own clock shows, civil time of its zone.
    public func ownTime(at instant: Instant) -> CivilTime {
        zone.civil(at: ownClock.own(at: instant))
    }

    /// The first grid instant at which the meter's own clock has passed its next midnight; far
    /// away where nothing depends on it.
    func midnight(after instant: Instant) -> Instant {
        guard design.keepsPeriodEnergies else { return .distantFuture }
        let midnight = zone.nextMidnight(after: ownClock.own(at: instant))
        return max(ownClock.instant(ofOwn: midnight).ceiled(to: step), instant + step)
    }

    /// Takes over what the own clock says of days and demand periods.
    mutating func followOwnClock() {
        nextMidnight = isPowered ? midnight(after: bookedUntil) : .distantFuture
        registers.alignDemand(to: ownClock.offset.microseconds / 1000)
    }

    /// Sets the meter's own clock, as a write of its clock registers does.
    ///
    /// Where that puts another date, a new day begins; demand periods go by the new time.
    public mutating func setClock(to own: Instant, at instant: Instant) {
        advance(to: instant)
        changes &+= 1
        let before = ownTime(at: bookedUntil).date
        ownClock.set(to: own, at: instant)
        beginDay(unlessStill: before)
        followOwnClock()
    }

    /// Lets the meter's own clock go at another rate, parts per thousand million.
    mutating func driftClock(_ drift: Int64, at instant: Instant) {
        advance(to: instant)
        changes &+= 1
        givenDrift = drift
        ownClock.setDrift(drift, at: instant)
        followOwnClock()
    }

    /// Begins a new day where the clock shows another date than it did, and a new week and month
    /// where it is another one.
    mutating func beginDay(unlessStill date: CivilDate) {
        let today = ownTime(at: bookedUntil).date
        guard today != date, design.keepsPeriodEnergies else { return }
        registers.beginDay(
            week: today.weekStart != date.weekStart,
            month: today.month != date.month || today.year != date.year
        )
    }

    /// A part of the meter's clock.
    func clock(_ field: ClockField, at instant: Instant) -> Int64 {
        let own = ownTime(at: instant)
        return switch field {
        case .day: Int64(own.date.day)
        case .month: Int64(own.date.month)
        case .year: Int64(own.date.year)
        case .yearOfCentury: Int64(own.date.year % 100)
        case .hour: Int64(own.time.hour)
        case .minute: Int64(own.time.minute)
        case .second: Int64(own.time.second)
        case .weekday: Int64(own.date.weekday.rawValue)
        case .secondsSince2000: wallSeconds(instant) - year2000
        case .secondsSince1970: wallSeconds(instant)
        }
    }

    /// The meter's clock at an instant of the farm, seconds since 2000-01-01 00:00:00.
    func ownSeconds(atMilliseconds milliseconds: Int64) -> Int64 {
        wallSeconds(Instant(microseconds: milliseconds * 1000)) - year2000
    }

    private func wallSeconds(_ instant: Instant) -> Int64 {
        ownTime(at: instant).wallMicroseconds.floorDivided(by: 1_000_000)
    }

    /// Sets parts of the clock, the others go on; false for a date that does not exist.
    mutating func setClock(_ fields: [ClockField: Int64], at instant: Instant) -> Bool {
        let own = ownTime(at: instant)
        if let seconds = fields[.secondsSince2000].map({ $0 + year2000 })
            ?? fields[.secondsSince1970]
        {
            let civil = CivilTime(wallMicroseconds: seconds * 1_000_000)
            setClock(to: zone.instant(of: civil), at: instant)
            return true
        }
        func field(_ key: ClockField, _ value: Int) -> Int { fields[key].map { Int($0) } ?? value }
        let century = fields[.yearOfCentury].map { 2000 + Int($0) }
        let date = CivilDate(
            year: century ?? field(.year, own.date.year),
            month: field(.month, own.date.month),
            day: field(.day, own.date.day)
        )
        let time = TimeOfDay(
            hour: field(.hour, own.time.hour),
            minute: field(.minute, own.time.minute),
            second: field(.second, own.time.second)
        )
        guard let date, let time else { return false }
        setClock(to: zone.instant(of: CivilTime(date, time)), at: instant)
        return true
    }
}

extension CivilDate {
    /// The Monday of its week.
    fileprivate var weekStart: CivilDate { adding(days: 1 - weekday.rawValue) }
}
