import Foundation

/// The two streams of the process; the only place that writes to them.
enum Terminal {
    /// A line on stdout, at once even into a pipe.
    static func line(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    /// A line on stderr.
    static func error(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }
}

extension Terminal {
    /// A text that carries its own line feeds, on stdout.
    static func text(_ text: String) {
        FileHandle.standardOutput.write(Data(text.utf8))
    }
}
