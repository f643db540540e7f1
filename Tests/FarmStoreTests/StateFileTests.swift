import FarmCore
import FarmStore
import Foundation
import GRDB
import SimulatedTime
import Testing

@Suite("The state file")
struct StateFileTests {
    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "meterfarm-store-\(UUID().uuidString)")
    private let start = Instant(seconds: 1_767_567_600)

    private var path: String { folder.appending(path: "farm.sqlite").path }

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func created() throws -> StateFile {
        try StateFile(
            creating: path,
            for: StateFile.Farm(name: "plant-room", start: "now"),
            lease: start
        )
    }

    private func batch() -> MemoryBatch {
        var batch = MemoryBatch()
        batch.entries = (1...3).map {
            JournalEntry(
                bus: "b",
                sequence: $0,
                unit: 5,
                instant: start + .seconds($0),
                request: [6, 0xC7, 0, 0, UInt8($0)]
            )
        }
        batch.models = ["m": ModelShape([.init(name: "tariffs", value: "4")])]
        batch.records = [
            MeterRecord(
                name: "incomer",
                model: "m",
                bus: "b",
                address: 5,
                serialNumber: "12345678",
                programme: [1, 2, 3]
            )
        ]
        batch.checkpoints = [
            MeterCheckpoint(meter: "incomer", bookedUntil: start, sequence: 0, state: [9, 0, 255])
        ]
        batch.lease = start + .seconds(4)
        batch.notes = [.agenda: "{}"]
        return batch
    }

    @Test("What was committed is loaded again, after a clean end and without one")
    func roundTrip() throws {
        let batch = batch()
        var file = try created()
        try file.commit(batch)
        for isClean in [true, false] {
            if isClean { try file.close() } else { try copyAsAfterACrash() }
            file = try StateFile(opening: path)
            let memory = try file.load()
            #expect(memory.lease == start + .seconds(4))
            #expect(memory.journal == ["b": batch.entries])
            #expect(memory.models == batch.models)
            #expect(memory.records == ["incomer": batch.records[0]])
            #expect(memory.checkpoints == ["incomer": batch.checkpoints[0]])
            #expect(memory.notes == [.agenda: "{}"])
            #expect(try file.farm() == StateFile.Farm(name: "plant-room", start: "now"))
        }
        try file.close()
    }

    /// Puts the files as they are now in the place of those of a process that was killed.
    private func copyAsAfterACrash() throws {
        let copy = folder.appending(path: "copy.sqlite").path
        for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: path + suffix) {
            try? FileManager.default.removeItem(atPath: copy + suffix)
            try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
        }
        for suffix in ["", "-wal"] {
            try? FileManager.default.removeItem(atPath: path + suffix)
            if FileManager.default.fileExists(atPath: copy + suffix) {
                try FileManager.default.moveItem(atPath: copy + suffix, toPath: path + suffix)
            }
        }
    }

    @Test("Later batches replace states and records, and the journal forgets what it may")
    func replacing() throws {
        let file = try created()
        try file.commit(batch())
        var next = MemoryBatch()
        next.checkpoints = [
            MeterCheckpoint(
                meter: "incomer",
                bookedUntil: start + .seconds(9),
                sequence: 2,
                state: [7]
            )
        ]
        next.forgotten = ["b": 2, "elsewhere": 99]
        try file.commit(next)
        let memory = try file.load()
        #expect(memory.checkpoints["incomer"] == next.checkpoints[0])
        #expect(memory.journal["b"]?.map(\.sequence) == [3])
        #expect(memory.lease == start + .seconds(4))
    }

    @Test("A batch that fails in the middle leaves nothing of itself")
    func atomic() throws {
        let file = try created()
        try file.commit(batch())
        var bad = MemoryBatch()
        bad.lease = start + .seconds(99)
        bad.entries = [
            JournalEntry(bus: "b", sequence: 4, unit: 1, instant: start, request: [1]),
            JournalEntry(bus: "b", sequence: 1, unit: 1, instant: start, request: [1]),
        ]
        #expect(throws: FarmCore.DiskFault.self) { try file.commit(bad) }
        let memory = try file.load()
        #expect(memory.journal["b"]?.count == 3 && memory.lease == start + .seconds(4))
    }

    @Test("Making a file never replaces one")
    func exists() throws {
        let file = try created()
        try file.close()
        let before = try Data(contentsOf: URL(filePath: path))
        #expect(throws: StoreError.exists(path: path)) { _ = try created() }
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }

    @Test("What is no state file is refused and left as it is")
    func foreign() throws {
        let other = try DatabaseQueue(path: path)
        try other.write { try $0.execute(sql: "CREATE TABLE a (b); PRAGMA user_version = 7") }
        try other.close()
        try expectRefusal(.foreign(path: path))
        let text = String(repeating: "no database at all ", count: 10)
        try Data(text.utf8).write(to: URL(filePath: path))
        try expectRefusal(.foreign(path: path))
        try Data().write(to: URL(filePath: path))
        try expectRefusal(.damaged(path: path, detail: "it is empty"))
        try FileManager.default.removeItem(atPath: path)
        #expect(throws: StoreError.missing(path: path)) { try StateFile(opening: path) }
    }

    @Test("A newer schema is refused and left as it is")
    func newer() throws {
        let file = try created()
        try file.close()
        try change("PRAGMA user_version = 99")
        try expectRefusal(.newer(path: path, schema: 99, known: 3))
    }

    @Test("An older schema is refused until it is brought up to date, and a copy is kept")
    func older() throws {
        let file = try created()
        try file.commit(batch())
        try file.close()
        try change(
            """
            DROP TABLE model; DROP TABLE note; PRAGMA user_version = 1;
            DELETE FROM grdb_migrations WHERE identifier LIKE '2 %' OR identifier LIKE '3 %';
            """
        )
        try expectRefusal(.older(path: path, schema: 1, known: 3))
        let report = try StateFile.migrate(path)
        #expect(report.from == 1 && report.to == 3)
        let copy = try #require(report.copy)
        let migrated = try StateFile(opening: path).load()
        #expect(migrated.journal["b"]?.count == 3 && migrated.models.isEmpty)
        let kept = try DatabaseQueue(path: copy)
        #expect(try kept.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == 1)
        #expect(try kept.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM journal") } == 3)
    }

    @Test("A note is replaced by the next and dropped by none")
    func notes() throws {
        let file = try created()
        for (notes, expected) in [
            ([.agenda: "1", .lesson: "2"], [.agenda: "1", .lesson: "2"]),
            ([.agenda: "3", .lesson: nil], [.agenda: "3"]),
        ] as [([FarmNote: String?], [FarmNote: String])] {
            var batch = MemoryBatch()
            batch.notes = notes
            #expect(!batch.isEmpty)
            try file.commit(batch)
            #expect(try file.load().notes == expected)
        }
        try file.close()
    }

    @Test("A file of the present schema needs no migration")
    func present() throws {
        let file = try created()
        try file.close()
        let report = try StateFile.migrate(path)
        #expect(report.from == report.to && report.copy == nil)
    }

    @Test("A damaged file is refused and left as it is")
    func damaged() throws {
        let file = try created()
        var many = batch()
        many.entries = (1...2000).map {
            JournalEntry(bus: "b", sequence: $0, unit: 1, instant: start, request: [6, 1, 2, 3])
        }
        try file.commit(many)
        try file.close()
        var bytes = try Data(contentsOf: URL(filePath: path))
        for place in stride(from: 4096 + 8, to: bytes.count, by: 97) { bytes[place] ^= 0x55 }
        try bytes.write(to: URL(filePath: path))
        #expect {
            try StateFile(opening: path)
        } throws: { error in
            guard case .damaged(path, _)? = error as? StoreError else { return false }
            return true
        }
        #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
    }

    @Test("A second user is refused by the name of the first's process")
    func lock() throws {
        let first = try StateLock(for: path)
        let process = "process \(ProcessInfo.processInfo.processIdentifier)"
        #expect(throws: StoreError.inUse(path: path, process: process)) {
            try StateLock(for: path)
        }
        withExtendedLifetime(first) {}
    }

    @Test("The right to a file ends with its holder")
    func unlock() throws {
        do { _ = try StateLock(for: path) }
        let again = try StateLock(for: path)
        withExtendedLifetime(again) {}
    }

    private func change(_ sql: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: sql) }
        try queue.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
        try queue.close()
    }

    private func expectRefusal(_ refusal: StoreError) throws {
        let before = try Data(contentsOf: URL(filePath: path))
        #expect(throws: refusal) { try StateFile(opening: path) }
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }
}
