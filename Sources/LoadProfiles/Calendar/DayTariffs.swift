import SimulatedTime

/// The tariffs of one kind of day: from midnight, and from each time at which it changes.
struct DayTariffs: Hashable, Sendable {
    /// A change of tariff.
    struct Change: Hashable, Sendable {
        /// When, by the wall clock.
        let time: TimeOfDay
        /// The tariff from then on.
        let tariff: Int
    }

    /// By ascending time, the first at midnight.
    let changes: [Change]

    /// The same tariff all day.
    init(all tariff: Int) {
        changes = [Change(time: .midnight, tariff: tariff)]
    }

    /// Changes by ascending time; nil unless the first is at midnight.
    init?(_ changes: [Change]) {
        guard changes.first?.time == .midnight else { return nil }
        self.changes = changes
    }

    /// The tariff at a time, and the microsecond of the day until which the entry holds.
    func entry(at time: TimeOfDay) -> (tariff: Int, until: Int64) {
        var (tariff, until) = (changes[0].tariff, TimeOfDay.dayLength)
        for change in changes {
            if change.time > time {
                until = change.time.microseconds
                break
            }
            tariff = change.tariff
        }
        return (tariff, until)
    }
}

/// What holds on each day of the week in one season, and on its holidays.
struct WeekTariffs: Hashable, Sendable {
    /// Monday to Sunday.
    let days: [DayTariffs]
    /// On holidays; nil where these are days like others.
    let holiday: DayTariffs?

    /// The same on all days.
    init(all day: DayTariffs) {
        days = Weekday.allCases.map { _ in day }
        holiday = nil
    }

    /// Seven days from Monday; nil when they are not seven.
    init?(_ days: [DayTariffs], holiday: DayTariffs?) {
        guard days.count == Weekday.allCases.count else { return nil }
        self.days = days
        self.holiday = holiday
    }

    /// Every tariff that is ever in force.
    var tariffs: Set<Int> {
        Set((days + [holiday].compactMap { $0 }).flatMap { $0.changes.map(\.tariff) })
    }
}
