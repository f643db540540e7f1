import Documents

/// Reads the seasons of a tariff calendar and sees to it that they share out the year.
struct SeasonReading {
    /// The tariffs of each season.
    private(set) var weeks: [WeekTariffs] = []
    /// For each day of the year the index of its season.
    private(set) var weekOfDay: [UInt8] = []

    private struct Season {
        let node: Node
        let name: String
        let from: MonthDay
        let to: MonthDay
        let week: WeekTariffs

        /// The indexes of its days; past New Year where `from` comes after `to`.
        var days: [Int] {
            if from <= to { return Array(from.index...to.index) }
            return Array(from.index..<MonthDay.count) + Array(0...to.index)
        }
    }

    /// No seasons: every day of the year has the same tariffs.
    init(allYear week: WeekTariffs) {
        weeks = [week]
        weekOfDay = [UInt8](repeating: 0, count: MonthDay.count)
    }

    /// Reads the list; nil after a complaint.
    init?(_ node: Node, _ names: TariffNames) {
        guard let entries = node.array("the seasons") else { return nil }
        guard (1...MonthDay.count / 2).contains(entries.count) else {
            node.report("has \(entries.count) seasons; expected 1 to \(MonthDay.count / 2)")
            return nil
        }
        let read = entries.enumerated().map { Self.season($1, number: $0 + 1, names) }
        let seasons = read.compactMap { $0 }
        guard seasons.count == read.count else { return nil }
        guard let owners = Self.owners(seasons, node) else { return nil }
        weeks = seasons.map(\.week)
        weekOfDay = owners
    }

    private static func season(_ node: Node, number: Int, _ names: TariffNames) -> Season? {
        guard let object = node.object("a season") else { return nil }
        let name = object.optional("name").map { $0.string() }
        let from = object.required("from", "its first day, MM-DD").flatMap(day)
        let to = object.required("to", "its last day, MM-DD").flatMap(day)
        let days = object.required("days", "the tariffs of its days")
        let week = days.flatMap { WeekTariffs.read($0, names) }
        object.finish()
        if case .some(.none) = name { return nil }
        guard let from, let to, let week else { return nil }
        return Season(
            node: node,
            name: (name ?? nil) ?? "\(number)",
            from: from,
            to: to,
            week: week
        )
    }

    private static func day(_ node: Node) -> MonthDay? {
        guard let text = node.string("a day of the year such as 11-01") else { return nil }
        guard let day = MonthDay(text) else {
            node.report("\"\(text)\" is no day of the year; expected MM-DD such as 11-01")
            return nil
        }
        return day
    }

    /// Which season each day belongs to; nil after complaints of gaps and overlaps.
    private static func owners(_ seasons: [Season], _ node: Node) -> [UInt8]? {
        var owners = [Int?](repeating: nil, count: MonthDay.count)
        var isSound = true
        for (k, season) in seasons.enumerated() {
            var shared: [Int: [Int]] = [:]
            for day in season.days {
                if let other = owners[day] { shared[other, default: []].append(day) }
                owners[day] = owners[day] ?? k
            }
            for (other, days) in shared.sorted(by: { $0.key < $1.key }) {
                season.node.report(
                    "\(ranges(days)) belongs to season \(quoted(seasons[other])) too; "
                        + "seasons do not overlap"
                )
                isSound = false
            }
        }
        let free = owners.indices.filter { owners[$0] == nil }
        if !free.isEmpty {
            node.report("no season holds \(ranges(free)); together they fill the year")
            isSound = false
        }
        return isSound ? owners.map { UInt8($0 ?? 0) } : nil
    }

    private static func quoted(_ season: Season) -> String { JSONText.quoted(season.name) }

    /// `04-01 to 04-30, 06-01` of the indexes of days.
    private static func ranges(_ days: [Int]) -> String {
        var runs: [(first: Int, last: Int)] = []
        for day in days.sorted() {
            if let run = runs.last, run.last == day - 1 {
                runs[runs.count - 1].last = day
            } else {
                runs.append((day, day))
            }
        }
        let texts = runs.map { run in
            let ends = run.first == run.last ? [run.first] : [run.first, run.last]
            return ends.compactMap { MonthDay(index: $0)?.description }.joined(separator: " to ")
        }
        return texts.joined(separator: ", ")
    }
}
