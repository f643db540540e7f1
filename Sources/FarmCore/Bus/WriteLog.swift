internal import SimulatedTime

/// What masters have written on a bus and meters have carried out, the last of it.
///
/// A ring: what is older than ``capacity`` writes gives way. It takes no room while nobody writes.
struct WriteLog {
    /// The most writes that are kept.
    static let capacity = 256

    /// What a master sent.
    enum Request: Hashable {
        /// A request of Modbus, from its function code on.
        case modbus([UInt8])
        /// A frame of M-Bus, from its C field on.
        case mBus([UInt8])
    }

    /// What one meter has done.
    struct Entry {
        let number: Int64
        let instant: Instant
        /// The meter's place among those of the bus.
        let place: Int
        let request: Request
    }

    /// The number of the newest write; 0 before the first.
    private(set) var newest: Int64 = 0
    private var entries: [Entry] = []

    /// Notes what a meter has done.
    mutating func note(_ request: Request, by place: Int, at instant: Instant) {
        newest += 1
        let entry = Entry(number: newest, instant: instant, place: place, request: request)
        if entries.count < Self.capacity {
            entries.append(entry)
        } else {
            entries[Int((newest - 1) % Int64(Self.capacity))] = entry
        }
    }

    /// The writes behind a number in their order, as far as they are kept.
    func entries(after number: Int64) -> [Entry] {
        let first = max(number, newest - Int64(entries.count))
        guard first < newest else { return [] }
        return (first..<newest).map { entries[Int($0 % Int64(Self.capacity))] }
    }
}
