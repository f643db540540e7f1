import FarmCore
import SimulatedTime

/// What the disk must hold: what was handed in, what was acknowledged, what was refused.
struct Ledger {
    /// A request that was handed in.
    struct Record {
        let entry: JournalEntry
        /// Whether the disk has taken it, refused it, or has not said.
        var isDurable: Bool?
        /// Whether a master was told that it was carried out.
        var isAcknowledged = false
        /// The meters that it has changed.
        var meters: [String] = []
        /// Whether the disk has taken a batch after it has refused this one.
        var isVoid = false
    }

    private var records: [String: [Int64: Record]] = [:]
    /// The lease that is on the disk.
    private(set) var lease = Instant(microseconds: .min)

    /// A request was handed in.
    mutating func record(_ entry: JournalEntry) {
        records[entry.bus, default: [:]][entry.sequence] = Record(entry: entry)
    }

    /// A request was carried out and has changed a meter.
    mutating func note(_ entry: JournalEntry, changes meter: String) {
        records[entry.bus]?[entry.sequence]?.meters.append(meter)
    }

    /// The disk has taken a batch or refused it.
    mutating func written(_ batch: MemoryBatch, isDurable: Bool) {
        for entry in batch.entries { records[entry.bus]?[entry.sequence]?.isDurable = isDurable }
        guard isDurable else { return }
        if let lease = batch.lease { self.lease = lease }
        for (bus, known) in records {
            for (sequence, record) in known where record.isDurable == false {
                records[bus]?[sequence]?.isVoid = true
            }
        }
    }

    /// Whether the disk has taken a request.
    func isDurable(_ entry: JournalEntry) -> Bool {
        records[entry.bus]?[entry.sequence]?.isDurable == true
    }

    /// A master was told that a request was carried out.
    mutating func acknowledge(_ entry: JournalEntry) {
        records[entry.bus]?[entry.sequence]?.isAcknowledged = true
    }

    /// Whether what a request did to a meter is in a memory.
    static func survives(_ entry: JournalEntry, _ meter: String, in memory: FarmMemory) -> Bool {
        if let state = memory.checkpoints[meter], state.sequence >= entry.sequence { return true }
        return isKept(entry, meter, in: memory)
    }

    /// Whether the journal still holds a request for a meter; that of a meter which is not in the
    /// farm file lies on a bus of its own.
    private static func isKept(
        _ entry: JournalEntry,
        _ meter: String?,
        in memory: FarmMemory
    ) -> Bool {
        var entry = entry
        if let meter, let record = memory.records[meter], record.isAway { entry.bus = record.bus }
        return memory.journal[entry.bus]?.contains(entry) == true
    }

    /// Compares a memory with what it must hold, and begins anew with what it holds.
    ///
    /// - Parameter isStrict: whether an acknowledged write must be there.
    /// - Returns: what is wrong.
    mutating func reconcile(_ memory: FarmMemory, isStrict: Bool) -> Auditor.Complaint? {
        defer { begin(with: memory) }
        for (_, known) in records.sorted(by: { $0.key < $1.key }) {
            for (_, record) in known.sorted(by: { $0.key < $1.key }) {
                if let complaint = compare(record, memory, isStrict) { return complaint }
            }
        }
        let away = Set(memory.records.values.filter(\.isAway).map(\.bus))
        for (bus, entries) in memory.journal.sorted(by: { $0.key < $1.key })
        where !away.contains(bus) {
            for entry in entries where records[bus]?[entry.sequence]?.entry != entry {
                return Auditor.Complaint(
                    rule: .acknowledgedWrite,
                    text: "the journal of \(bus) holds entry \(entry.sequence) that nobody made"
                )
            }
        }
        return nil
    }

    private func compare(
        _ record: Record,
        _ memory: FarmMemory,
        _ isStrict: Bool
    ) -> Auditor.Complaint? {
        let entry = record.entry
        let words =
            "entry \(entry.sequence) of \(entry.bus), unit \(entry.unit), "
            + Hex.text(entry.request[...])
        let losers = record.meters.filter { !Self.survives(entry, $0, in: memory) }
        if isStrict, record.isAcknowledged || record.isDurable == true, !losers.isEmpty {
            let before = record.isAcknowledged ? "acknowledged" : "written"
            return Auditor.Complaint(
                rule: .acknowledgedWrite,
                text: "\(words) was \(before) and is lost for \(losers.joined(separator: ", "))"
            )
        }
        if !isStrict, let meter = losers.first, survivesLater(entry, meter, memory) {
            return Auditor.Complaint(
                rule: .acknowledgedWrite,
                text: "\(words) is lost for \(meter), which has kept a later one"
            )
        }
        if isStrict, record.isVoid, Self.isKept(entry, nil, in: memory) {
            return Auditor.Complaint(
                rule: .refusedDisk,
                text: "\(words) was refused and has come back from the disk"
            )
        }
        return nil
    }

    /// Whether a meter has kept a request that came after one.
    private func survivesLater(
        _ entry: JournalEntry,
        _ meter: String,
        _ memory: FarmMemory
    ) -> Bool {
        records[entry.bus]?.values.contains { later in
            later.entry.sequence > entry.sequence && later.meters.contains(meter)
                && Self.survives(later.entry, meter, in: memory)
        } == true
    }

    private mutating func begin(with memory: FarmMemory) {
        lease = memory.lease
        for (bus, known) in records {
            var kept: [Int64: Record] = [:]
            for (sequence, record) in known {
                let entry = record.entry
                guard
                    ([nil] + record.meters).contains(where: { Self.isKept(entry, $0, in: memory) })
                else { continue }
                kept[sequence] = record
                kept[sequence]?.isDurable = true
            }
            records[bus] = kept
        }
    }
}
