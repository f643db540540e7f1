/// The offsets of one zone as a sorted table: what a lookup needs, and nothing of the system.
final class OffsetTable: Sendable {
    /// The name the table was made for.
    let identifier: String
    /// Where each span begins, µs since the epoch; the first is the beginning of time.
    let starts: [Int64]
    /// What the clocks add to UTC in each span, µs.
    let offsets: [Int64]

    /// A table from the offset before all transitions and the transitions in order.
    init(identifier: String, first: Int64, transitions: [(at: Int64, offset: Int64)]) {
        self.identifier = identifier
        var starts: [Int64] = [.min]
        var offsets = [first]
        for next in transitions where next.offset != offsets.last {
            starts.append(next.at)
            offsets.append(next.offset)
        }
        self.starts = starts
        self.offsets = offsets
    }

    /// The span that holds an instant.
    func index(at microseconds: Int64) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= microseconds { low = middle } else { high = middle }
        }
        return low
    }

    /// The first instant after a span; `Int64.max` for the last.
    func end(of index: Int) -> Int64 {
        index + 1 < starts.count ? starts[index + 1] : .max
    }

    /// When the clocks show a wall time: no, one or two instants; where none, the gap's end.
    func occurrences(of wall: Int64) -> (instants: [Int64], gap: Gap?) {
        var found: [Int64] = []
        var gap: Gap?
        // No zone is further than 16 hours from UTC.
        var span = index(at: wall &- 57_600_000_000)
        let last = index(at: wall &+ 57_600_000_000)
        while span <= last {
            let instant = wall &- offsets[span]
            if instant >= starts[span], instant < end(of: span) { found.append(instant) }
            if span < last, instant >= end(of: span), wall &- offsets[span + 1] < end(of: span) {
                gap = Gap(end: end(of: span), forward: instant)
            }
            span += 1
        }
        return (found, gap)
    }

    /// A wall time that the clocks skip.
    struct Gap {
        /// The instant at which they skip it.
        let end: Int64
        /// The instant at which they would show it, had they not been set.
        let forward: Int64
    }
}
