import GRDBSQLite
import SimulatedDisk
import Testing

@Suite("A crash")
struct CrashModelTests {
    let sector = 512

    /// The first bytes of each sector of a file.
    private func marks(_ disk: SimulatedDisk, _ path: String) -> [UInt8] {
        let bytes = disk.read(path) ?? []
        return stride(from: 0, to: bytes.count, by: sector).map { bytes[$0] }
    }

    /// A disk with eight durable sectors of 1 in `/a` and a handle on it.
    private func diskOfOnes() -> (SimulatedDisk, RawFile) {
        let disk = SimulatedDisk(seed: 0)
        disk.write("/a", filled(8 * sector, 1))
        return (disk, RawFile(disk, "/a"))
    }

    @Test("keeps what was synced, whatever the seed")
    func syncedStays() {
        for seed in 0..<200 as Range<UInt64> {
            let (disk, file) = diskOfOnes()
            #expect(file.write(filled(3 * sector + 7, 2), at: 100) == SQLITE_OK)
            #expect(file.sync() == SQLITE_OK)
            let synced = disk.read("/a")
            disk.crash(seed: seed)
            #expect(disk.read("/a") == synced, "seed \(seed)")
            #expect(disk.readDurable("/a") == synced, "seed \(seed)")
        }
    }

    @Test("tears a write between sectors, never within, and touches no byte beside it")
    func torn() {
        var outcomes: Set<[UInt8]> = []
        for seed in 0..<400 as Range<UInt64> {
            let (disk, file) = diskOfOnes()
            #expect(file.write(filled(3 * sector, 2), at: Int64(sector + 100)) == SQLITE_OK)
            disk.crash(seed: seed)
            let bytes = disk.read("/a") ?? []
            let written = (sector + 100)..<(4 * sector + 100)
            #expect(bytes.count == 8 * sector, "seed \(seed)")
            #expect(Set(bytes[..<written.lowerBound]) == [1], "seed \(seed)")
            #expect(Set(bytes[written.upperBound...]) == [1], "seed \(seed)")
            let pieces = [612..<1024, 1024..<1536, 1536..<2048, 2048..<2148].map { bytes[$0] }
            for piece in pieces { #expect(Set(piece).count == 1, "seed \(seed)") }
            outcomes.insert(pieces.compactMap(\.first))
        }
        #expect(outcomes.count == 16, "all subsets of the four pieces occur: \(outcomes)")
    }

    @Test("lets a later write survive and an earlier one not")
    func reordered() {
        var outcomes: Set<[UInt8]> = []
        for seed in 0..<400 as Range<UInt64> {
            let (disk, file) = diskOfOnes()
            #expect(file.write(filled(sector, 2), at: 0) == SQLITE_OK)
            #expect(file.write(filled(sector, 3), at: Int64(sector)) == SQLITE_OK)
            #expect(file.write(filled(sector, 4), at: 0) == SQLITE_OK)
            disk.crash(seed: seed)
            outcomes.insert(Array(marks(disk, "/a").prefix(2)))
        }
        #expect(outcomes == [[1, 1], [2, 1], [4, 1], [1, 3], [2, 3], [4, 3]])
    }

    @Test("may lose a truncation, and the growth of a file")
    func sizes() {
        var shrunk: Set<Int> = []
        var grown: Set<Int> = []
        for seed in 0..<200 as Range<UInt64> {
            let (disk, file) = diskOfOnes()
            #expect(file.truncate(10) == SQLITE_OK)
            let other = RawFile(disk, "/b")
            #expect(other.sync() == SQLITE_OK)
            #expect(other.write(filled(sector, 5), at: Int64(sector)) == SQLITE_OK)
            disk.crash(seed: seed)
            shrunk.insert(disk.size("/a") ?? -1)
            grown.insert(disk.size("/b") ?? -1)
        }
        #expect(shrunk == [10, 8 * sector])
        #expect(grown == [0, 2 * sector])
    }

    @Test("lets one file arrive and another not, and both, and neither")
    func filesApart() {
        var outcomes: Set<[Bool]> = []
        for seed in 0..<200 as Range<UInt64> {
            let disk = SimulatedDisk(seed: 0)
            for path in ["/a", "/b"] {
                disk.write(path, filled(20 * sector, 1))
                #expect(
                    RawFile(disk, path).write(filled(20 * sector, 2), at: 0) == SQLITE_OK
                )
            }
            disk.crash(seed: seed)
            let marks = ["/a", "/b"].map { Set(disk.read($0) ?? []) }
            guard marks.allSatisfy({ $0.count == 1 }) else { continue }
            outcomes.insert(marks.map { $0 == [2] })
        }
        #expect(outcomes.count == 4)
    }

    @Test("may lose a new file whose directory was not synced, and a deletion")
    func names() {
        var created: Set<Bool> = []
        var deleted: Set<Bool> = []
        for seed in 0..<100 as Range<UInt64> {
            let disk = SimulatedDisk(seed: 0)
            disk.write("/old", [1])
            let file = RawFile(disk, "/new", flags: RawFile.database)
            #expect(file.write([2], at: 0) == SQLITE_OK)
            #expect(file.sync() == SQLITE_OK)
            #expect(disk.delete("/old", syncsDirectory: false) == SQLITE_OK)
            #expect(disk.readDurable("/new") == nil)
            disk.crash(seed: seed)
            created.insert(disk.read("/new") == [2])
            deleted.insert(disk.read("/old") == nil)
        }
        #expect(created == [true, false])
        #expect(deleted == [true, false])
    }

    @Test("keeps names once a new journal is synced or a deletion syncs the directory")
    func namesSynced() {
        for seed in 0..<100 as Range<UInt64> {
            let disk = SimulatedDisk(seed: 0)
            _ = RawFile(disk, "/farm", flags: RawFile.database)
            let journal = RawFile(disk, "/farm-journal")
            #expect(journal.sync() == SQLITE_OK)
            _ = RawFile(disk, "/late", flags: RawFile.database)
            #expect(journal.sync() == SQLITE_OK)
            #expect(disk.readDurable("/late") == nil, "only the first sync of a journal counts")
            #expect(disk.delete("/farm-journal", syncsDirectory: true) == SQLITE_OK)
            disk.crash(seed: seed)
            #expect(disk.files == ["/farm", "/late"], "seed \(seed)")
        }
    }

    @Test("brings back any file that a name stood for since the directory was synced")
    func namesReplaced() {
        var outcomes: Set<[UInt8]?> = []
        for seed in 0..<200 as Range<UInt64> {
            let disk = SimulatedDisk(seed: 0)
            disk.write("/a", [1])
            #expect(disk.delete("/a", syncsDirectory: false) == SQLITE_OK)
            let file = RawFile(disk, "/a", flags: RawFile.database)
            #expect(file.write([2], at: 0) == SQLITE_OK)
            #expect(file.sync() == SQLITE_OK)
            disk.crash(seed: seed)
            outcomes.insert(disk.read("/a"))
        }
        #expect(outcomes == [[1], nil, [2]])
    }

    @Test("of one seed has one outcome, of two seeds two")
    func repeatable() {
        func outcome(_ seed: UInt64?) -> [UInt8]? {
            let (disk, file) = diskOfOnes()
            for index in 0..<8 as Range<UInt8> {
                let place = Int64(index) * Int64(sector)
                #expect(file.write(filled(sector, index + 2), at: place) == SQLITE_OK)
            }
            if let seed { disk.crash(seed: seed) } else { disk.crash() }
            return disk.read("/a")
        }
        let outcomes = (0..<50 as Range<UInt64>).map { outcome($0) }
        #expect(outcomes == (0..<50 as Range<UInt64>).map { outcome($0) })
        #expect(Set(outcomes).count > 10)
        #expect(outcome(nil) == outcome(nil))
    }

    @Test("leaves handles on which every call but closing fails", arguments: [true, false])
    func deadHandles(_ isCrash: Bool) {
        let (disk, file) = diskOfOnes()
        #expect(file.lock(SQLITE_LOCK_SHARED) == SQLITE_OK)
        #expect(file.lock(SQLITE_LOCK_EXCLUSIVE) == SQLITE_OK)
        if isCrash { disk.crash(seed: 1) } else { disk.kill() }
        let before = disk.read("/a")
        #expect(file.write([9], at: 0) == SQLITE_IOERR)
        #expect(file.read(1, at: 0).code == SQLITE_IOERR)
        #expect(file.truncate(0) == SQLITE_IOERR)
        #expect(file.sync() == SQLITE_IOERR)
        #expect(file.size().code == SQLITE_IOERR)
        #expect(file.lock(SQLITE_LOCK_SHARED) == SQLITE_IOERR)
        #expect(file.unlock(SQLITE_LOCK_NONE) == SQLITE_IOERR)
        #expect(file.checkReserved().code == SQLITE_IOERR)
        #expect(file.control(SQLITE_FCNTL_SIZE_HINT) == SQLITE_IOERR)
        #expect(disk.read("/a") == before)
        let next = RawFile(disk, "/a")
        #expect(next.lock(SQLITE_LOCK_SHARED) == SQLITE_OK)
        #expect(next.lock(SQLITE_LOCK_EXCLUSIVE) == SQLITE_OK)
        #expect(next.write([9], at: 0) == SQLITE_OK)
    }

    @Test("after a kill still loses what was not synced; the kill alone loses nothing")
    func killed() {
        var marksAfterCrash: Set<UInt8> = []
        for seed in 0..<100 as Range<UInt64> {
            let (disk, file) = diskOfOnes()
            #expect(file.write(filled(sector, 2), at: 0) == SQLITE_OK)
            disk.kill()
            #expect(marks(disk, "/a").first == 2)
            disk.crash(seed: seed)
            marksAfterCrash.insert(marks(disk, "/a")[0])
        }
        #expect(marksAfterCrash == [1, 2])
    }
}
