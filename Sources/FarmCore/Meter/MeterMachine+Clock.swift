internal import MeterModels
public import SimulatedTime

/// 2000-01-01T00:00:00 in the same seconds as the epoch of `Instant`.
private let year2000: Int64 = 946_684_800

extension MeterMachine {
    /// What the meter's own clock shows, civil time of its zone.
    public func ownTime(at instant: Instant) -> CivilTime {
        zone.civil(at: instant + clockOffset)
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
