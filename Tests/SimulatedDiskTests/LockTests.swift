import GRDB
import GRDBSQLite
import SimulatedDisk
import Testing

@Suite("Locks of a simulated disk")
struct LockTests {
    let disk = SimulatedDisk(seed: 1)

    @Test("let many read and one write, as SQLite's table of locks says")
    func levels() {
        let (first, second) = (RawFile(disk, "/a"), RawFile(disk, "/a"))
        #expect(first.lock(SQLITE_LOCK_SHARED) == SQLITE_OK)
        #expect(second.lock(SQLITE_LOCK_SHARED) == SQLITE_OK)
        #expect(first.checkReserved() == (SQLITE_OK, false))
        #expect(first.lock(SQLITE_LOCK_RESERVED) == SQLITE_OK)
        #expect(second.checkReserved() == (SQLITE_OK, true))
        #expect(second.lock(SQLITE_LOCK_RESERVED) == SQLITE_BUSY)
        #expect(first.lock(SQLITE_LOCK_EXCLUSIVE) == SQLITE_BUSY)
        let third = RawFile(disk, "/a")
        #expect(third.lock(SQLITE_LOCK_SHARED) == SQLITE_BUSY, "the first is pending")
        #expect(second.unlock(SQLITE_LOCK_NONE) == SQLITE_OK)
        #expect(first.lock(SQLITE_LOCK_EXCLUSIVE) == SQLITE_OK)
        #expect(third.lock(SQLITE_LOCK_SHARED) == SQLITE_BUSY)
        #expect(first.unlock(SQLITE_LOCK_SHARED) == SQLITE_OK)
        #expect(third.lock(SQLITE_LOCK_SHARED) == SQLITE_OK)
    }

    @Test("belong to one file, and go with their handle")
    func apart() {
        let other = RawFile(disk, "/b")
        do {
            let file = RawFile(disk, "/a")
            #expect(file.lock(SQLITE_LOCK_SHARED) == SQLITE_OK)
            #expect(file.lock(SQLITE_LOCK_EXCLUSIVE) == SQLITE_OK)
            #expect(other.lock(SQLITE_LOCK_SHARED) == SQLITE_OK)
            #expect(RawFile(disk, "/a").lock(SQLITE_LOCK_SHARED) == SQLITE_BUSY)
        }
        #expect(RawFile(disk, "/a").lock(SQLITE_LOCK_SHARED) == SQLITE_OK)
    }

    @Test("keep a second connection out while the first is exclusive")
    func busy() throws {
        let ledger = Ledger(disk)
        let first = try ledger.open()
        try Ledger.write(1, to: first)
        let error = #expect(throws: DatabaseError.self) {
            try Ledger.write(2, to: ledger.open())
        }
        #expect(error?.resultCode == .SQLITE_BUSY)
        try first.close()
        let second = try ledger.open()
        try Ledger.write(2, to: second)
        #expect(try Ledger.verify(second) == 2)
    }

    @Test("let a WAL be kept without shared memory, under an exclusive lock only")
    func writeAheadLog() throws {
        func mode(_ locking: String) throws -> String? {
            var configuration = Configuration()
            configuration.prepareDatabase { database in
                try database.execute(sql: "PRAGMA locking_mode = \(locking)")
            }
            let path = disk.uri(for: "/\(locking).sqlite")
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            return try queue.writeWithoutTransaction { database in
                let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
                try database.execute(sql: "CREATE TABLE t (a)")
                if mode == "wal" { #expect((disk.size("/\(locking).sqlite-wal") ?? 0) > 4096) }
                return mode
            }
        }
        #expect(try mode("EXCLUSIVE") == "wal")
        #expect(try mode("NORMAL") == "delete")
        #expect(!disk.files.contains { $0.hasSuffix("-shm") })
    }
}
