internal import Glibc

/// The right to use a state file: one process at a time has it, and its end, however sudden, gives
/// it back.
public final class StateLock: Sendable {
    private let descriptor: CInt

    /// Takes the right to a state file.
    ///
    /// The lock is a file beside it with the process's id in it; it stays when the lock is gone.
    public init(for path: String) throws(StoreError) {
        let lock = path + ".lock"
        descriptor = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw .unusable(path: lock, reason: String(cString: strerror(errno)))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            let process = Self.process(in: descriptor)
            close(descriptor)
            if code == EWOULDBLOCK { throw .inUse(path: path, process: process) }
            throw .unusable(path: lock, reason: String(cString: strerror(code)))
        }
        let text = Array("\(getpid())\n".utf8)
        // What the file says is for people; without space the lock holds all the same.
        _ = ftruncate(descriptor, 0)
        _ = pwrite(descriptor, text, text.count, 0)
    }

    deinit { close(descriptor) }

    private static func process(in descriptor: CInt) -> String {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let digits = bytes.prefix(max(count, 0)).prefix { (48...57).contains($0) }
        return digits.isEmpty
            ? "another process" : "process " + String(decoding: digits, as: UTF8.self)
    }
}
