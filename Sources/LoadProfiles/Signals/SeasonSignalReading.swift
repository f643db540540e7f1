import Documents
import SimulatedTime

/// Reads the seasons of a ``SeasonSignal`` and sees that they have every day once.
struct SeasonSignalReading {
    let scope: SignalScope
    /// Which season has each place.
    private var owners = [Int?](repeating: nil, count: 12 * 31)
    private var signals: [(any SignalKind)?] = []
    private var isSound = true

    init(scope: SignalScope) {
        self.scope = scope
    }

    /// The signals, and which of them each place has; nil after complaints.
    mutating func seasons(_ node: Node, other: Node?)
        -> (signals: [any SignalKind], owners: [Int])?
    {
        let what = "an array of { \"from\": \"05-15\", \"to\": \"09-14\", \"value\": … }"
        guard let elements = node.array(what) else { return nil }
        if elements.isEmpty { node.report("is empty; expected \(what)") }
        for element in elements { season(element) }
        let otherSignal = other.flatMap { scope.signal($0) }
        let isSeasonUnread = signals.contains { $0 == nil } || !isSound
        let free = owners.indices.filter { owners[$0] == nil && Self.isDay($0) }
        // After a season that could not be read, nothing can be said of the days that are left.
        if !isSeasonUnread { complain(of: free, node, other: other) }
        signals.append(otherSignal ?? (other == nil ? ConstantSignal(number: 0) : nil))
        let read = signals.compactMap { $0 }
        guard isSound, !elements.isEmpty, read.count == signals.count else { return nil }
        return (read, owners.map { $0 ?? elements.count })
    }

    private mutating func complain(of free: [Int], _ node: Node, other: Node?) {
        if let other, free.isEmpty {
            other.report("is left with no day; the seasons have all")
            isSound = false
        }
        if other == nil, let first = free.first {
            node.report(
                "no season has \(Self.text(first)); together they have every day of a year, or "
                    + "give \"other\" beside \"season\""
            )
            isSound = false
        }
    }

    private mutating func season(_ node: Node) {
        let number = signals.count
        guard let object = node.object("a season") else {
            signals.append(nil)
            return
        }
        let from = object.required("from", "its first day such as \"05-15\"").flatMap(Self.place)
        let to = object.required("to", "its last day such as \"09-14\"").flatMap(Self.place)
        let value = object.required("value", "the signal of the season")
        signals.append(value.flatMap { scope.signal($0) })
        object.finish()
        guard let from, let to else {
            isSound = false
            return
        }
        claim(from, to, for: number, node)
    }

    private mutating func claim(_ from: Int, _ to: Int, for season: Int, _ node: Node) {
        var place = from
        while true {
            if let owner = owners[place], Self.isDay(place) {
                node.report("holds \(Self.text(place)), which season \(owner) has already")
                isSound = false
                return
            }
            owners[place] = season
            if place == to { return }
            place = (place + 1) % owners.count
        }
    }

    /// `"05-15"` as a place; nil after a complaint.
    private static func place(_ node: Node) -> Int? {
        guard let text = node.string("a month and day such as \"05-15\"") else { return nil }
        do throws(TimeTextError) {
            return SeasonSignal.place(try CivilDate(iso8601: "2000-" + text))
        } catch {
            node.report("\"\(text)\" is not a day; expected month and day such as \"05-15\"")
            return nil
        }
    }

    /// Whether a leap year has such a day.
    private static func isDay(_ place: Int) -> Bool {
        place % 31 < CivilDate.daysIn(month: place / 31 + 1, of: 2000)
    }

    private static func text(_ place: Int) -> String {
        let (month, day) = (place / 31 + 1, place % 31 + 1)
        return (month < 10 ? "0" : "") + "\(month)-" + (day < 10 ? "0" : "") + "\(day)"
    }
}
