import GRDB
import SimulatedDisk
import Testing

@Suite("SQLite on a disk that fails")
struct FailureTests {
    static let batches = 8

    /// The first error of writing batches from `first` on, of fifty at most.
    private func failure(_ first: Int, _ queue: DatabaseQueue) -> (batch: Int, DatabaseError)? {
        for batch in first..<(first + 50) {
            do { try Ledger.write(batch, to: queue) } catch {
                return (error as? DatabaseError).map { (batch, $0) }
            }
        }
        return nil
    }

    @Test("refuses writes while it is full, keeps reading, and goes on when space returns")
    func full() throws {
        for budget in stride(from: 0, through: 60_000, by: 1_700) {
            let disk = SimulatedDisk(seed: UInt64(budget))
            let queue = try Ledger(disk).open()
            try Ledger.write(1, to: queue)
            disk.setCapacity(disk.used + budget)
            let (batch, error) = try #require(failure(2, queue), "budget \(budget)")
            #expect(error.resultCode == .SQLITE_FULL, "budget \(budget)")
            #expect(try Ledger.verify(queue) == batch - 1, "budget \(budget)")
            disk.setCapacity(nil)
            try Ledger.write(batch, to: queue)
            disk.crash(seed: UInt64(budget))
            #expect(try Ledger.verify(Ledger(disk).open()) == batch, "budget \(budget)")
        }
    }

    @Test("is still full after a crash, and all that was acknowledged is there")
    func fullAndCrashed() throws {
        for budget in stride(from: 0, through: 60_000, by: 3_100) {
            let disk = SimulatedDisk(seed: UInt64(budget))
            let queue = try Ledger(disk).open()
            try Ledger.write(1, to: queue)
            disk.setCapacity(disk.used + budget)
            let (batch, _) = try #require(failure(2, queue))
            disk.crash()
            #expect(try Ledger.verify(Ledger(disk).open()) == batch - 1, "budget \(budget)")
        }
    }

    @Test(
        "loses nothing when any one write or sync fails and the transaction is tried again",
        arguments: [
            DiskFault.writeError, .writeFull, .shortWriteError, .shortWriteFull, .syncError,
            .syncLoss,
        ]
    )
    func once(_ fault: DiskFault) throws {
        let isSync = fault == .syncError || fault == .syncLoss
        let probe = SimulatedDisk(seed: 0)
        _ = Ledger.write(1, through: Self.batches, to: try Ledger(probe).open())
        let count = isSync ? probe.counters.syncs : probe.counters.writes
        var failures = 0
        for call in stride(from: 1, through: count, by: isSync ? 1 : 3) {
            let disk = SimulatedDisk(seed: UInt64(call))
            disk.arm(fault, first: call)
            let queue = try opened(Ledger(disk), failures: &failures)
            for batch in 1...Self.batches {
                try persistently(batch, queue, failures: &failures)
            }
            #expect(try Ledger.verify(queue) == Self.batches, "call \(call)")
            disk.crash(seed: UInt64(call))
            #expect(try Ledger.verify(Ledger(disk).open()) == Self.batches, "call \(call)")
        }
        #expect(failures > 0)
    }

    /// Opens at the second try if the first fails.
    private func opened(_ ledger: Ledger, failures: inout Int) throws -> DatabaseQueue {
        do { return try ledger.open() } catch {
            failures += 1
            return try ledger.open()
        }
    }

    /// Writes at the second try if the first fails.
    private func persistently(
        _ batch: Int,
        _ queue: DatabaseQueue,
        failures: inout Int
    ) throws {
        do { try Ledger.write(batch, to: queue) } catch {
            failures += 1
            #expect(try Ledger.verify(queue) == batch - 1)
            try Ledger.write(batch, to: queue)
        }
    }

    @Test("does not acknowledge what it could not sync, and says so")
    func syncFails() throws {
        let disk = SimulatedDisk(seed: 1)
        let queue = try Ledger(disk).open()
        try Ledger.write(1, to: queue)
        disk.arm(.syncError, times: .max)
        let error = #expect(throws: DatabaseError.self) { try Ledger.write(2, to: queue) }
        #expect(error?.extendedResultCode == .SQLITE_IOERR_FSYNC)
        #expect(try Ledger.verify(queue) == 1)
        disk.disarmAll()
        #expect(Ledger.write(2, through: 4, to: queue) == 4)
    }

    @Test("refuses to read what it cannot, and reads it when it can again")
    func readFails() throws {
        let disk = SimulatedDisk(seed: 1)
        let queue = try Ledger(disk).open()
        #expect(Ledger.write(1, through: 5, to: queue) == 5)
        disk.kill()
        disk.arm(.readError, times: .max)
        let error = #expect(throws: DatabaseError.self) { try Ledger(disk).open() }
        #expect(error?.extendedResultCode == .SQLITE_IOERR_READ)
        disk.disarm(.readError)
        #expect(try Ledger.verify(Ledger(disk).open()) == 5)
    }

    @Test("keeps every acknowledged transaction when the process is killed, without any sync")
    func killed() throws {
        for batches in 0...12 {
            let disk = SimulatedDisk(seed: 1)
            let ledger = Ledger(disk, synchronous: "OFF")
            let queue = try ledger.open()
            #expect(Ledger.write(1, through: batches, to: queue) == batches)
            if batches > 0 {
                try queue.unsafeReentrantWrite { database in
                    try database.execute(sql: "BEGIN IMMEDIATE; DELETE FROM item")
                    disk.kill()
                    #expect(throws: DatabaseError.self) { try database.execute(sql: "COMMIT") }
                    try? database.execute(sql: "ROLLBACK")
                }
            }
            disk.kill()
            #expect(try Ledger.verify(ledger.open()) == batches)
        }
    }

    @Test("shows damage that is done to a file, and reads a file copied to another disk")
    func damagedAndCopied() throws {
        let disk = SimulatedDisk(seed: 1)
        let queue = try Ledger(disk).open()
        #expect(Ledger.write(1, through: 5, to: queue) == 5)
        try queue.close()
        #expect(disk.files == [Ledger.path])
        var bytes = try #require(disk.read(Ledger.path))
        let copy = SimulatedDisk(seed: 2)
        copy.write(Ledger.path, bytes)
        #expect(try Ledger.verify(Ledger(copy).open()) == 5)
        for place in bytes.indices.dropFirst(4096) { bytes[place] ^= 0x55 }
        disk.write(Ledger.path, bytes)
        #expect(throws: (any Error).self) { try Ledger.verify(Ledger(disk).open()) }
        #expect(try Ledger.verify(Ledger(copy).open()) == 5)
    }
}
