import SimulatedTime

/// A day of every year, `MM-DD`; 29 February comes in leap years alone.
struct MonthDay: Hashable, Comparable, CustomStringConvertible, Sendable {
    /// 0 for 1 January to 365 for 31 December; 29 February always has its place.
    let index: Int

    /// How many days a year may have.
    static let count = 366

    /// Days before each month in a leap year.
    private static let before = [
        0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335,
    ]

    /// The day that a date is.
    init(_ date: CivilDate) {
        index = Self.before[date.month - 1] + date.day - 1
    }

    /// The day of an index; nil unless 0 to 365.
    init?(index: Int) {
        guard (0..<Self.count).contains(index) else { return nil }
        self.index = index
    }

    /// Reads `MM-DD`; nil when it is written otherwise or no year has such a day.
    init?(_ text: String) {
        guard text.utf8.count == 5 else { return nil }
        // 2000 was a leap year.
        do throws(TimeTextError) {
            self.init(try CivilDate(iso8601: "2000-" + text))
        } catch {
            return nil
        }
    }

    static func < (a: MonthDay, b: MonthDay) -> Bool { a.index < b.index }

    /// `MM-DD`.
    var description: String {
        let month = Self.before.lastIndex { $0 <= index } ?? 0
        return "\(Self.padded(month + 1))-\(Self.padded(index - Self.before[month] + 1))"
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
