public import SimulatedTime

/// What is known of a snapshot.
public struct SnapshotFacts: Sendable {
    /// Its name.
    public var name: String
    /// What it is, for people; nil where nobody has said it.
    public var description: String?
    /// The instant that it shows.
    public var at: Instant
    /// How many meters it holds.
    public var meters: Int
    /// Its size.
    public var bytes: Int

    /// Facts.
    public init(name: String, description: String?, at: Instant, meters: Int, bytes: Int) {
        self.name = name
        self.description = description
        self.at = at
        self.meters = meters
        self.bytes = bytes
    }
}

/// Why nothing has become of what was asked of the snapshots; nothing has changed.
public enum SnapshotRefusal: Error, Sendable {
    /// The farm keeps no memory.
    case noMemory
    /// There is a snapshot of the name already.
    case exists(String)
    /// There is no snapshot of the name.
    case missing(String, among: [String])
    /// Somebody takes or restores one at the moment.
    case busy
    /// It cannot take the place of the farm's memory: why, and what to do.
    case unfit(String)
    /// The disk refuses.
    case disk
}
