internal import CSimulatedDisk

extension SimulatedDisk {
    /// Arms a fault, in place of what was armed of the same kind.
    ///
    /// Faults are the disk's, not the process's: they stay armed over ``kill()`` and
    /// ``crash(seed:)`` until they have fired.
    ///
    /// - Parameters:
    ///   - first: which operation from now that the fault can hit is the first to fail; the next
    ///     one is 1.
    ///   - times: how many fail in a row; `.max` for always.
    public func arm(_ fault: DiskFault, first: Int = 1, times: Int = 1) {
        precondition(first >= 1 && times >= 1, "operations are counted from 1")
        simulated_disk_arm(disk, fault.code, UInt64(first), UInt64(times))
    }

    /// Disarms a fault.
    public func disarm(_ fault: DiskFault) {
        simulated_disk_arm(disk, fault.code, 1, 0)
    }

    /// Disarms every fault; the capacity stays, and so does a power failure that has happened.
    public func disarmAll() {
        simulated_disk_disarm(disk)
    }

    /// Whether an armed power failure has happened and no crash has followed.
    public var isOff: Bool {
        simulated_disk_is_off(disk)
    }

    /// Lets all files together hold at most so many bytes.
    ///
    /// As on a real full disk, overwriting in place goes on, and of a write that does not fit the
    /// first bytes are written before it fails with `SQLITE_FULL`.
    ///
    /// - Parameter bytes: nil for any number.
    public func setCapacity(_ bytes: Int?) {
        simulated_disk_set_capacity(disk, bytes.map { Int64(max($0, 0)) } ?? -1)
    }

    /// The bytes that the files hold, those included that are deleted but still open.
    public var used: Int {
        Int(simulated_disk_used(disk))
    }
}
