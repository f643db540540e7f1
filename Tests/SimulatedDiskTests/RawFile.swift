import GRDBSQLite
import SimulatedDisk

/// A file of a simulated disk, opened past SQLite through the methods of its VFS.
final class RawFile {
    private let memory: UnsafeMutableRawPointer
    private var file: UnsafeMutablePointer<sqlite3_file> {
        memory.assumingMemoryBound(to: sqlite3_file.self)
    }
    private var methods: sqlite3_io_methods? { file.pointee.pMethods?.pointee }

    /// SQLite's code of the opening; without SQLITE_OK every other call answers SQLITE_MISUSE.
    let openCode: CInt

    init(_ disk: SimulatedDisk, _ path: String?, flags: CInt = RawFile.journal) {
        let vfs = sqlite3_vfs_find(disk.vfsName)
        let size = max(Int(vfs?.pointee.szOsFile ?? 0), MemoryLayout<sqlite3_file>.size)
        memory = .allocate(byteCount: size, alignment: 16)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: size)
        let base = memory.assumingMemoryBound(to: sqlite3_file.self)
        openCode = vfs?.pointee.xOpen?(vfs, path, base, flags, nil) ?? SQLITE_MISUSE
    }

    deinit {
        _ = methods?.xClose?(file)
        memory.deallocate()
    }

    /// Flags of a database, which is created if it is not there.
    static let database = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MAIN_DB
    /// Flags of a journal, whose first sync also syncs the directory.
    static let journal = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MAIN_JOURNAL

    func write(_ bytes: [UInt8], at offset: Int64) -> CInt {
        methods?.xWrite?(file, bytes, CInt(bytes.count), offset) ?? SQLITE_MISUSE
    }

    /// The bytes, in a buffer that was full of 0xEE before.
    func read(_ count: Int, at offset: Int64) -> (code: CInt, bytes: [UInt8]) {
        var bytes = [UInt8](repeating: 0xEE, count: count)
        let code = methods?.xRead?(file, &bytes, CInt(count), offset) ?? SQLITE_MISUSE
        return (code, bytes)
    }

    func truncate(_ size: Int64) -> CInt {
        methods?.xTruncate?(file, size) ?? SQLITE_MISUSE
    }

    func sync() -> CInt {
        methods?.xSync?(file, SQLITE_SYNC_NORMAL) ?? SQLITE_MISUSE
    }

    func size() -> (code: CInt, size: Int64) {
        var size: Int64 = -1
        let code = methods?.xFileSize?(file, &size) ?? SQLITE_MISUSE
        return (code, size)
    }

    func lock(_ level: CInt) -> CInt {
        methods?.xLock?(file, level) ?? SQLITE_MISUSE
    }

    func unlock(_ level: CInt) -> CInt {
        methods?.xUnlock?(file, level) ?? SQLITE_MISUSE
    }

    func checkReserved() -> (code: CInt, isReserved: Bool) {
        var result: CInt = -1
        let code = methods?.xCheckReservedLock?(file, &result) ?? SQLITE_MISUSE
        return (code, result == 1)
    }

    func control(_ operation: CInt) -> CInt {
        methods?.xFileControl?(file, operation, nil) ?? SQLITE_MISUSE
    }

    var sectorSize: CInt { methods?.xSectorSize?(file) ?? -1 }
    var characteristics: CInt { methods?.xDeviceCharacteristics?(file) ?? -1 }
    var version: CInt { methods?.iVersion ?? -1 }
}

/// Calls of a disk's VFS that need no open file.
extension SimulatedDisk {
    func delete(_ path: String, syncsDirectory: Bool) -> CInt {
        let vfs = sqlite3_vfs_find(vfsName)
        return vfs?.pointee.xDelete?(vfs, path, syncsDirectory ? 1 : 0) ?? SQLITE_MISUSE
    }

    func access(_ path: String, _ flags: CInt) -> (code: CInt, result: Bool) {
        let vfs = sqlite3_vfs_find(vfsName)
        var result: CInt = -1
        let code = vfs?.pointee.xAccess?(vfs, path, flags, &result) ?? SQLITE_MISUSE
        return (code, result == 1)
    }

    func randomness(_ count: Int) -> [CChar] {
        let vfs = sqlite3_vfs_find(vfsName)
        var bytes = [CChar](repeating: 0, count: count)
        let filled = vfs?.pointee.xRandomness?(vfs, CInt(count), &bytes) ?? 0
        return Array(bytes.prefix(Int(filled)))
    }
}

/// So many bytes of one value.
func filled(_ count: Int, _ value: UInt8) -> [UInt8] {
    [UInt8](repeating: value, count: count)
}
