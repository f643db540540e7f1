import Documents
import SimulatedTime

/// The files in `profiles/standards`: one published profile each.
///
/// ```json
/// { "name": "H0", "description": "…", "source": "…", "edition": 1999, "dynamised": true,
///   "unit": 0.00004,
///   "periods": [ { "name": "summer", "dates": [["05-15", "09-14"]],
///                  "saturday": [96 whole numbers], "sunday": […], "weekday": […] } ] }
/// ```
///
/// A figure is a whole number times `unit`; one figure for each quarter-hour from midnight by the
/// wall clock. `dates` are month and day, both included; they may run over the new year. Together
/// the periods hold every day of a year once, 29 February too.
extension StandardTable {
    /// Reads the profile that a node names; nil after complaints.
    static func read(_ node: Node, library: ProfileLibrary) -> StandardTable? {
        guard let name = node.string("the name of a standard profile such as \"H25\"") else {
            return nil
        }
        guard let found = library.find(name, kind: .standards, from: node.log.file) else {
            let hint = Spelling.hint(for: name, among: library.names(of: .standards))
            node.report("there is no standard profile \"\(name)\"\(hint)")
            return nil
        }
        let log = FaultLog(file: found.path)
        do throws(Fault) {
            let value = try JSONValue.parse(found.bytes, file: found.path)
            let table = read(document: Node(value, log: log))
            node.log.adopt(log.faults)
            return table
        } catch {
            node.log.adopt([error])
            return nil
        }
    }

    private static func read(document: Node) -> StandardTable? {
        guard let object = document.object("a standard profile") else { return nil }
        let before = document.log.faults.count
        let name = object.required("name")?.string()
        for key in ["description", "source"] { _ = object.required(key)?.string() }
        _ = object.required("edition")?.integer("a year", in: 1900...2200)
        let isDynamised = object.required("dynamised")?.bool()
        let unit = object.required("unit")?.number("a positive factor", in: 1e-12...1e12)
        let periods = object.required("periods").flatMap { self.periods($0, unit: unit ?? 1) }
        object.finish(allowing: ["$schema"])
        guard document.log.faults.count == before, let name, let isDynamised, let periods else {
            return nil
        }
        return StandardTable(
            name: name,
            isDynamised: isDynamised,
            periods: periods.days,
            figures: periods.figures
        )
    }

    private static func periods(_ node: Node, unit: Double) -> (days: [Int], figures: [Double])? {
        guard let elements = node.array("an array of periods") else { return nil }
        var owners = [Int?](repeating: nil, count: 12 * 31)
        var figures: [Double] = []
        for (index, element) in elements.enumerated() {
            guard let object = element.object("a period") else { continue }
            _ = object.optional("name")?.string()
            if let dates = object.required("dates") { claim(dates, for: index, in: &owners) }
            for kind in DayKind.allCases {
                let row = object.required(kind.key).flatMap { self.figures($0) } ?? []
                figures += row.map { $0 * unit }
            }
            object.finish()
        }
        complainOfUnclaimed(owners, node)
        return (owners.map { $0 ?? 0 }, figures)
    }

    private static func figures(_ node: Node) -> [Double]? {
        guard let elements = node.array("96 figures") else { return nil }
        guard elements.count == quarters else {
            node.report("has \(elements.count) figures; expected \(quarters), one a quarter-hour")
            return nil
        }
        let figures = elements.compactMap { $0.number("a figure", in: 0...1e12) }
        guard figures.count == quarters else { return nil }
        if figures.allSatisfy({ $0 == 0 }) {
            node.report("has only zeros; expected some consumption")
            return nil
        }
        return figures
    }

    /// Notes which days belong to a period.
    private static func claim(_ node: Node, for period: Int, in owners: inout [Int?]) {
        for span in node.array("an array of [from, to] pairs") ?? [] {
            guard let ends = span.array("a [from, to] pair") else { continue }
            let days = ends.compactMap { day($0) }
            guard days.count == 2, ends.count == 2 else {
                span.report("is not a [from, to] pair; expected one such as [\"05-15\", \"09-14\"]")
                continue
            }
            var place = days[0]
            while true {
                if owners[place] != nil,
                    place % 31 < CivilDate.daysIn(month: place / 31 + 1, of: 2000)
                {
                    span.report("holds \(place / 31 + 1)-\(place % 31 + 1), which another has too")
                    break
                }
                owners[place] = period
                if place == days[1] { break }
                place = (place + 1) % owners.count
            }
        }
    }

    /// `"05-15"` as a place among 12 × 31 days.
    private static func day(_ node: Node) -> Int? {
        guard let text = node.string("a month and day such as \"05-15\"") else { return nil }
        guard let date = try? CivilDate(iso8601: "2000-" + text) else {
            node.report("\"\(text)\" is not a day; expected month and day such as \"05-15\"")
            return nil
        }
        return (date.month - 1) * 31 + date.day - 1
    }

    private static func complainOfUnclaimed(_ owners: [Int?], _ node: Node) {
        for (place, owner) in owners.enumerated() where owner == nil {
            let (month, day) = (place / 31 + 1, place % 31 + 1)
            guard day <= CivilDate.daysIn(month: month, of: 2000) else { continue }
            node.report("no period holds \(month)-\(day); together they hold every day of a year")
            return
        }
    }
}
