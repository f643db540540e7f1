import SimulatedTime

/// Values given at instants, and what holds between, before and after them.
struct SampledSeries: Sendable {
    /// What holds outside the time that was sampled.
    enum End: String, CaseIterable {
        /// The first value before, the last after.
        case hold
        /// All of it again and again, before and after.
        case `repeat`
        /// Nothing: 0.
        case stop
    }

    /// Where each stretch begins, µs since the epoch; ascending, never empty.
    let starts: [Int64]
    /// The value at the beginning of each stretch.
    let values: [Double]
    /// The value each stretch runs to; empty when all are level.
    let targets: [Double]
    /// Where the last stretch ends; not before it begins.
    let end: Int64
    /// What holds outside.
    let rule: End

    /// The value at an instant and how long it stays, held on the grid when the values run.
    func sample(at instant: Instant, resolution: TimeSpan) -> (value: Double, until: Instant) {
        if targets.isEmpty {
            let stretch = stretch(at: instant.microseconds)
            return (stretch.from, Instant(microseconds: stretch.end))
        }
        let held = instant.floored(to: resolution)
        let stretch = stretch(at: held.microseconds)
        if stretch.from == stretch.to {
            if stretch.end >= Instant.distantFuture.microseconds {
                return (stretch.from, .distantFuture)
            }
            return (stretch.from, Instant(microseconds: stretch.end).ceiled(to: resolution))
        }
        let share =
            Double(held.microseconds - stretch.start) / Double(stretch.end - stretch.start)
        return (stretch.from + (stretch.to - stretch.from) * share, held + resolution)
    }

    private struct Stretch {
        var start: Int64
        var end: Int64
        var from: Double
        var to: Double
    }

    private func stretch(at position: Int64) -> Stretch {
        guard let first = starts.first, let last = values.last else { return level(0) }
        var shift: Int64 = 0
        if position < first || position >= end {
            guard rule == .repeat, end > first else {
                let value = position < first ? values[0] : targets.last ?? last
                let outside = rule == .stop ? 0 : value
                return position < first ? level(outside, until: first) : level(outside)
            }
            shift = (position - first).floorDivided(by: end - first) * (end - first)
        }
        let index = max(0, starts.countAtOrBefore(position - shift) - 1)
        return Stretch(
            start: starts[index] + shift,
            end: (index + 1 < starts.count ? starts[index + 1] : end) + shift,
            from: values[index],
            to: targets.isEmpty ? values[index] : targets[index]
        )
    }

    private func level(
        _ value: Double,
        until end: Int64 = Instant.distantFuture.microseconds
    ) -> Stretch {
        Stretch(start: .min, end: end, from: value, to: value)
    }
}

extension [Int64] {
    /// How many elements of this ascending array are not greater than `position`.
    func countAtOrBefore(_ position: Int64) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] <= position { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
