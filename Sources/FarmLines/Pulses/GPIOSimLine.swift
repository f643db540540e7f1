internal import Glibc
internal import NIOCore

/// An input line of the kernel's gpio-sim, whose level follows a pulse output.
///
/// The line's folder in /sys has an attribute `pull`; "pull-up" closes the contact, "pull-down"
/// opens it (Documentation/admin-guide/gpio/gpio-sim.rst of the Linux kernel).
public final class GPIOSimLine: PulseExit {
    /// Where it is.
    public let address: String

    private let loop: LineLoop
    private let pull: NIOLoopBound<Pull>

    private init(_ path: String, _ loop: LineLoop, _ pull: NIOLoopBound<Pull>) {
        address = "gpio-sim \(path)"
        self.loop = loop
        self.pull = pull
    }

    /// Takes the line and opens its contact.
    ///
    /// - Parameter path: the folder of the line, or its attribute itself.
    /// - Throws: a ``LineError`` that names the path.
    public static func open(
        _ path: String,
        on loop: LineLoop,
        observe: LineObserver? = nil
    ) async throws(LineError) -> GPIOSimLine {
        let pull = try await loop.perform { () throws(LineError) in
            NIOLoopBound(try Pull(path, observe), eventLoop: loop.eventLoop)
        }
        return GPIOSimLine(path, loop, pull)
    }

    /// Closes and opens the contact.
    public func send(_ lines: [UInt8], states: [Bool]) {
        for isOn in states { pull.value.send(isOn) }
    }

    /// Leaves the contact open.
    public func close() async {
        let pull = pull
        _ = try? await loop.perform { () throws(LineError) in pull.value.send(false) }
    }

    /// The attribute; confined to its event loop.
    private final class Pull {
        private let path: String
        private let observe: LineObserver?
        private var hasFailed = false

        init(_ path: String, _ observe: LineObserver?) throws(LineError) {
            let folder = path.hasSuffix("/") ? String(path.dropLast()) : path
            self.path = folder.hasSuffix("/pull") ? folder : folder + "/pull"
            self.observe = observe
            let code = set(false)
            guard code == 0 else {
                let reason =
                    code == ENOENT
                    ? "there is no such attribute; make the line with gpio-sim in configfs"
                    : systemMessage(code)
                throw .placeFailed(path: self.path, reason: reason)
            }
        }

        func send(_ isOn: Bool) {
            let code = set(isOn)
            if code != 0, !hasFailed { observe?(.failed(reason: systemMessage(code))) }
            hasFailed = code != 0
        }

        /// - Returns: the error number, 0 for none.
        private func set(_ isOn: Bool) -> CInt {
            let descriptor = Glibc.open(path, O_WRONLY | O_TRUNC | O_CLOEXEC)
            guard descriptor >= 0 else { return errno }
            defer { Glibc.close(descriptor) }
            let word = Array((isOn ? "pull-up" : "pull-down").utf8)
            return write(descriptor, word, word.count) == word.count ? 0 : errno
        }
    }
}
