import Documents
import SimulatedTime

/// `{ "season": [{ "from": "05-15", "to": "09-14", "value": {…} }], "other": {…} }`: signals by
/// date.
///
/// `from` and `to` are month and day, both included; a season may run over the new year. `other`
/// holds on all days that no season has. Together they have every day once, 29 February too.
struct SeasonSignal: SignalKind {
    static var keyword: String { "season" }

    /// Places for days: 12 × 31, some of which no year has.
    private static let places = 12 * 31

    /// What the seasons are worth, and `other`.
    let signals: [any SignalKind]
    /// Which signal each day has, at `(month − 1) × 31 + day − 1`.
    let owners: [Int]
    /// The place at which the signal of each place ends; its own where it never does.
    let ends: [Int]
    var zone = CivilZone.utc

    static func read(_ node: Node, in object: ObjectReader, scope: SignalScope)
        -> (any SignalKind)?
    {
        var reading = SeasonSignalReading(scope: scope)
        guard let read = reading.seasons(node, other: object.optional("other")) else { return nil }
        if let only = read.signals.same { return ConstantSignal(number: only) }
        return SeasonSignal(signals: read.signals, owners: read.owners)
    }

    init(signals: [any SignalKind], owners: [Int]) {
        self.signals = signals
        self.owners = owners
        ends = owners.indices.map { place in
            let later = (1..<Self.places).first {
                owners[(place + $0) % Self.places] != owners[place]
            }
            return (place + (later ?? 0)) % Self.places
        }
    }

    func value(at moment: inout SignalMoment) -> Double {
        let wall = moment.wall(in: zone)
        let day = wall.microseconds.floorDivided(by: TimeOfDay.dayLength)
        let date = CivilDate(daysSinceEpoch: Int(day))
        let place = Self.place(date)
        if ends[place] != place {
            let end = Self.day(of: ends[place], after: date) &* TimeOfDay.dayLength
            moment.limit(min(moment.instant + .microseconds(end - wall.microseconds), wall.until))
        }
        return signals[owners[place]].value(at: &moment)
    }

    static func place(_ date: CivilDate) -> Int { (date.month - 1) * 31 + date.day - 1 }

    /// The first day after a date that stands at a place or, where its year has none, behind it.
    private static func day(of place: Int, after date: CivilDate) -> Int64 {
        let year = date.year + (place <= Self.place(date) ? 1 : 0)
        let (month, day) = (place / 31 + 1, place % 31 + 1)
        if let found = CivilDate(year: year, month: month, day: day) {
            return Int64(found.daysSinceEpoch)
        }
        let next = CivilDate(year: year, month: month % 12 + 1, day: 1)
        return Int64((next ?? date.adding(days: 1)).daysSinceEpoch)
    }

    var usesChance: Bool { signals.contains { $0.usesChance } }

    func bound(to zone: CivilZone) -> any SignalKind {
        var bound = SeasonSignal(signals: signals.map { $0.bound(to: zone) }, owners: owners)
        bound.zone = zone
        return bound
    }
}
