/// A time zone as pure data: the wall clock of every instant and back.
///
/// IANA zones are compiled once per process into a table of their transitions from 1970 to 2200;
/// before and after, the nearest offset holds. Days of 23 and 25 hours are exact.
public struct CivilZone: Sendable {
    private let table: OffsetTable

    init(_ table: OffsetTable) {
        self.table = table
    }

    /// Coordinated universal time.
    public static let utc = CivilZone(OffsetTable(identifier: "UTC", first: 0, transitions: []))

    /// A zone that is always `seconds` ahead of UTC; nil beyond 16 hours.
    public static func fixed(seconds: Int) -> CivilZone? {
        guard (-57_600...57_600).contains(seconds) else { return nil }
        let size = abs(seconds)
        var name = seconds < 0 ? "-" : "+"
        name += "\(padded(size / 3600, 2)):\(padded(size / 60 % 60, 2))"
        if size % 60 != 0 { name += ":\(padded(size % 60, 2))" }
        return CivilZone(
            OffsetTable(identifier: name, first: Int64(seconds) * 1_000_000, transitions: [])
        )
    }

    /// The IANA name (`Europe/Paris`), `UTC`, or the offset (`+01:00`).
    public var identifier: String { table.identifier }

    /// What the clocks add to UTC at an instant, seconds.
    public func offset(at instant: Instant) -> Int {
        Int(table.offsets[table.index(at: instant.microseconds)] / 1_000_000)
    }

    /// What the clocks show at an instant.
    public func civil(at instant: Instant) -> CivilTime {
        CivilTime(wallMicroseconds: wall(at: instant).microseconds)
    }

    /// What the clocks show at an instant, in µs as if UTC, and the instant they are next set.
    public func wall(at instant: Instant) -> (microseconds: Int64, until: Instant) {
        let span = table.index(at: instant.microseconds)
        let until = min(Instant(microseconds: table.end(of: span)), .distantFuture)
        return (instant.microseconds &+ table.offsets[span], until)
    }

    /// The first instant after `instant` at which the clocks are set; nil when there is none.
    public func nextTransition(after instant: Instant) -> Instant? {
        let end = table.end(of: table.index(at: instant.microseconds))
        return end == .max ? nil : Instant(microseconds: end)
    }

    /// When the clocks show a civil time.
    ///
    /// A time that comes twice (clocks set back) is its first coming; a time that is skipped
    /// (clocks set forward) moves forward by as much as the clocks: 02:30 is then 03:30.
    public func instant(of civil: CivilTime) -> Instant {
        let wall = civil.wallMicroseconds
        let (instants, gap) = table.occurrences(of: wall)
        return Instant(microseconds: instants.first ?? gap?.forward ?? wall)
    }

    /// Every instant at which the clocks show a civil time: none, one or two.
    public func instants(of civil: CivilTime) -> [Instant] {
        table.occurrences(of: civil.wallMicroseconds).instants.map(Instant.init(microseconds:))
    }

    /// The first instant of a day, also where the clocks skip its midnight.
    public func startOfDay(_ date: CivilDate) -> Instant {
        let wall = CivilTime(date).wallMicroseconds
        let (instants, gap) = table.occurrences(of: wall)
        return Instant(microseconds: instants.first ?? gap?.end ?? wall)
    }

    /// The first instant of the day that holds `instant`.
    public func startOfDay(at instant: Instant) -> Instant {
        let starts = midnights(of: civil(at: instant).date)
        return starts.last { $0 <= instant } ?? starts.first ?? instant
    }

    /// The first midnight after an instant: always later than it, also where the clocks are set.
    public func nextMidnight(after instant: Instant) -> Instant {
        let today = civil(at: instant).date
        for days in 0...2 {
            let starts = midnights(of: today.adding(days: days))
            if let next = starts.first(where: { $0 > instant }) { return next }
        }
        return instant + .days(1)
    }

    /// The instants a day begins: two where the clocks are set back across midnight.
    private func midnights(of date: CivilDate) -> [Instant] {
        let instants = instants(of: CivilTime(date))
        return instants.isEmpty ? [startOfDay(date)] : instants
    }
}

extension CivilZone: Hashable, CustomStringConvertible {
    /// Zones of one name are one zone.
    public static func == (a: CivilZone, b: CivilZone) -> Bool {
        a.table === b.table || a.identifier == b.identifier
    }

    /// Hashes the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(identifier) }

    /// The identifier.
    public var description: String { identifier }
}
