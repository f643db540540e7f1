import ArgumentParser
import Documents
import FarmDaemon

/// Validates files and starts nothing.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Validate farms, models, loads, calendars, scenarios, transformers and lessons.",
        discussion: """
            Every fault stands on a line of its own: FILE: /json/pointer: what is wrong; what is \
            allowed. Exit code 1 when there is any.
            """
    )

    @Argument(help: "The files.", completion: .file(extensions: ["json"]))
    var files: [String]

    @OptionGroup var library: LibraryOptions

    func run() throws {
        var isSound = true
        for file in files {
            let profiles = DiskLibrary.make(named: library.profiles, near: file)
            let report = FileChecker(library: profiles).check(file)
            for fault in report.faults { Terminal.line(fault.description) }
            for warning in report.warnings { Terminal.line("\(warning) (warning)") }
            for remark in report.remarks { Terminal.error("\(remark) (information)") }
            if report.faults.isEmpty {
                Terminal.line("\(file): ok (\(report.kind?.rawValue ?? "?"))")
            } else {
                isSound = false
            }
        }
        if !isSound { throw ExitCode(1) }
    }
}
