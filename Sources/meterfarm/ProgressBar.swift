import FarmDaemon
import FarmReports
import Foundation
import Glibc

/// The progress of a long job on the terminal of stderr; nothing when that is none.
struct ProgressBar {
    private var line: ProgressLine?
    private let start = HostTime.now()
    private var isShown = false

    init(total: Int) {
        if isatty(STDERR_FILENO) == 1 {
            line = ProgressLine(total: total, width: TerminalSize.width(of: STDERR_FILENO))
        }
    }

    mutating func show(done: Int, note: String) {
        let elapsed = Double(HostTime.now() - start) / 1e9
        guard let text = line?.text(done: done, note: note, elapsed: elapsed) else { return }
        put("\r\u{1B}[K\(text)")
        isShown = true
    }

    /// Leaves an empty line.
    mutating func clear() {
        if isShown { put("\r\u{1B}[K") }
        isShown = false
    }

    private func put(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}

/// The size of a terminal.
enum TerminalSize {
    /// Its width in characters; that of `COLUMNS`, or 80, when it does not tell.
    static func width(of descriptor: Int32) -> Int {
        var size = winsize()
        if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
            return Int(size.ws_col)
        }
        let variable = ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) }
        return variable.flatMap { $0 > 0 ? $0 : nil } ?? 80
    }
}

extension TerminalSize {
    /// Whether the user wants no colours, or the terminal has none.
    static var isPlain: Bool {
        let environment = ProcessInfo.processInfo.environment
        return environment["NO_COLOR"].map { !$0.isEmpty } == true || environment["TERM"] == "dumb"
    }
}
