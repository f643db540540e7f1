import GRDBSQLite
import SimulatedDisk
import Testing

@Suite("A fault of a simulated disk")
struct RawFaultTests {
    let disk = SimulatedDisk(seed: 3)

    /// The codes of six calls.
    private func codes(_ call: () -> CInt) -> [CInt] {
        (0..<6).map { _ in call() }
    }

    @Test("hits the operation it was armed for, so many times")
    func counted() {
        let file = RawFile(disk, "/a")
        disk.arm(.writeError, first: 3, times: 2)
        disk.arm(.writeFull, first: 6)
        let error = ExtendedCode.write
        #expect(
            codes { file.write([1], at: 0) } == [0, 0, error, error, 0, SQLITE_FULL]
        )
        disk.arm(.readError, first: 2)
        #expect(codes { file.read(1, at: 0).code } == [0, ExtendedCode.read, 0, 0, 0, 0])
        disk.arm(.syncError, times: .max)
        #expect(codes { file.sync() } == [CInt](repeating: ExtendedCode.sync, count: 6))
        disk.disarm(.syncError)
        #expect(file.sync() == SQLITE_OK)
        disk.arm(.readError, times: .max)
        disk.disarmAll()
        #expect(file.read(1, at: 0).code == SQLITE_OK)
    }

    @Test("refuses a write without writing any of it")
    func refused() {
        let file = RawFile(disk, "/a")
        for fault in [DiskFault.writeError, .writeFull] {
            disk.arm(fault)
            #expect(file.write(filled(100, 1), at: 0) != SQLITE_OK)
            #expect(file.size() == (SQLITE_OK, 0))
        }
    }

    @Test(
        "cuts a write short after some of its bytes",
        arguments: [
            (DiskFault.shortWriteError, ExtendedCode.write), (.shortWriteFull, SQLITE_FULL),
        ]
    )
    func short(_ fault: DiskFault, _ code: CInt) {
        let file = RawFile(disk, "/a")
        var lengths: Set<Int> = []
        for _ in 0..<50 {
            #expect(file.truncate(0) == SQLITE_OK)
            disk.arm(fault)
            #expect(file.write(filled(1000, 1), at: 0) == code)
            lengths.insert(disk.size("/a") ?? 0)
        }
        #expect(lengths.allSatisfy { (1..<1000).contains($0) })
        #expect(lengths.count > 20)
    }

    @Test("of a sync leaves the bytes to the next sync, or loses them for good")
    func syncs() {
        let file = RawFile(disk, "/a")
        #expect(file.sync() == SQLITE_OK)
        #expect(file.write([1, 2], at: 0) == SQLITE_OK)
        disk.arm(.syncError)
        #expect(file.sync() == ExtendedCode.sync)
        #expect(disk.readDurable("/a") == [])
        #expect(file.sync() == SQLITE_OK)
        #expect(disk.readDurable("/a") == [1, 2])

        #expect(file.write([3, 4], at: 0) == SQLITE_OK)
        disk.arm(.syncLoss)
        #expect(file.sync() == ExtendedCode.sync)
        #expect(file.write([5], at: 2) == SQLITE_OK)
        #expect(file.sync() == SQLITE_OK)
        #expect(disk.read("/a") == [3, 4, 5])
        #expect(disk.readDurable("/a") == [1, 2, 5])
        disk.crash(seed: 1)
        #expect(disk.read("/a") == [1, 2, 5])
    }

    @Test("called capacity lets files grow up to it together, and writes in place")
    func capacity() {
        disk.setCapacity(1000)
        let file = RawFile(disk, "/a")
        let other = RawFile(disk, "/b")
        #expect(other.write(filled(400, 1), at: 0) == SQLITE_OK)
        #expect(file.write(filled(600, 1), at: 0) == SQLITE_OK)
        #expect(disk.used == 1000)
        #expect(file.write(filled(600, 2), at: 0) == SQLITE_OK)
        #expect(file.write([3, 3], at: 599) == SQLITE_FULL)
        #expect(disk.read("/a") == filled(599, 2) + [3], "what fits is written")
        #expect(file.write([3], at: 5000) == SQLITE_FULL)
        #expect(file.truncate(601) == SQLITE_FULL)
        #expect(other.truncate(100) == SQLITE_OK)
        #expect(file.write(filled(400, 4), at: 600) == SQLITE_FULL)
        #expect(disk.size("/a") == 900)
        #expect(disk.delete("/b", syncsDirectory: true) == SQLITE_OK)
        #expect(file.write(filled(100, 4), at: 900) == SQLITE_FULL, "a handle holds its bytes")
        disk.setCapacity(nil)
        #expect(file.write(filled(5000, 4), at: 900) == SQLITE_OK)
        disk.setCapacity(10)
        #expect(file.truncate(5901) == SQLITE_FULL)
        #expect(file.write([1], at: 5899) == SQLITE_OK)
    }

    @Test("called power failure stops everything at the armed change, until the crash")
    func powerFailure() {
        for count in 1...5 {
            let disk = SimulatedDisk(seed: 1)
            disk.arm(.powerFailure, first: count)
            let file = RawFile(disk, "/a")
            _ = file.write([1], at: 0)
            _ = file.truncate(0)
            _ = file.sync()
            _ = disk.delete("/a", syncsDirectory: true)
            #expect(disk.isOff, "count \(count)")
            #expect(disk.counters.changes == count)
            #expect(file.openCode != SQLITE_OK || file.read(1, at: 0).code == SQLITE_IOERR)
            #expect(disk.access("/a", SQLITE_ACCESS_EXISTS).code == SQLITE_IOERR)
            #expect(disk.delete("/a", syncsDirectory: true) == SQLITE_IOERR)
            #expect(RawFile(disk, "/a").openCode == SQLITE_IOERR)
            disk.kill()
            #expect(RawFile(disk, "/a").openCode == SQLITE_IOERR, "a kill brings no power")
            disk.crash(seed: 1)
            #expect(!disk.isOff)
            #expect(RawFile(disk, "/a").openCode == SQLITE_OK)
        }
    }

    @Test("called power failure lets the change it interrupts arrive, or not")
    func interrupted() {
        var written: Set<Int> = []
        var synced: Set<UInt8> = []
        var deleted: Set<Bool> = []
        var created: Set<Bool> = []
        for seed in 0..<100 as Range<UInt64> {
            func after(_ call: (SimulatedDisk, RawFile) -> CInt) -> SimulatedDisk {
                let disk = SimulatedDisk(seed: 0)
                disk.write("/a", [1])
                let file = RawFile(disk, "/a")
                disk.arm(.powerFailure)
                #expect(call(disk, file) == SQLITE_IOERR)
                disk.crash(seed: seed)
                return disk
            }
            written.insert(after { $1.write([2], at: 1) }.size("/a") ?? -1)
            deleted.insert(
                after { $0.delete("/a", syncsDirectory: true) + 0 * $1.sectorSize }
                    .read("/a") == nil
            )
            created.insert(after { disk, _ in RawFile(disk, "/b").openCode }.read("/b") == [])
            let half = SimulatedDisk(seed: 0)
            half.write("/a", [1])
            let file = RawFile(half, "/a")
            #expect(file.write([2], at: 0) == SQLITE_OK)
            half.arm(.powerFailure)
            #expect(file.sync() == SQLITE_IOERR)
            half.crash(seed: seed)
            synced.insert(half.read("/a")?.first ?? 0)
        }
        #expect(written == [1, 2])
        #expect(synced == [1, 2])
        #expect(deleted == [true, false])
        #expect(created == [true, false])
    }
}
