public import SimulatedTime

/// A request that changes meters, as the journal keeps it until their checkpoints hold what it did.
public struct JournalEntry: Hashable, Sendable {
    /// The bus on which it came.
    public var bus: String
    /// Its number on this bus; later ones have greater numbers.
    public var sequence: Int64
    /// The address it was for; 0 for every meter on the bus.
    public var unit: UInt8
    /// The virtual instant at which it is carried out.
    public var instant: Instant
    /// The request, from its function code on.
    public var request: [UInt8]

    /// An entry.
    public init(
        bus: String,
        sequence: Int64,
        unit: UInt8,
        instant: Instant,
        request: [UInt8]
    ) {
        self.bus = bus
        self.sequence = sequence
        self.unit = unit
        self.instant = instant
        self.request = request
    }
}

/// Where a bus hands in what must be durable before it is carried out.
public protocol Journal: AnyObject {
    /// Takes an entry and returns at once; the bus is told later through
    /// ``Bus/settle(through:isDurable:)``.
    ///
    /// - Returns: false when too many entries wait already; nothing was taken then.
    func record(_ entry: JournalEntry) -> Bool
}

/// What an acknowledged write is worth.
public enum Durability: String, Sendable, CaseIterable {
    /// It is on the disk before the reply is on the line.
    case strict
    /// It is on the disk soon after the reply; a crash may lose the last ones.
    case relaxed
}

/// Whoever waits for what becomes of a request that went to the journal.
protocol JournalWaiter: AnyObject {
    /// The request was carried out or refused.
    ///
    /// - Parameter response: what is to be sent, from the function code on; nil for silence.
    func settled(_ response: [UInt8]?)
}
