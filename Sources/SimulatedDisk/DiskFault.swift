internal import CSimulatedDisk

/// What can be made to go wrong on a simulated disk.
public enum DiskFault: String, CaseIterable, Sendable {
    /// A write is refused with `SQLITE_IOERR_WRITE`; nothing of it is written.
    case writeError
    /// A write is refused with `SQLITE_FULL`; nothing of it is written.
    case writeFull
    /// The first bytes of a write are written, then it fails with `SQLITE_IOERR_WRITE`.
    case shortWriteError
    /// The first bytes of a write are written, then it fails with `SQLITE_FULL`.
    case shortWriteFull
    /// A sync fails with `SQLITE_IOERR_FSYNC`; a later one can still make the bytes durable.
    case syncError
    /// A sync fails with `SQLITE_IOERR_FSYNC` and the unsynced bytes of the file will never be
    /// durable, though they are seen until a crash: Linux marks pages clean it could not write.
    case syncLoss
    /// A read fails with `SQLITE_IOERR_READ`.
    case readError
    /// The power fails during a change (a write, truncation, sync, creation or deletion): from
    /// then on everything fails with `SQLITE_IOERR`, until ``SimulatedDisk/crash(seed:)``.
    case powerFailure

    var code: simulated_disk_fault {
        switch self {
        case .writeError: SIMULATED_DISK_WRITE_ERROR
        case .writeFull: SIMULATED_DISK_WRITE_FULL
        case .shortWriteError: SIMULATED_DISK_SHORT_WRITE_ERROR
        case .shortWriteFull: SIMULATED_DISK_SHORT_WRITE_FULL
        case .syncError: SIMULATED_DISK_SYNC_ERROR
        case .syncLoss: SIMULATED_DISK_SYNC_LOSS
        case .readError: SIMULATED_DISK_READ_ERROR
        case .powerFailure: SIMULATED_DISK_POWER_FAILURE
        }
    }
}
