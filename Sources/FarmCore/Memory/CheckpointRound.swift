/// One round over the buses of an event loop: the states of all meters that have changed, in
/// slices, so that no read waits long.
///
/// Hand each slice to the disk when the one before is on it. What the journal said up to the
/// beginning of the round is no longer needed when the last slice is there, not before; so it
/// goes with that slice. When the disk refuses a slice the round is over, and ``abandon()`` lets
/// the next one take every state anew.
public struct CheckpointRound {
    /// What goes to the disk at once.
    public struct Slice: Sendable {
        /// States of meters.
        public let checkpoints: [MeterCheckpoint]
        /// For each bus, the entry up to which the journal is no longer needed.
        public let forgotten: [String: Int64]
        /// Whether the round ends with it.
        public let isLast: Bool
    }

    /// States taken at a time: about half a millisecond's work.
    public static let sliceLength = 64

    private let buses: [Bus]
    private let carriedOut: [String: Int64]
    private let groups: [PulseGroup]
    private var group = 0
    private var bus = 0
    private var position = 0

    /// A round that begins now.
    public init(_ buses: [Bus]) {
        self.buses = buses
        var seen: Set<ObjectIdentifier> = []
        groups = buses.flatMap(\.pulseGroups).filter { seen.insert(ObjectIdentifier($0)).inserted }
        carriedOut = Dictionary(buses.map { ($0.name, $0.carriedOut) }) { first, _ in first }
    }

    /// Takes the next states.
    public mutating func next(limit: Int = sliceLength) -> Slice {
        var checkpoints: [MeterCheckpoint] = []
        // A group goes to the disk at once, however large it is.
        while group < groups.count, checkpoints.count < limit {
            checkpoints += groups[group].checkpoints()
            group += 1
        }
        while bus < buses.count, checkpoints.count < limit {
            let room = limit - checkpoints.count
            checkpoints += buses[bus].checkpoints(from: &position, limit: room)
            if position >= buses[bus].meterCount { (bus, position) = (bus + 1, 0) }
        }
        let isLast = bus >= buses.count && group >= groups.count
        return Slice(
            checkpoints: checkpoints,
            forgotten: isLast ? carriedOut : [:],
            isLast: isLast
        )
    }

    /// The disk has refused a slice.
    public func abandon() {
        for bus in buses { bus.forgetCheckpoints() }
    }
}
