internal import SimulatedTime

/// When disturbances of a line come, in host time.
struct DisturbanceSchedule {
    /// What comes.
    enum Disturbance: Equatable {
        case noise
        /// A poll of a foreign master, by its place in the conditions.
        case foreign(Int)
    }

    /// The shortest time between two of one kind, nanoseconds.
    static let shortest: Int64 = 1_000_000
    /// What lies further back than this is not made up for, nanoseconds.
    static let longestDelay: Int64 = 1_000_000_000

    private var entries: [(disturbance: Disturbance, every: Int64, due: Int64?)] = []

    /// Nothing disturbs.
    init() {}

    /// What the conditions tell; it begins when time is first known.
    init(_ conditions: LineConditions) {
        if let noise = conditions.noise {
            entries.append((.noise, Self.nanoseconds(noise.every), nil))
        }
        for (index, traffic) in conditions.foreignTraffic.enumerated() {
            entries.append((.foreign(index), Self.nanoseconds(traffic.every), nil))
        }
    }

    /// Whether anything waits for the time to be known.
    var wantsTime: Bool { entries.contains { $0.due == nil } }

    /// The time is known: everything comes first after its interval.
    mutating func begin(at hostTime: Int64) {
        for index in entries.indices where entries[index].due == nil {
            entries[index].due = hostTime + entries[index].every
        }
    }

    /// When the next comes.
    var next: Int64? { entries.lazy.compactMap(\.due).min() }

    /// Takes the first that comes, and plans its next.
    ///
    /// - Parameter present: the host time; what was missed by far is left out.
    mutating func take(at present: Int64) -> (disturbance: Disturbance, due: Int64)? {
        guard let next, let index = entries.firstIndex(where: { $0.due == next }) else {
            return nil
        }
        let following = next + entries[index].every
        entries[index].due = max(following, present - Self.longestDelay)
        return (entries[index].disturbance, next)
    }

    private static func nanoseconds(_ span: TimeSpan) -> Int64 {
        let limit = Int64.max / 4000
        return max(min(span.microseconds, limit) * 1000, shortest)
    }
}
