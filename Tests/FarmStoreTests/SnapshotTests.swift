import FarmCore
import FarmStore
import Foundation
import SimulatedTime
import Testing

@Suite("A snapshot's file")
struct SnapshotTests {
    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "meterfarm-snapshot-\(UUID().uuidString)")
    private let start = Instant(seconds: 1_767_567_600)

    private var state: String { folder.appending(path: "farm.sqlite").path }
    private var path: String { folder.appending(path: "a % # ? b.meterfarm").path }

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// The file of a farm with one meter, which was restored from a snapshot with a description.
    private func running() throws -> StateFile {
        let file = try StateFile(
            creating: state,
            for: StateFile.Farm(name: "plant-room", start: "now"),
            lease: start
        )
        var batch = MemoryBatch()
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
        batch.lease = start + .seconds(4)
        batch.notes = [.agenda: "{}", .description: "an older one"]
        try file.commit(batch)
        return file
    }

    @Test("What is taken of a farm that runs says what it is, and up to when")
    func ofOneThatRuns() throws {
        let file = try running()
        try file.begin(snapshot: path)
        #expect(!FileManager.default.fileExists(atPath: path))
        try StateFile.finish(snapshot: path, below: start + .seconds(2), description: "new")
        for snapshot in [try Snapshot(at: path), try Snapshot(labelOf: path)] {
            #expect(snapshot.name == "a % # ? b" && snapshot.farm == "plant-room")
            #expect(snapshot.reached == start + .seconds(2) && snapshot.meters == 1)
            #expect(snapshot.description == "new" && snapshot.bytes > 0)
        }
        #expect(
            try StateFile.look(into: path).memory.notes == [.agenda: "{}", .description: "new"]
        )
        // The farm goes on as if nobody had looked.
        #expect(try file.load().lease == start + .seconds(4))
        try file.close()
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(names.sorted() == ["a % # ? b.meterfarm", "farm.sqlite"])
    }

    @Test("A snapshot is never overwritten")
    func exists() throws {
        let file = try running()
        try file.begin(snapshot: path)
        try StateFile.finish(snapshot: path, below: nil, description: nil)
        let before = try Data(contentsOf: URL(filePath: path))
        #expect(throws: StoreError.exists(path: path)) { try file.begin(snapshot: path) }
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
        try file.close()
    }

    @Test("One that is saved at rest has no description of another")
    func atRest() throws {
        try running().close()
        let plain = try Snapshot.save(state, to: path)
        #expect(plain.description == nil && plain.reached == start + .seconds(4))
        let other = folder.appending(path: "other.meterfarm").path
        #expect(
            try Snapshot.save(state, to: other, description: "at rest").description == "at rest"
        )
    }

    @Test("Reading what a snapshot says of itself changes not a byte of it")
    func untouched() throws {
        try running().close()
        _ = try Snapshot.save(state, to: path)
        let before = try Data(contentsOf: URL(filePath: path))
        _ = try Snapshot(labelOf: path)
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
        let empty = folder.appending(path: "empty.meterfarm").path
        try Data().write(to: URL(filePath: empty))
        #expect(throws: StoreError.self) { try Snapshot(labelOf: empty) }
    }
}
