internal import CSimulatedDisk

/// Files put in and taken out past SQLite, to inspect them, to damage them, to copy real ones.
extension SimulatedDisk {
    /// The paths of all files that the process sees, in ascending order.
    public var files: [String] {
        var paths: [String] = []
        var buffer = [CChar](repeating: 0, count: 512)
        while simulated_disk_next_path(disk, paths.last ?? "", &buffer) {
            let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            paths.append(String(decoding: bytes, as: UTF8.self))
        }
        return paths
    }

    /// A file's bytes as the process sees them; nil if there is none.
    public func read(_ path: String) -> [UInt8]? {
        read(path, durable: false)
    }

    /// What of a file is certain to survive a crash; nil if not even its name is.
    public func readDurable(_ path: String) -> [UInt8]? {
        read(path, durable: true)
    }

    /// A file's size in bytes, as the process sees it; nil if there is none.
    public func size(_ path: String) -> Int? {
        let size = simulated_disk_read(disk, path, false, nil, 0)
        return size < 0 ? nil : Int(size)
    }

    /// Puts a file on the disk, or other bytes into a file: past every fault, durable at once.
    ///
    /// Connections that have the file open see the new bytes.
    public func write(_ path: String, _ bytes: [UInt8]) {
        precondition(path.hasPrefix("/") && path.utf8.count < 512, "paths begin at the root")
        let isDone = bytes.withUnsafeBufferPointer {
            simulated_disk_write(disk, path, $0.baseAddress, Int64($0.count))
        }
        precondition(isDone, "no memory for a simulated file")
    }

    /// Takes a file off the disk: past every fault, durably.
    ///
    /// - Returns: whether there was one.
    @discardableResult
    public func remove(_ path: String) -> Bool {
        simulated_disk_remove(disk, path)
    }

    /// Another thread may change the file's size meanwhile: then it is read again.
    private func read(_ path: String, durable: Bool) -> [UInt8]? {
        while true {
            let size = simulated_disk_read(disk, path, durable, nil, 0)
            guard size >= 0 else { return nil }
            var found = size
            let bytes = [UInt8](unsafeUninitializedCapacity: Int(size)) { buffer, count in
                found = simulated_disk_read(disk, path, durable, buffer.baseAddress, size)
                count = Int(min(max(found, 0), size))
            }
            if found == size { return bytes }
        }
    }
}
