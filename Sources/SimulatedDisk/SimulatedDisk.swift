internal import CSimulatedDisk

/// A disk in memory for SQLite that fails on purpose; all its chance comes from seeds.
///
/// A database on it is opened by its ``uri(for:)``. Every file has two images: what the process
/// sees (the page cache) and what is durable (after a sync). What is written between two syncs
/// survives a ``crash(seed:)`` in part only.
///
/// What is modelled:
/// - writes, torn into sectors of 512 bytes (the least that disks promise to write whole) and
///   reordered; truncations; creations and deletions, durable with a directory sync. As with
///   SQLite's VFS for Unix, the first sync of a new journal or WAL is a directory sync too;
/// - powersafe overwrite: a crash never changes a byte beside those that were written;
/// - no shared memory: WAL works under `PRAGMA locking_mode = EXCLUSIVE` only, set before
///   `journal_mode`.
///
/// SQLite draws WAL salts and journal nonces from a generator of the process, not of a disk: see
/// ``seedSQLite(_:)`` for files that are the same byte for byte.
///
/// A disk may be dropped before the connections to it; they can still be closed.
public final class SimulatedDisk: Sendable {
    // The disk takes its own lock in every call, and the pointer never changes: any thread may
    // call at any time.
    nonisolated(unsafe) let disk: OpaquePointer

    /// The name of the disk's VFS, unique among the disks that exist.
    ///
    /// It differs from run to run: no result should depend on it.
    public let vfsName: String

    /// Makes an empty disk.
    ///
    /// - Parameter seed: of ``crash()``, of the lengths of short writes, and of what SQLite draws
    ///   from its VFS.
    public init(seed: UInt64) {
        guard let disk = simulated_disk_create(seed) else {
            preconditionFailure("no memory for a simulated disk")
        }
        self.disk = disk
        vfsName = String(cString: simulated_disk_name(disk))
    }

    deinit {
        simulated_disk_free(disk)
    }

    /// The URI under which SQLite and GRDB open a file of this disk.
    ///
    /// - Parameter path: from the disk's root: `/farm.sqlite`.
    public func uri(for path: String) -> String {
        let root = path.hasPrefix("/") ? "" : "/"
        return "file:\(root)\(percentEncoded(path))?vfs=\(vfsName)"
    }

    /// Lets the power fail and come back.
    ///
    /// Every file keeps its durable image and an arbitrary part of what was written since. All
    /// connections are dead: whatever they do but closing fails with `SQLITE_IOERR`.
    ///
    /// - Parameter seed: of what survives.
    public func crash(seed: UInt64) {
        simulated_disk_crash(disk, seed)
    }

    /// Lets the power fail and come back, with the next seed of the disk's own.
    public func crash() {
        crash(seed: simulated_disk_next_seed(disk))
    }

    /// Kills the process (SIGKILL): connections are dead, all that was written stays.
    ///
    /// It stays in the page cache; what was not synced is still at the mercy of a later crash.
    public func kill() {
        simulated_disk_kill(disk)
    }

    /// What was asked of the disk since it was made.
    public var counters: DiskCounters {
        DiskCounters(simulated_disk_count(disk))
    }

    /// Sets the time that SQLite reads (`datetime('now')`); at first it is 1970.
    ///
    /// - Parameter milliseconds: since 1970-01-01 00:00 UTC.
    public func setTime(milliseconds: Int64) {
        simulated_disk_set_time(disk, milliseconds)
    }

    /// Starts SQLite's own generator from a seed, for the whole process and every disk in it.
    ///
    /// WAL salts, journal nonces and `random()` come from there. Two runs write the same bytes if
    /// each begins with the same seed and nothing else in the process uses SQLite meanwhile.
    ///
    /// - Parameter seed: nil for the system's chance again.
    public static func seedSQLite(_ seed: UInt64?) {
        guard let seed else { return simulated_disk_seed_sqlite(0) }
        let folded = UInt32(truncatingIfNeeded: seed ^ (seed >> 32))
        simulated_disk_seed_sqlite(max(folded, 1))
    }
}

/// Hides from SQLite's URI parser what is not a letter, digit or mark of a path (RFC 3986, 2.3).
private func percentEncoded(_ path: String) -> String {
    let marks = Set("/-._~".utf8)
    let digits = Array("0123456789ABCDEF")
    return path.utf8.reduce(into: "") { text, byte in
        let scalar = Unicode.Scalar(byte)
        if marks.contains(byte) || scalar.properties.isAlphabetic && scalar.isASCII
            || ("0"..."9").contains(scalar)
        {
            text.unicodeScalars.append(scalar)
        } else {
            text += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
        }
    }
}
