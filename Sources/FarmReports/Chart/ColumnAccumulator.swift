public import SimulatedTime

/// Reduces a value over time to a fixed number of equal columns, each with its least, its greatest
/// and its mean value: what a picture of that width can show, and all it can show.
public struct ColumnAccumulator: Sendable {
    private let bounds: [Int64]
    private var low: [Double]
    private var high: [Double]
    private var sums: [Double]
    private var weights: [Double]
    /// Where the last span lay; spans mostly follow each other.
    private var cursor = 0

    /// Nothing seen yet.
    ///
    /// - Parameters:
    ///   - columns: at least 1.
    ///   - length: longer than a microsecond for each column.
    public init(columns: Int, from start: Instant, length: TimeSpan) {
        let count = max(columns, 1)
        let size = UInt64(max(length.microseconds, 1))
        bounds = (0...count).map { index in
            let wide = size.multipliedFullWidth(by: UInt64(index))
            return start.microseconds + Int64(UInt64(count).dividingFullWidth(wide).quotient)
        }
        low = Array(repeating: .infinity, count: count)
        high = Array(repeating: -.infinity, count: count)
        sums = Array(repeating: 0, count: count)
        weights = Array(repeating: 0, count: count)
    }

    /// Notes a value that goes steadily from `first` to `last` between two instants.
    public mutating func add(
        from first: Double,
        to last: Double,
        over span: Range<Instant>
    ) {
        let (begin, end) = (span.lowerBound.microseconds, span.upperBound.microseconds)
        guard first.isFinite, last.isFinite, begin < end else { return }
        move(to: begin)
        let rise = last - first
        func value(at instant: Int64) -> Double {
            first + rise * (Double(instant - begin) / Double(end - begin))
        }
        var column = cursor
        while column < low.count, bounds[column] < end {
            let from = max(begin, bounds[column])
            let to = min(end, bounds[column + 1])
            if from < to {
                note(value(at: from), value(at: to), Double(to - from), in: column)
            }
            column += 1
        }
    }

    /// Notes a value that stays the same between two instants.
    public mutating func hold(_ value: Double, over span: Range<Instant>) {
        add(from: value, to: value, over: span)
    }

    private mutating func note(_ a: Double, _ b: Double, _ weight: Double, in column: Int) {
        low[column] = min(low[column], a, b)
        high[column] = max(high[column], a, b)
        sums[column] += (a + b) / 2 * weight
        weights[column] += weight
    }

    private mutating func move(to instant: Int64) {
        if instant < bounds[cursor] { cursor = 0 }
        while cursor + 1 < low.count, bounds[cursor + 1] <= instant { cursor += 1 }
    }

    /// The columns; nil where nothing was noted.
    public var columns: [ColumnSummary?] {
        low.indices.map { index in
            guard weights[index] > 0 else { return nil }
            // A mean of equal values may leave them by a rounding.
            let mean = min(max(sums[index] / weights[index], low[index]), high[index])
            return ColumnSummary(low: low[index], high: high[index], mean: mean)
        }
    }
}
