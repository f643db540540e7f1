import Foundation

/// The two streams of the process; the only place that writes to them.
enum Terminal {
    /// A line on stdout, at once even into a pipe.
    static func line(_ line: String) { text(line + "\n") }

    /// A text that carries its own line feeds, on stdout.
    ///
    /// Where its reader has gone, the program ends as one that the signal stops.
    static func text(_ text: String) {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
        } catch {
            exit(128 + SIGPIPE)
        }
    }

    /// A line on stderr; nobody has to read it.
    static func error(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
    }
}
