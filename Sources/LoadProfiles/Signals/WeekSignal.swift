import Documents
import SimulatedTime

/// `{ "week": { "weekdays": {…}, "saturday": {…}, "sunday": 200 } }`: signals by weekday.
///
/// `monday` to `sunday` name days, `weekdays` Monday to Friday, `weekend` Saturday and Sunday,
/// `other` all that nothing else names; every day of the week is named once. Days are civil days,
/// of 23 and 25 hours too.
struct WeekSignal: SignalKind {
    static var keyword: String { "week" }

    /// What stands under each key that is used.
    let signals: [any SignalKind]
    /// Which signal each day has, Monday first.
    let owners: [Int]
    var zone = CivilZone.utc

    private static let dayNames = [
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    ]

    private static let groups: [(name: String, days: Range<Int>)] =
        dayNames.enumerated().map { ($1, $0..<$0 + 1) }
        + [("weekdays", 0..<5), ("weekend", 5..<7)]

    static func read(_ node: Node, in _: ObjectReader, scope: SignalScope) -> (any SignalKind)? {
        let what = "an object such as { \"weekdays\": …, \"saturday\": …, \"sunday\": … }"
        guard let object = node.object(what) else { return nil }
        var owners = [Int?](repeating: nil, count: 7)
        var keys: [String] = []
        var signals: [(any SignalKind)?] = []
        var isSound = true
        for group in groups {
            guard let day = object.optional(group.name) else { continue }
            for place in group.days {
                if let owner = owners[place] {
                    day.report("holds \(dayNames[place]), which \"\(keys[owner])\" names already")
                    isSound = false
                }
                owners[place] = keys.count
            }
            keys.append(group.name)
            signals.append(scope.signal(day))
        }
        if let other = object.optional("other") {
            if !owners.contains(where: { $0 == nil }) {
                other.report("is left with no day; all seven are named")
                isSound = false
            }
            owners = owners.map { $0 ?? keys.count }
            signals.append(scope.signal(other))
        }
        object.finish()
        complain(of: owners, node)
        let (read, days) = (signals.compactMap { $0 }, owners.compactMap { $0 })
        guard isSound, read.count == signals.count, days.count == 7 else { return nil }
        if let only = read.same { return ConstantSignal(number: only) }
        return WeekSignal(signals: read, owners: days)
    }

    private static func complain(of owners: [Int?], _ node: Node) {
        let missing = owners.indices.filter { owners[$0] == nil }.map { dayNames[$0] }
        if missing.isEmpty { return }
        let verb = missing.count == 1 ? "is" : "are"
        node.report(
            "\(missing.joined(separator: ", ")) \(verb) missing; every day of the week is named "
                + "once (\"weekdays\", \"weekend\" and \"other\" name several)"
        )
    }

    func value(at moment: inout SignalMoment) -> Double {
        let wall = moment.wall(in: zone)
        let day = wall.microseconds.floorDivided(by: TimeOfDay.dayLength)
        // 1970-01-01 was a Thursday.
        let monday = day &+ 3
        let place = Int(monday &- monday.floorDivided(by: 7) &* 7)
        let owner = owners[place]
        var days: Int64 = 1
        while days < 7, owners[(place + Int(days)) % 7] == owner { days += 1 }
        if days < 7 {
            let end = (day &+ days) &* TimeOfDay.dayLength
            moment.limit(min(moment.instant + .microseconds(end - wall.microseconds), wall.until))
        }
        return signals[owner].value(at: &moment)
    }

    var usesChance: Bool { signals.contains { $0.usesChance } }

    func bound(to zone: CivilZone) -> any SignalKind {
        WeekSignal(signals: signals.map { $0.bound(to: zone) }, owners: owners, zone: zone)
    }
}

extension [any SignalKind] {
    /// What all signals are worth for ever, when that is one number.
    var same: Double? {
        guard let first = first?.constant, allSatisfy({ $0.constant == first }) else { return nil }
        return first
    }
}
