/// The path data of a line or a band, in as few bytes as its shape needs.
///
/// Steps are relative and whole in units of the caller's grid, so nothing drifts.
struct SVGPath {
    /// The width of a column, pixels: finer would cost bytes and show no more.
    static let pitch = 2

    private(set) var text = ""
    private var run = 0

    /// The line through the means: a point in the middle of each column, broken where there is
    /// nothing.
    ///
    /// - Parameters:
    ///   - heights: for each column, tenths of a pixel from the top; nil where there is nothing.
    ///   - left: where the first column begins, pixels.
    static func line(_ heights: [Int?], left: Int) -> String {
        var path = SVGPath()
        var last: Int?
        for (column, height) in heights.enumerated() {
            guard let height else {
                path.endRun()
                last = nil
                continue
            }
            if let last {
                path.step(height - last)
            } else {
                path.text += "M\(left + column * pitch + pitch / 2) \(tenths(height))"
                // A single point is a dot with round ends.
                if column + 1 == heights.count || heights[column + 1] == nil { path.text += "h0" }
            }
            last = height
        }
        path.endRun()
        return path.text
    }

    /// The area between the least and the greatest values, column by column.
    ///
    /// - Parameters:
    ///   - spans: for each column, whole pixels from the top; nil where nothing is to be seen.
    ///   - left: where the first column begins, pixels.
    static func band(_ spans: [Range<Int>?], left: Int) -> String {
        var text = ""
        var start = 0
        while start < spans.count {
            guard spans[start] != nil else {
                start += 1
                continue
            }
            let run = spans[start...].prefix { $0 != nil }.compactMap { $0 }
            text += outline(run, left: left + start * pitch)
            start += run.count
        }
        return text
    }

    private static func outline(_ run: [Range<Int>], left: Int) -> String {
        guard let first = run.first, let last = run.last else { return "" }
        let there = run.map(\.lowerBound)
        let back = run.reversed().map(\.upperBound)
        return "M\(left) \(first.lowerBound)" + stairs(there, by: 1)
            + "v\(last.upperBound - last.lowerBound)" + stairs(back, by: -1) + "z"
    }

    /// Flat stretches of one column each, joined by risers.
    private static func stairs(_ heights: [Int], by direction: Int) -> String {
        var text = ""
        var flat = 0
        for (index, height) in heights.enumerated() {
            if index > 0, height != heights[index - 1] {
                text += "h\(flat)v\(height - heights[index - 1])"
                flat = 0
            }
            flat += direction * pitch
        }
        return text + "h\(flat)"
    }

    /// Appends a column further right and `rise` tenths of a pixel further down.
    private mutating func step(_ rise: Int) {
        if rise == 0 {
            run += Self.pitch
            return
        }
        endRun()
        let height = Self.tenths(rise)
        text += "l\(Self.pitch)" + (rise < 0 ? height : " \(height)")
    }

    private mutating func endRun() {
        if run > 0 { text += "h\(run)" }
        run = 0
    }

    /// A whole number of tenths: `12`, `-.5`, `3.1`.
    static func tenths(_ value: Int) -> String {
        let (whole, rest) = (abs(value) / 10, abs(value) % 10)
        let digits = rest == 0 ? "\(whole)" : whole == 0 ? ".\(rest)" : "\(whole).\(rest)"
        return value < 0 ? "-\(digits)" : digits
    }
}
