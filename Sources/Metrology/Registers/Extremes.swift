/// The least and the greatest of several values since a reset, with the instants they occurred.
public struct Extremes: Equatable, Sendable {
    /// The extremes of one value, in its base unit.
    public struct Pair: Equatable, Sendable {
        /// The least value.
        public internal(set) var minimum: Int64
        /// When the least value occurred first, milliseconds since the epoch.
        public internal(set) var minimumInstant: Int64
        /// The greatest value.
        public internal(set) var maximum: Int64
        /// When the greatest value occurred first, milliseconds since the epoch.
        public internal(set) var maximumInstant: Int64

        /// Not seen yet: the least exceeds the greatest.
        static let none = Pair(
            minimum: .max,
            minimumInstant: 0,
            maximum: .min,
            maximumInstant: 0
        )

        fileprivate var isEmpty: Bool { minimum > maximum }
    }

    var pairs: [Pair]

    /// Extremes of `count` values, none of which was seen yet.
    public init(count: Int) {
        pairs = Array(repeating: .none, count: Swift.max(count, 0))
    }

    /// How many values are watched.
    public var count: Int { pairs.count }

    /// The extremes of a value; nil before it was seen and for an index that does not exist.
    public subscript(index: Int) -> Pair? {
        guard pairs.indices.contains(index), !pairs[index].isEmpty else { return nil }
        return pairs[index]
    }

    /// Takes note of a value.
    ///
    /// - Parameters:
    ///   - index: which value; one that does not exist is ignored.
    ///   - value: in its base unit; nil, not available, is ignored.
    ///   - instant: milliseconds since the epoch.
    public mutating func update(_ index: Int, _ value: Int64?, at instant: Int64) {
        guard let value, pairs.indices.contains(index) else { return }
        let pair = pairs[index]
        if value >= pair.minimum, value <= pair.maximum { return }
        if value < pair.minimum || pair.isEmpty {
            pairs[index].minimum = value
            pairs[index].minimumInstant = instant
        }
        if value > pair.maximum || pair.isEmpty {
            pairs[index].maximum = value
            pairs[index].maximumInstant = instant
        }
    }

    /// Forgets the extremes of one value.
    public mutating func reset(_ index: Int) {
        if pairs.indices.contains(index) { pairs[index] = .none }
    }

    /// Forgets all extremes.
    public mutating func reset() {
        for index in pairs.indices { pairs[index] = .none }
    }
}
