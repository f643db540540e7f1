internal import Glibc
internal import NIOCore

/// A named pipe from which one reader takes the edges of pulse lines.
///
/// The reader may come and go. What it does not take is bounded by the pipe's own buffer: while
/// that is full, whole lines are lost.
public final class PulseFIFO: PulseExit {
    /// Where readers find it.
    public let address: String

    private let loop: LineLoop
    private let pipe: NIOLoopBound<Pipe>

    private init(_ path: String, _ loop: LineLoop, _ pipe: NIOLoopBound<Pipe>) {
        address = "fifo \(path)"
        self.loop = loop
        self.pipe = pipe
    }

    /// Makes the pipe, unless one is there.
    ///
    /// - Throws: a ``LineError`` that names the path.
    public static func open(
        _ path: String,
        on loop: LineLoop,
        observe: LineObserver? = nil
    ) async throws(LineError) -> PulseFIFO {
        let pipe = try await loop.perform { () throws(LineError) in
            NIOLoopBound(try Pipe(path, observe), eventLoop: loop.eventLoop)
        }
        return PulseFIFO(path, loop, pipe)
    }

    /// Lets edges leave, if somebody reads.
    public func send(_ lines: [UInt8], states: [Bool]) {
        for line in lines.split(separator: UInt8(ascii: "\n")) {
            pipe.value.send(line + [UInt8(ascii: "\n")])
        }
    }

    /// Closes the pipe, and removes it if it was made here.
    public func close() async {
        let pipe = pipe
        _ = try? await loop.perform { () throws(LineError) in pipe.value.close() }
    }

    /// The pipe itself; confined to its event loop.
    private final class Pipe {
        private let path: String
        private let isOurs: Bool
        private let observe: LineObserver?
        private var descriptor: CInt = -1
        private var isLosing = false

        init(_ path: String, _ observe: LineObserver?) throws(LineError) {
            self.path = path
            self.observe = observe
            try PseudoTerminalLink.makeDirectories(of: path)
            // A reader that goes must not end the process.
            signal(SIGPIPE, SIG_IGN)
            isOurs = mkfifo(path, 0o644) == 0
            guard !isOurs else { return }
            guard errno == EEXIST else {
                throw .placeFailed(path: path, reason: systemMessage(errno))
            }
            var found = stat()
            guard stat(path, &found) == 0, found.st_mode & S_IFMT == S_IFIFO else {
                throw .placeIsOccupied(path: path)
            }
        }

        func send(_ line: [UInt8]) {
            if descriptor < 0 { open() }
            guard descriptor >= 0 else { return }
            if write(line) == EPIPE {
                // The reader is gone; another may have come.
                closeDescriptor()
                open()
                if descriptor >= 0 { _ = write(line) }
            }
        }

        /// - Returns: the error number, 0 for none.
        private func write(_ line: [UInt8]) -> CInt {
            // Lines are far shorter than what a pipe takes whole or not at all.
            guard Glibc.write(descriptor, line, line.count) < 0 else {
                isLosing = false
                return 0
            }
            let code = errno
            if code == EAGAIN, !isLosing {
                isLosing = true
                observe?(.outputLost(bytes: line.count))
            }
            return code
        }

        /// Fails while nobody reads.
        private func open() {
            descriptor = Glibc.open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
            if descriptor >= 0 { observe?(.occupied) }
        }

        private func closeDescriptor() {
            Glibc.close(descriptor)
            descriptor = -1
            observe?(.idle)
        }

        func close() {
            if descriptor >= 0 { closeDescriptor() }
            if isOurs { unlink(path) }
        }
    }
}
