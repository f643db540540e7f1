/// Something that a ``ConnectionTable`` can ask whether it has been used lately.
protocol Idling: AnyObject {
    /// Whether anything was heard since this was last set to false.
    var wasHeard: Bool { get set }
    /// When anything was heard last, monotonic nanoseconds.
    var lastHeard: Int64 { get }
}

/// The connections of a port, at most so many, which finds an idle one in constant time.
///
/// In a small table "idlest" is exact. In a large one it is the second-chance approximation: a hand
/// goes round, takes the mark of those heard since its last visit and stops at the first without.
/// A request costs two stores, and a flood of new clients no search of ten thousand.
struct ConnectionTable<Connection: Idling> {
    private var slots: [Connection?] = []
    private var free: [Int] = []
    private var hand = 0

    /// How many slots are searched for the exact idlest.
    static var searchLimit: Int { 64 }

    /// How many there can be.
    let limit: Int

    /// An empty table.
    init(limit: Int) {
        self.limit = max(1, limit)
    }

    /// How many there are.
    var count: Int { slots.count - free.count }

    /// Whether none can be added.
    var isFull: Bool { count >= limit }

    /// All of them.
    var all: [Connection] { slots.compactMap(\.self) }

    /// Adds one, if there is room.
    ///
    /// - Returns: its slot, for ``remove(_:at:)``; nil if the table is full.
    mutating func add(_ connection: Connection) -> Int? {
        guard !isFull else { return nil }
        if let slot = free.popLast() {
            slots[slot] = connection
            return slot
        }
        slots.append(connection)
        return slots.count - 1
    }

    /// Removes one, if it is there.
    mutating func remove(_ connection: Connection, at slot: Int) {
        guard slots.indices.contains(slot), slots[slot] === connection else { return }
        slots[slot] = nil
        free.append(slot)
    }

    /// One that has not been heard for long; nil only if there is none.
    mutating func idlest() -> Connection? {
        guard count > 0 else { return nil }
        guard slots.count > Self.searchLimit else {
            return all.min { $0.lastHeard < $1.lastHeard }
        }
        // Twice round: the first round takes every mark.
        for _ in 0..<(2 * slots.count) {
            hand = (hand + 1) % slots.count
            guard let connection = slots[hand] else { continue }
            guard connection.wasHeard else { return connection }
            connection.wasHeard = false
        }
        return all.first
    }
}
