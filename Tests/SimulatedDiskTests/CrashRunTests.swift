import GRDB
import SimulatedDisk
import TestSupport
import Testing

@Suite("SQLite on a disk that crashes")
struct CrashRunTests {
    static let batches = 8

    /// How many changes of the disk a run without a failure makes.
    private func changes(_ make: (SimulatedDisk) -> Ledger) throws -> Int {
        let disk = SimulatedDisk(seed: 0)
        let queue = try make(disk).open()
        #expect(Ledger.write(1, through: Self.batches, to: queue) == Self.batches)
        try queue.close()
        return disk.counters.changes
    }

    /// Runs until the power fails at change `count`, and lets the disk crash.
    ///
    /// - Returns: the acknowledged batches, and the connection that is left over.
    private func run(_ ledger: Ledger, count: Int, seed: UInt64) -> (Int, DatabaseQueue?) {
        ledger.disk.arm(.powerFailure, first: count)
        let queue = try? ledger.open()
        let acknowledged = queue.map { Ledger.write(1, through: Self.batches, to: $0) } ?? 0
        try? queue?.close()
        #expect(ledger.disk.isOff, "the power failed at change \(count)")
        ledger.disk.crash(seed: seed)
        return (acknowledged, queue)
    }

    /// What the database holds after the crash; nil if it is damaged.
    private func survivors(_ ledger: Ledger) -> Int? {
        try? Ledger.verify(ledger.open())
    }

    @Test("loses no acknowledged transaction and tears none, at whichever change it crashes")
    func writeAheadLog() throws {
        let count = try changes { Ledger($0) }
        #expect(count > 80)
        for change in 1...count {
            for seed in [UInt64(change), UInt64(change + count)] {
                let ledger = Ledger(SimulatedDisk(seed: 0))
                let (acknowledged, left) = run(ledger, count: change, seed: seed)
                let found = try Ledger.verify(ledger.open())
                let allowed = acknowledged...(acknowledged + 1)
                #expect(allowed.contains(found), "change \(change), seed \(seed)")
                try? left?.close()
            }
        }
    }

    @Test("goes on after the crash, whenever the left-over connection is closed")
    func leftOver() throws {
        let count = try changes { Ledger($0) }
        for change in stride(from: 1, through: count, by: 3) {
            let disk = SimulatedDisk(seed: 0)
            let ledger = Ledger(disk)
            disk.arm(.powerFailure, first: change)
            guard let left = try? ledger.open() else { continue }
            let acknowledged = Ledger.write(1, through: Self.batches, to: left)
            disk.crash(seed: UInt64(change))
            let queue = try ledger.open()
            let found = try Ledger.verify(queue)
            #expect(found >= acknowledged)
            try Ledger.write(found + 1, to: queue)
            #expect(throws: DatabaseError.self) { try Ledger.write(found + 1, to: left) }
            try? left.close()
            try Ledger.write(found + 2, to: queue)
            #expect(try Ledger.verify(queue) == found + 2, "change \(change)")
        }
    }

    @Test("survives crash upon crash, during recovery too")
    func again() throws {
        for seed in 1...60 as ClosedRange<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let disk = SimulatedDisk(seed: seed)
            var acknowledged = 0
            for life in 1...6 {
                disk.arm(.powerFailure, first: .random(in: 1...60, using: &generator))
                if let queue = try? Ledger(disk).open() {
                    let found = try? Ledger.verify(queue)
                    #expect(found == nil || found == acknowledged || found == acknowledged + 1)
                    let first = (found ?? acknowledged) + 1
                    acknowledged = Ledger.write(first, through: first + 40, to: queue)
                }
                disk.crash()
                let found = try Ledger.verify(Ledger(disk).open())
                let allowed = acknowledged...(acknowledged + 1)
                #expect(allowed.contains(found), "seed \(seed), life \(life)")
                acknowledged = found
                disk.disarmAll()
            }
        }
    }

    @Test("loses acknowledged transactions without syncs: the disk does forget")
    func withoutSyncs() throws {
        let count = try changes { Ledger($0, synchronous: "OFF") }
        var lost = 0
        var damaged = 0
        for change in 1...count {
            let ledger = Ledger(SimulatedDisk(seed: 0), synchronous: "OFF")
            let (acknowledged, _) = run(ledger, count: change, seed: UInt64(change))
            guard let found = survivors(ledger) else {
                damaged += 1
                continue
            }
            if found < acknowledged { lost += 1 }
        }
        #expect(lost > count / 10, "of \(count)")
        #expect(damaged > 0, "of \(count): checkpoints were reordered with the WAL")
    }

    @Test("loses the last transactions but stays sound with synchronous=NORMAL")
    func normal() throws {
        let count = try changes { Ledger($0, synchronous: "NORMAL") }
        var lost = 0
        for change in 1...count {
            let ledger = Ledger(SimulatedDisk(seed: 0), synchronous: "NORMAL")
            let (acknowledged, _) = run(ledger, count: change, seed: UInt64(change))
            let found = try Ledger.verify(ledger.open())
            #expect(found <= acknowledged + 1)
            if found < acknowledged { lost += 1 }
        }
        #expect(lost > 0)
    }

    @Test("with a rollback journal loses nothing if its deletion is synced, else one transaction")
    func rollbackJournal() throws {
        var lost = ["FULL": 0, "EXTRA": 0]
        for synchronous in ["FULL", "EXTRA"] {
            func ledger(_ disk: SimulatedDisk) -> Ledger {
                Ledger(disk, journal: "DELETE", synchronous: synchronous)
            }
            let count = try changes(ledger)
            for change in 1...count {
                let ledger = ledger(SimulatedDisk(seed: 0))
                let (acknowledged, _) = run(ledger, count: change, seed: UInt64(change))
                let found = try Ledger.verify(ledger.open())
                let allowed = (acknowledged - 1)...(acknowledged + 1)
                #expect(allowed.contains(found), "change \(change), \(synchronous)")
                if found < acknowledged { lost[synchronous, default: 0] += 1 }
            }
        }
        #expect(lost["EXTRA"] == 0)
        #expect((lost["FULL"] ?? 0) > 0, "an unsynced deletion came back: a hot journal")
    }
}
