import ArgumentParser
import Foundation

/// Where a new file goes, and that no other one is lost for it.
struct NewFileOptions: ParsableArguments {
    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "The file to write, \"-\" for stdout (default: MODEL.json in the working folder).",
            valueName: "file"
        ),
        completion: .file(extensions: ["json"])
    )
    var output: String?

    @Flag(help: "Replace the file when it is there.")
    var force = false

    /// Writes a text to the file and says where it is; to stdout for `-`.
    func write(_ text: String, as identifier: String) throws {
        let path = output ?? identifier + ".json"
        if path == "-" {
            Terminal.text(text)
            return
        }
        if !force, FileManager.default.fileExists(atPath: path) {
            Terminal.error("meterfarm: \(path) is there already; --force replaces it")
            throw ExitCode(1)
        }
        do {
            try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            Terminal.error("meterfarm: \(path) cannot be written: \(error.localizedDescription)")
            throw ExitCode(1)
        }
        Terminal.line(path)
    }

    /// The name of a model by the file it is written to, else by what it is made from.
    func identifier(_ fallback: String) -> String {
        let path = output.flatMap { $0 == "-" ? nil : $0 } ?? fallback
        return URL(filePath: path).deletingPathExtension().lastPathComponent
    }
}
