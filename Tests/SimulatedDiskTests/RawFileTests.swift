import GRDBSQLite
import SimulatedDisk
import TestSupport
import Testing

@Suite("A file of a simulated disk")
struct RawFileTests {
    let disk = SimulatedDisk(seed: 1)

    @Test("holds what was written, gaps and truncations included, like an array of bytes")
    func behavesLikeAnArray() {
        let file = RawFile(disk, "/a")
        var model: [UInt8] = []
        var generator = SeededGenerator(seed: 0xA11)
        for round in 0..<300 {
            let offset = Int.random(in: 0..<9000, using: &generator)
            switch UInt8.random(in: 0..<8, using: &generator) {
            case 0:
                #expect(file.truncate(Int64(offset)) == SQLITE_OK)
                model = Array(model.prefix(offset))
                model += filled(offset - model.count, 0)
            case 1: #expect(file.sync() == SQLITE_OK)
            default:
                let bytes = filled(
                    .random(in: 1...2000, using: &generator),
                    .random(in: 1...255, using: &generator)
                )
                #expect(file.write(bytes, at: Int64(offset)) == SQLITE_OK)
                let end = offset + bytes.count
                model += filled(max(0, end - model.count), 0)
                model.replaceSubrange(offset..<end, with: bytes)
            }
            #expect(disk.read("/a") == model, "round \(round)")
            #expect(file.size().size == Int64(model.count))
        }
        #expect(file.sync() == SQLITE_OK)
        #expect(disk.readDurable("/a") == model)
        #expect(file.read(model.count, at: 0).bytes == model)
    }

    @Test("fills a read past its end with zeros and says that it was short")
    func shortRead() {
        let file = RawFile(disk, "/a")
        #expect(file.write([1, 2, 3], at: 0) == SQLITE_OK)
        let partly = file.read(5, at: 1)
        #expect(partly.code == ExtendedCode.shortRead)
        #expect(partly.bytes == [2, 3, 0, 0, 0])
        let beyond = file.read(2, at: 100)
        #expect(beyond.code == ExtendedCode.shortRead)
        #expect(beyond.bytes == [0, 0])
        #expect(file.read(3, at: 0) == (SQLITE_OK, [1, 2, 3]))
    }

    @Test("is opened only if it is there or may be created")
    func opening() {
        #expect(RawFile(disk, "/a", flags: SQLITE_OPEN_READWRITE).openCode == SQLITE_CANTOPEN)
        #expect(RawFile(disk, "/a").openCode == SQLITE_OK)
        #expect(RawFile(disk, "/a", flags: SQLITE_OPEN_READWRITE).openCode == SQLITE_OK)
        let exclusive = RawFile.journal | SQLITE_OPEN_EXCLUSIVE
        #expect(RawFile(disk, "/a", flags: exclusive).openCode == SQLITE_CANTOPEN)
        #expect(RawFile(disk, "/b", flags: exclusive).openCode == SQLITE_OK)
        let tooLong = "/" + String(repeating: "x", count: 600)
        #expect(RawFile(disk, tooLong).openCode == SQLITE_CANTOPEN)
        #expect(disk.files == ["/a", "/b"])
    }

    @Test("lives on without its name while a handle is open")
    func deletedButOpen() {
        let file = RawFile(disk, "/a")
        #expect(file.write([7], at: 0) == SQLITE_OK)
        #expect(disk.delete("/a", syncsDirectory: false) == SQLITE_OK)
        #expect(disk.delete("/a", syncsDirectory: false) == ExtendedCode.deleteNothing)
        #expect(disk.read("/a") == nil)
        #expect(disk.used == 1)
        #expect(file.read(1, at: 0) == (SQLITE_OK, [7]))
        let second = RawFile(disk, "/a")
        #expect(second.size() == (SQLITE_OK, 0))
    }

    @Test("that is empty does not exist, but can be read and written")
    func access() {
        let file = RawFile(disk, "/a")
        #expect(disk.access("/a", SQLITE_ACCESS_EXISTS) == (SQLITE_OK, false))
        #expect(disk.access("/a", SQLITE_ACCESS_READWRITE) == (SQLITE_OK, true))
        #expect(file.write([1], at: 0) == SQLITE_OK)
        #expect(disk.access("/a", SQLITE_ACCESS_EXISTS) == (SQLITE_OK, true))
        #expect(disk.access("/b", SQLITE_ACCESS_READWRITE) == (SQLITE_OK, false))
    }

    @Test("that is temporary is seen by nobody and leaves nothing")
    func anonymous() {
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_DELETEONCLOSE
        for name in [nil, "/temporary"] {
            let file = RawFile(disk, name, flags: flags)
            #expect(file.write([1, 2], at: 0) == SQLITE_OK)
            #expect(disk.files.isEmpty)
            #expect(disk.used == 2)
        }
        #expect(disk.used == 0)
    }

    @Test("says what it promises: sectors of 512 bytes, powersafe overwrite, nothing else")
    func promises() {
        let file = RawFile(disk, "/a")
        #expect(file.sectorSize == 512)
        #expect(file.characteristics == SQLITE_IOCAP_POWERSAFE_OVERWRITE)
        #expect(file.version == 1)
        #expect(file.control(SQLITE_FCNTL_SIZE_HINT) == SQLITE_NOTFOUND)
    }

    @Test("can be put on the disk, changed under a handle and taken off, durably")
    func contents() {
        disk.write("/b", [1, 2, 3])
        disk.write("/a", [])
        #expect(disk.files == ["/a", "/b"])
        #expect(disk.read("/a") == [])
        #expect(disk.size("/b") == 3)
        #expect(disk.size("/c") == nil)
        let file = RawFile(disk, "/b")
        #expect(file.write([9], at: 1) == SQLITE_OK)
        disk.write("/b", [4, 5])
        #expect(file.read(2, at: 0) == (SQLITE_OK, [4, 5]))
        disk.crash(seed: 1)
        #expect(disk.files == ["/a", "/b"])
        #expect(disk.read("/b") == [4, 5])
        #expect(disk.remove("/b"))
        #expect(!disk.remove("/b"))
        disk.crash(seed: 2)
        #expect(disk.files == ["/a"])
    }

    @Test("is counted: calls, bytes, changes")
    func counters() {
        let file = RawFile(disk, "/a")
        #expect(file.write(filled(10, 1), at: 0) == SQLITE_OK)
        #expect(file.write(filled(20, 1), at: 5) == SQLITE_OK)
        #expect(file.read(4, at: 0).code == SQLITE_OK)
        #expect(file.sync() == SQLITE_OK)
        #expect(file.truncate(3) == SQLITE_OK)
        #expect(disk.delete("/a", syncsDirectory: true) == SQLITE_OK)
        let counters = disk.counters
        #expect(counters.creations == 1 && counters.deletions == 1 && counters.truncations == 1)
        #expect(counters.writes == 2 && counters.bytesWritten == 30)
        #expect(counters.reads == 1 && counters.syncs == 1)
        #expect(counters.changes == 6)
    }
}
