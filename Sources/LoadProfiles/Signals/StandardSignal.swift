import Documents
import SimulatedTime

/// `{ "standard": { "profile": "H25", "annualEnergy": 3500000, "holidays": ["2026-01-01"] } }`: a
/// published standard load profile.
///
/// The mean power of each quarter-hour by the wall clock, W, so that every calendar year's energy
/// is `annualEnergy` (Wh) to the last digit, leap years and days of 23 and 25 hours included.
/// `holidays` count as Sundays; 24 and 31 December count as Saturdays unless they are Sundays.
struct StandardSignal: SignalKind {
    static var keyword: String { "standard" }

    /// Microseconds in a quarter of an hour.
    static let quarter: Int64 = 900_000_000

    let table: StandardTable
    let calendar: StandardCalendar
    /// Wh.
    let annualEnergy: Double
    var zone = CivilZone.utc
    /// The sums of the years in the bound zone; nil before.
    var years: StandardYears?

    static func read(_ node: Node, in _: ObjectReader, scope: SignalScope) -> (any SignalKind)? {
        let what = "an object such as { \"profile\": \"H25\", \"annualEnergy\": 3500000 }"
        guard let object = node.object(what) else { return nil }
        let table = object.required("profile", "the name of a standard profile such as \"H25\"")
            .flatMap { StandardTable.read($0, library: scope.library) }
        let energy = object.required("annualEnergy", "the energy of a year in Wh")?
            .number("an energy in Wh", in: 0...1e15)
        let holidays = object.optional("holidays").map { dates($0) } ?? []
        object.finish()
        guard let table, let energy, let holidays else { return nil }
        return StandardSignal(
            table: table,
            calendar: StandardCalendar(holidays: holidays),
            annualEnergy: energy
        )
    }

    private static func dates(_ node: Node) -> [Int64]? {
        guard let elements = node.array("an array of dates such as \"2026-01-01\"") else {
            return nil
        }
        let days = elements.compactMap { $0.civilDate()?.daysSinceEpoch }
        return days.count == elements.count ? Set(days).sorted().map(Int64.init) : nil
    }

    func value(at moment: inout SignalMoment) -> Double {
        let wall = moment.wall(in: zone)
        let quarter = StandardQuarter(wall: wall.microseconds)
        moment.limit(min(moment.instant + .microseconds(quarter.left), wall.until))
        let sum = years?.sum(of: quarter.date.year) ?? lateSum(quarter.date.year)
        guard sum > 0 else { return 0 }
        return quarter.figure(table, calendar) * (annualEnergy * 3_600_000_000 / sum)
    }

    /// The same sum for a signal that was not bound to its zone.
    private func lateSum(_ year: Int) -> Double {
        StandardYear(
            year: StandardYears.years.clamp(year),
            table: table,
            calendar: calendar,
            zone: zone
        ).sum()
    }

    func bound(to zone: CivilZone) -> any SignalKind {
        var bound = self
        bound.zone = zone
        bound.years = StandardYears(table: table, calendar: calendar, zone: zone)
        return bound
    }
}
