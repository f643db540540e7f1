/// The line that tells how far a long job is.
public struct ProgressLine: Sendable {
    private let total: Int
    private let width: Int
    private var shown = -1

    /// A line for a job of `total` steps on a terminal `width` characters wide.
    public init(total: Int, width: Int) {
        self.total = max(total, 1)
        self.width = width
    }

    /// The line after so many steps; nil while it would look the same as the one before.
    ///
    /// - Parameters:
    ///   - note: what is told beside the bar, such as the date reached.
    ///   - elapsed: seconds since the job began, from which the rest is estimated.
    public mutating func text(done: Int, note: String, elapsed: Double) -> String? {
        let permille = min(done, total) * 1000 / total
        guard permille != shown else { return nil }
        shown = permille
        let percent = "\(permille / 10) %"
        let left = Self.remaining(done: done, total: total, elapsed: elapsed)
        let padding = String(repeating: " ", count: max(0, 5 - percent.count))
        let end = " \(padding)\(percent)  \(note)\(left.map { "  \($0) left" } ?? "")"
        let room = max(0, min(40, width - end.count - 1))
        let filled = room * permille / 1000
        let bar = String(repeating: "█", count: filled)
        return bar + String(repeating: "░", count: room - filled) + end
    }

    /// A guess of the time left; nil in the first second, when it would be worth nothing.
    private static func remaining(done: Int, total: Int, elapsed: Double) -> String? {
        guard done > 0, done < total, elapsed > 1 else { return nil }
        let seconds = Int((elapsed / Double(done) * Double(total - done)).rounded(.up))
        if seconds < 100 { return "\(seconds) s" }
        let minutes = (seconds + 59) / 60
        return minutes < 100 ? "\(minutes) min" : "\((minutes + 59) / 60) h"
    }
}
