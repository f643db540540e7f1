internal import CSimulatedDisk

/// What was asked of a simulated disk since it was made, refused calls included.
///
/// Calls after a power failure and of dead connections are not counted.
public struct DiskCounters: Equatable, Sendable {
    /// Calls that read bytes.
    public let reads: Int
    /// Calls that write bytes.
    public let writes: Int
    /// Syncs of a file.
    public let syncs: Int
    /// Changes of a file's size without bytes.
    public let truncations: Int
    /// Files that were created under a name.
    public let creations: Int
    /// Files whose name was deleted.
    public let deletions: Int
    /// All of these but the reads: what ``DiskFault/powerFailure`` counts.
    public let changes: Int
    /// Bytes that were taken.
    public let bytesWritten: Int

    init(_ counters: simulated_disk_counters) {
        reads = Int(counters.reads)
        writes = Int(counters.writes)
        syncs = Int(counters.syncs)
        truncations = Int(counters.truncations)
        creations = Int(counters.creations)
        deletions = Int(counters.deletions)
        changes = Int(counters.changes)
        bytesWritten = Int(counters.bytes_written)
    }
}
