import GRDB
import SimulatedDisk
import Testing

@Suite("A simulated disk")
struct IndependenceTests {
    @Test("knows nothing of another's files, faults, crashes and time")
    func twoDisks() throws {
        let (first, second) = (SimulatedDisk(seed: 1), SimulatedDisk(seed: 1))
        #expect(first.vfsName != second.vfsName)
        let (left, right) = (try Ledger(first).open(), try Ledger(second).open())
        for batch in 1...6 {
            try Ledger.write(batch, to: left)
            try Ledger.write(batch, to: right)
        }
        first.arm(.writeError, times: .max)
        first.setCapacity(0)
        first.setTime(milliseconds: 1_700_000_000_000)
        #expect(throws: DatabaseError.self) { try Ledger.write(7, to: left) }
        first.crash(seed: 5)
        for batch in 7...12 { try Ledger.write(batch, to: right) }
        #expect(try Ledger.verify(right) == 12)
        #expect(
            try right.read { try String.fetchOne($0, sql: "SELECT datetime('now')") }
                == "1970-01-01 00:00:00"
        )
        first.disarmAll()
        first.setCapacity(nil)
        let again = try Ledger(first).open()
        #expect(try Ledger.verify(again) == 6)
        #expect(
            try again.read { try String.fetchOne($0, sql: "SELECT datetime('now')") }
                == "2023-11-14 22:13:20"
        )
    }

    @Test("works for several threads at once, crashes included")
    func threads() async throws {
        for seed in 1...8 as ClosedRange<UInt64> {
            let disk = SimulatedDisk(seed: seed)
            let queue = try Ledger(disk).open()
            let acknowledged = await withTaskGroup(of: Int.self, returning: Int.self) { group in
                group.addTask { Ledger.write(1, through: 60, to: queue) }
                group.addTask {
                    for _ in 0..<50 { _ = (disk.files, disk.readDurable(Ledger.path), disk.used) }
                    disk.crash()
                    return 0
                }
                return await group.reduce(0, max)
            }
            let found = try Ledger.verify(Ledger(disk).open())
            #expect((acknowledged...(acknowledged + 1)).contains(found), "seed \(seed)")
        }
    }

    @Test("may go before its connections, which can still be closed")
    func dropped() throws {
        var disk: SimulatedDisk? = SimulatedDisk(seed: 1)
        let ledger = try #require(disk.map { Ledger($0) })
        let uri = try #require(disk).uri(for: Ledger.path)
        let queue = try ledger.open()
        try Ledger.write(1, to: queue)
        weak let dropped = disk
        disk = nil
        _ = consume ledger
        #expect(dropped == nil)
        #expect(throws: DatabaseError.self) { try Ledger.write(2, to: queue) }
        #expect(throws: DatabaseError.self) { try DatabaseQueue(path: uri) }
        try? queue.close()
    }

    @Test("opens files under any name")
    func names() throws {
        let disk = SimulatedDisk(seed: 1)
        let paths = ["/a b?c#d%e&vfs=unix.sqlite", "/Zähler/farm.sqlite", "/x/../y"]
        for path in paths {
            let queue = try DatabaseQueue(path: disk.uri(for: path))
            try queue.write { try $0.execute(sql: "CREATE TABLE t (a)") }
            try queue.close()
        }
        #expect(disk.files == paths.sorted { Array($0.utf8).lexicographicallyPrecedes($1.utf8) })
        #expect(disk.uri(for: "farm") == disk.uri(for: "/farm"))
    }

    @Test("gives SQLite chance from its seed")
    func randomness() {
        let first = SimulatedDisk(seed: 1).randomness(64)
        #expect(first.count == 64)
        #expect(first == SimulatedDisk(seed: 1).randomness(64))
        #expect(first != SimulatedDisk(seed: 2).randomness(64))
    }

    @Test("writes the same bytes for the same seeds, and other bytes for others")
    func sameBytes() async {
        // In a process of its own, as SQLite's generator is the process's.
        await #expect(processExitsWith: .success) {
            let first = try life(seed: 1)
            #expect(first.count > 3)
            #expect(try life(seed: 1) == first)
            #expect(try life(seed: 2) != first)
        }
    }
}

/// The files of a disk after each of a few crashes in the midst of writing.
private func life(seed: UInt64) throws -> [String: [UInt8]] {
    SimulatedDisk.seedSQLite(seed)
    let disk = SimulatedDisk(seed: seed)
    var images: [String: [UInt8]] = [:]
    for crash in 1...5 {
        let queue = try Ledger(disk).open()
        let found = try Ledger.verify(queue)
        disk.arm(.powerFailure, first: 40 + 7 * crash)
        _ = Ledger.write(found + 1, through: found + 30, to: queue)
        disk.crash()
        for path in disk.files { images["\(crash) \(path)"] = disk.read(path) }
    }
    return images
}
