public import SimulatedTime

/// The ticks of an axis of time, where the clocks of a zone show round times.
public struct TimeTicks: Sendable {
    /// A tick.
    public struct Tick: Hashable, Sendable {
        /// When.
        public let instant: Instant
        /// What stands under it: `06:00`, `Mon 2 Mar`, `Mar`, `2026`.
        public let label: String
        /// What stands under that where it changes: the day, or the year; else empty.
        public let detail: String
        /// Whether a day, or a year, begins here.
        public let isMajor: Bool
    }

    /// The ticks in order of time.
    public let ticks: [Tick]

    /// The distances between ticks.
    enum Step: Hashable {
        case seconds(Int)
        case days(Int)
        case months(Int)
        case years(Int)

        /// The mean length in seconds.
        var length: Int64 {
            switch self {
            case .seconds(let count): Int64(count)
            case .days(let count): Int64(count) * 86_400
            case .months(let count): Int64(count) * 2_629_746
            case .years(let count): Int64(count) * 31_556_952
            }
        }
    }

    private static let steps: [Step] =
        [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200]
        .map(Step.seconds) + [1, 2, 7].map(Step.days) + [1, 3, 6].map(Step.months)
        + [1, 2, 5, 10, 20, 50, 100].map(Step.years)

    /// Round times from `start` to its `length` later, at most about `limit` of them.
    public init(from start: Instant, length: TimeSpan, zone: CivilZone, limit: Int) {
        let seconds = max(length.microseconds / 1_000_000, 1)
        let step =
            Self.steps.first { seconds / $0.length <= Int64(max(limit, 1)) } ?? .years(100)
        let instants = Self.instants(step, from: start, to: start + length, zone)
        var ticks: [Tick] = []
        var detail = ""
        for instant in instants {
            let civil = zone.civil(at: instant)
            let own = Self.detail(step, civil)
            ticks.append(
                Tick(
                    instant: instant,
                    label: Self.label(step, civil),
                    detail: own == detail ? "" : own,
                    isMajor: Self.isMajor(step, civil)
                )
            )
            detail = own
        }
        self.ticks = ticks
    }

    private static func instants(
        _ step: Step,
        from start: Instant,
        to end: Instant,
        _ zone: CivilZone
    ) -> [Instant] {
        let first = zone.civil(at: start).date
        let last = zone.civil(at: end).date
        var found: [Instant] = []
        switch step {
        case .seconds(let count): return ofDay(count, from: start, to: end, zone)
        case .days(let count):
            var date = first
            if count == 7 { date = date.adding(days: 1 - date.weekday.rawValue) }
            while date <= last {
                found.append(zone.startOfDay(date))
                date = date.adding(days: count)
            }
        case .months(let count):
            var month = (first.year * 12 + first.month - 1) / count * count
            while month <= last.year * 12 + last.month - 1 {
                found += begin(year: month / 12, month: month % 12 + 1, zone)
                month += count
            }
        case .years(let count):
            var year = first.year / count * count
            while year <= last.year {
                found += begin(year: year, month: 1, zone)
                year += count
            }
        }
        return found.filter { $0 >= start && $0 <= end }
    }

    private static func begin(year: Int, month: Int, _ zone: CivilZone) -> [Instant] {
        CivilDate(year: year, month: month, day: 1).map { [zone.startOfDay($0)] } ?? []
    }

    /// Round times of the days; a time that the clocks skip has no tick, one that comes twice two.
    private static func ofDay(
        _ count: Int,
        from start: Instant,
        to end: Instant,
        _ zone: CivilZone
    ) -> [Instant] {
        let step = Int64(count) * 1_000_000
        var wall = zone.civil(at: start).wallMicroseconds.floorDivided(by: step) * step
        let last = zone.civil(at: end).wallMicroseconds
        var found: Set<Instant> = []
        while wall <= last {
            found.formUnion(zone.instants(of: CivilTime(wallMicroseconds: wall)))
            wall += step
        }
        return found.filter { $0 >= start && $0 <= end }.sorted()
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `Mon 2 Mar`.
    static func day(_ date: CivilDate) -> String {
        let name = date.weekday.abbreviation
        return "\(name.prefix(1).uppercased())\(name.dropFirst()) \(short(date))"
    }

    private static func short(_ date: CivilDate) -> String {
        "\(date.day) \(months[date.month - 1])"
    }

    private static func label(_ step: Step, _ civil: CivilTime) -> String {
        switch step {
        case .seconds(let count): String("\(civil.time)".prefix(count < 60 ? 8 : 5))
        case .days(1): day(civil.date)
        case .days: short(civil.date)
        case .months: months[civil.date.month - 1]
        case .years: "\(civil.date.year)"
        }
    }

    private static func detail(_ step: Step, _ civil: CivilTime) -> String {
        switch step {
        case .seconds: day(civil.date)
        case .days, .months: "\(civil.date.year)"
        case .years: ""
        }
    }

    private static func isMajor(_ step: Step, _ civil: CivilTime) -> Bool {
        switch step {
        case .seconds: civil.time == .midnight
        case .days: false
        case .months, .years: civil.date.month == 1 && step != .years(1)
        }
    }
}
