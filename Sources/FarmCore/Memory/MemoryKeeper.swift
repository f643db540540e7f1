public import SimulatedTime

/// Decides what is written to the disk when: gathers what arrives while the disk is busy into one
/// batch, and renews the lease before it runs out.
///
/// A state machine: whoever owns it carries out the batches, one at a time, and reports what became
/// of each.
public struct MemoryKeeper: Sendable {
    /// What a finished batch means for the farm.
    public struct Outcome: Equatable, Sendable {
        /// For each bus, the last entry that is settled now.
        public var settled: [String: Int64] = [:]
        /// Whether the entries are on the disk; if not, they are refused.
        public var isDurable = true
        /// The lease that holds from now on; nil when it has not changed.
        public var lease: Instant?
        /// What is new about the disk.
        public var news: News?
    }

    /// What is worth telling about the disk.
    public enum News: Equatable, Sendable {
        /// It has begun to refuse.
        case failed(DiskFault)
        /// It works again.
        case recovered
    }

    /// The most entries that wait for the disk.
    public static let entryLimit = 65_536

    /// How far a lease reaches ahead of the instant at which it is taken.
    public var leaseSpan: TimeSpan
    /// The lease that is on the disk.
    public private(set) var lease: Instant
    /// What the disk said last, when it refused.
    public private(set) var fault: DiskFault?

    private let durability: Durability
    private var waiting = MemoryBatch()
    private var underWay: MemoryBatch?

    /// A keeper for a farm whose first lease is on the disk already.
    public init(lease: Instant, leaseSpan: TimeSpan, durability: Durability = .strict) {
        self.lease = lease
        self.leaseSpan = leaseSpan
        self.durability = durability
    }

    /// Takes a request that is to be kept; false when too many wait.
    public mutating func take(_ entry: JournalEntry) -> Bool {
        guard waiting.entries.count < Self.entryLimit else { return false }
        waiting.entries.append(entry)
        return true
    }

    /// Takes states of meters.
    public mutating func take(_ checkpoints: [MeterCheckpoint]) {
        waiting.checkpoints += checkpoints
    }

    /// Takes a text that is to be kept from now on; nil drops the one that is.
    public mutating func take(_ text: String?, as note: FarmNote) {
        waiting.notes[note] = .some(text)
    }

    /// Takes note that checkpoints on the disk hold all that a bus's journal says up to an entry.
    public mutating func forget(bus: String, through sequence: Int64) {
        waiting.forgotten[bus] = max(sequence, waiting.forgotten[bus] ?? .min)
    }

    /// Whether requests wait to be written whose masters wait for an answer.
    public var hasEntries: Bool { durability == .strict && !waiting.entries.isEmpty }

    /// Whether something is to be written at an instant of the farm.
    public func isDue(at now: Instant) -> Bool {
        underWay == nil && (!waiting.isEmpty || needsLease(at: now))
    }

    /// The instant from which on a longer lease is wanted.
    public var leaseRenewal: Instant {
        lease - .microseconds(leaseSpan.microseconds / 4 * 3)
    }

    /// The next batch; nil while one is under way or when there is nothing to write.
    public mutating func begin(at now: Instant) -> MemoryBatch? {
        guard isDue(at: now) else { return nil }
        var batch = waiting
        waiting = MemoryBatch()
        let reach = now + leaseSpan
        if reach > lease { batch.lease = reach }
        underWay = batch
        return batch
    }

    /// The batch under way was written, or refused for a fault.
    ///
    /// What is refused is gone: entries are refused to their masters, checkpoints are taken anew
    /// by whoever made them, and the journal forgets nothing until they are written. With relaxed
    /// durability entries have been carried out already: they are tried again, before all later
    /// ones, so that a crash can lose the last ones only.
    public mutating func end(_ fault: DiskFault?) -> Outcome {
        guard let batch = underWay else { return Outcome() }
        underWay = nil
        var outcome = Outcome()
        if fault == nil || durability == .strict {
            for entry in batch.entries { outcome.settled[entry.bus] = entry.sequence }
        } else {
            waiting.entries = batch.entries + waiting.entries
        }
        outcome.isDurable = fault == nil
        if let fault {
            if self.fault == nil { outcome.news = .failed(fault) }
        } else {
            if let reach = batch.lease {
                lease = reach
                outcome.lease = reach
            }
            if self.fault != nil { outcome.news = .recovered }
        }
        self.fault = fault
        return outcome
    }

    private func needsLease(at now: Instant) -> Bool { now >= leaseRenewal }
}
