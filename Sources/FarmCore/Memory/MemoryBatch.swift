public import SimulatedTime

/// What goes to the disk at once: all of it or nothing.
public struct MemoryBatch: Sendable {
    /// Requests to be kept.
    public var entries: [JournalEntry] = []
    /// The shapes of models, by name; each replaces what was known of the model.
    public var models: [String: ModelShape] = [:]
    /// Who the meters are; each replaces what was known of the meter.
    public var records: [MeterRecord] = []
    /// States of meters; each replaces the meter's last one.
    public var checkpoints: [MeterCheckpoint] = []
    /// For each bus, the entry up to which the journal is no longer needed.
    public var forgotten: [String: Int64] = [:]
    /// The instant below which the farm may serve; nil to leave it.
    public var lease: Instant?
    /// What the farm's file says of the start; nil to leave it.
    public var start: String?
    /// Texts that the farm keeps, by key; each replaces the one before, nil drops it.
    public var notes: [FarmNote: String?] = [:]

    /// Nothing to be written.
    public init() {}

    /// Whether there is nothing to be written.
    public var isEmpty: Bool {
        entries.isEmpty && models.isEmpty && records.isEmpty && checkpoints.isEmpty
            && forgotten.isEmpty && lease == nil && start == nil && notes.isEmpty
    }
}

/// Why something could not be written.
public enum DiskFault: Error, Hashable, Sendable {
    /// No space is left.
    case full
    /// Anything else, in the words of the system.
    case failed(String)
}

extension DiskFault: CustomStringConvertible {
    /// The fault as a clause.
    public var description: String {
        switch self {
        case .full: "no space is left on the disk"
        case .failed(let reason): reason
        }
    }
}

/// A disk as a farm's memory needs it.
public protocol FarmDisk {
    /// Writes a batch; when it returns, the batch survives any crash.
    ///
    /// - Throws: why nothing of it was written.
    func commit(_ batch: MemoryBatch) throws(DiskFault)
}
