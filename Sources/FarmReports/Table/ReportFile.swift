internal import Glibc

/// Why a report could not be written.
public enum ReportFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The reader of the pipe has gone: nobody is left to tell.
    case readerGone
    /// What could not be done, and what the system says.
    case failed(path: String, action: String, code: Int32)

    /// `out.csv: cannot be written: No space left on device`.
    public var description: String {
        switch self {
        case .readerGone: "the reader has gone"
        case .failed(let path, let action, let code):
            unsafe "\(path): cannot be \(action): \(String(cString: strerror(code)))"
        }
    }
}

/// Where a report goes: a file that appears when it is complete, or a stream.
///
/// A file is written under its name with `.part` behind it and renamed at the end, so that whoever
/// finds the file finds all of it. What is no ordinary file (a device, a named pipe) is written
/// directly.
public final class ReportFile {
    private let descriptor: Int32
    private let path: String
    private let target: String?
    private var isOpen = true

    private init(descriptor: Int32, path: String, target: String?) {
        self.descriptor = descriptor
        self.path = path
        self.target = target
    }

    /// The standard output.
    public static func standardOutput() -> ReportFile {
        ReportFile(descriptor: 1, path: "stdout", target: nil)
    }

    /// A file, or the standard output for nil and for `-`.
    ///
    /// - Throws: ``ReportFileError`` when it cannot be created.
    public static func open(_ path: String?) throws(ReportFileError) -> ReportFile {
        guard let path, path != "-" else { return standardOutput() }
        var status = stat()
        let exists = unsafe stat(path, &status) == 0
        let isOrdinary = !exists || status.st_mode & S_IFMT == S_IFREG
        let target = exists && isOrdinary ? resolved(path) : path
        let written = isOrdinary ? target + ".part" : path
        let flags = O_WRONLY | O_CLOEXEC | (isOrdinary ? O_CREAT | O_TRUNC : 0)
        let descriptor = unsafe Glibc.open(written, flags, 0o666)
        guard descriptor >= 0 else {
            throw .failed(path: written, action: "opened", code: errno)
        }
        return ReportFile(
            descriptor: descriptor,
            path: written,
            target: isOrdinary ? target : nil
        )
    }

    /// Where symbolic links lead, so that the file behind them is replaced and not the link.
    private static func resolved(_ path: String) -> String {
        guard let resolved = unsafe realpath(path, nil) else { return path }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    /// Writes all the bytes.
    ///
    /// - Throws: ``ReportFileError``; the unfinished file is removed then.
    public func write(_ bytes: [UInt8]) throws(ReportFileError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
            }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                try fail("written", errno)
            }
        }
    }

    /// Ends the report: the file appears under its name.
    ///
    /// - Throws: ``ReportFileError``; the unfinished file is removed then.
    public func finish() throws(ReportFileError) {
        guard isOpen, descriptor > 2 else { return }
        isOpen = false
        guard close(descriptor) == 0 else { try fail("written", errno) }
        guard let target else { return }
        guard unsafe rename(path, target) == 0 else { try fail("renamed", errno) }
    }

    /// Gives the report up: the unfinished file is removed.
    public func discard() {
        guard descriptor > 2 else { return }
        if isOpen { close(descriptor) }
        isOpen = false
        if target != nil { unsafe unlink(path) }
    }

    private func fail(_ action: String, _ code: Int32) throws(ReportFileError) -> Never {
        discard()
        if code == EPIPE { throw .readerGone }
        throw .failed(path: path, action: action, code: code)
    }
}
