public import SimulatedTime

/// Edges on their way out of the farm, each to leave a while after its virtual instant.
///
/// A meter's edges are known at the end of the refresh step in which they lie; so all leave by the
/// same delay later, and the time between two of them is right.
public struct PulseSchedule {
    /// An edge that leaves.
    public struct Departure {
        /// Its line.
        public let line: PulseLinePlan
        /// The edge.
        public let edge: OutputEdge
        /// When it is due.
        fileprivate let due: Instant
    }

    /// The most edges that wait.
    public static let limit = 100_000

    /// Edges that were dropped because too many waited.
    public private(set) var dropped = 0

    private let start: Instant
    private var waiting: [Departure] = []
    private var next = 0

    /// A schedule.
    ///
    /// - Parameter start: edges up to it have left in an earlier life, or never.
    public init(after start: Instant) { self.start = start }

    /// Takes an edge.
    ///
    /// - Parameter delay: from its virtual instant until it leaves, virtual.
    public mutating func add(_ line: PulseLinePlan, _ edge: OutputEdge, delay: TimeSpan) {
        guard edge.instant > start else { return }
        guard waiting.count - next < Self.limit else {
            dropped += 1
            return
        }
        let departure = Departure(line: line, edge: edge, due: edge.instant + delay)
        // Those of other meters may lie later and have come before.
        var place = waiting.count
        while place > next, waiting[place - 1].due > departure.due { place -= 1 }
        waiting.insert(departure, at: place)
    }

    /// When the next edge is due; nil when none waits.
    public var nextDue: Instant? { next < waiting.count ? waiting[next].due : nil }

    /// Takes what is due at an instant, in order.
    public mutating func take(by now: Instant) -> [Departure] {
        let first = next
        while next < waiting.count, waiting[next].due <= now { next += 1 }
        let taken = Array(waiting[first..<next])
        if next > 4096 || next == waiting.count {
            waiting.removeSubrange(..<next)
            next = 0
        }
        return taken
    }
}
