import Documents
import SimulatedTime

extension HolidayRules {
    private static let expected =
        "a date (\"2026-12-24\"), a day of every year (\"12-25\"), or days from Easter Sunday "
        + "(\"easter+1\")"

    /// Reads the list of holidays; faults go to the log.
    init(_ node: Node) {
        for entry in node.array("the holidays") ?? [] {
            guard let text = entry.string(Self.expected) else { continue }
            guard let rule = Self.rule(text) else {
                entry.report("\"\(text)\" is no holiday; expected \(Self.expected)")
                continue
            }
            if case .easter(let days) = rule, !Self.easterRange.contains(days) {
                let (low, high) = (Self.easterRange.lowerBound, Self.easterRange.upperBound)
                entry.report("\"\(text)\" is too far from Easter; allowed: \(low) to +\(high) days")
                continue
            }
            if !insert(rule) { entry.warn("\"\(text)\" is a holiday already") }
        }
    }

    private static func rule(_ text: String) -> Rule? {
        if let days = easterDays(text) { return .easter(days) }
        if let day = MonthDay(text) { return .yearly(day) }
        do throws(TimeTextError) {
            return .date(try CivilDate(iso8601: text))
        } catch {
            return nil
        }
    }

    /// The days after Easter of `easter`, `easter+39`, `easter-2`.
    private static func easterDays(_ text: String) -> Int? {
        guard text.hasPrefix("easter") else { return nil }
        let rest = text.dropFirst(6)
        guard let sign = rest.first else { return 0 }
        guard sign == "+" || sign == "-", (1...4).contains(rest.count - 1),
            rest.dropFirst().utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 })
        else { return nil }
        return Int(rest)
    }
}
