import ArgumentParser
import Documents
import FarmCore
import FarmDaemon
import FarmReports
import Glibc
import SimulatedTime

/// A duration on the command line, with the reader's own words when it cannot be read.
enum DurationOption {
    static func parse(_ text: String) throws -> TimeSpan {
        do {
            return try TimeSpan(text)
        } catch {
            throw ValidationError("\(error)")
        }
    }
}

/// What replaces values of the farm file, as `run` has it.
struct FarmFileOptions: ParsableArguments {
    @Option(
        help: "When virtual time begins: \"now\" or an RFC 3339 instant.",
        transform: { text in
            guard text != "now" else { return text }
            do { _ = try Instant(rfc3339: text) } catch { throw ValidationError("\(error)") }
            return text
        }
    )
    var start: String?

    @Option(
        name: .customLong("set"),
        parsing: .singleValue,
        help: ArgumentHelp(
            "Replaces a value of the farm file: /seed=7.",
            valueName: "pointer=value"
        )
    )
    var overrides: [String] = []

    @Option(
        name: .customLong("scenario"),
        parsing: .singleValue,
        help: "A scenario to be played besides those of the farm file: its name or its path."
    )
    var scenarios: [String] = []

    /// The farm of a file; what is worth a warning goes to stderr.
    func plan(of file: String, _ library: LibraryOptions) throws -> FarmPlan {
        var options = RunOptions(farm: file)
        options.profiles = library.profiles
        options.scenarios = scenarios
        options.overrides = overrides
        if let start { options.overrides.append("/clock/start=\"\(start)\"") }
        let report = try FarmLoader.load(options)
        for warning in report.warnings { Terminal.error("\(warning) (warning)") }
        guard let plan = report.plan else { throw ExitCode(1) }
        return plan
    }
}

extension FarmPlan {
    /// Where a simulation begins; a start that is now begins on a whole second.
    var simulationStart: Instant {
        switch start {
        case .now: HostTime.wallClock().floored(to: .seconds(1))
        case .at(let instant): instant
        }
    }
}

/// What went wrong, told, and the exit code it means.
enum Failure {
    static func exit(for error: any Error) -> any Error {
        switch error {
        case let refusal as RunRefusal:
            for line in refusal.lines { Terminal.error(line) }
        case ReportFileError.readerGone:
            // As a program ends that the signal stops.
            return ExitCode(128 + SIGPIPE)
        case let error as ReportError: Terminal.error("meterfarm: \(error)")
        case let error as ReportFileError: Terminal.error("meterfarm: \(error)")
        case let faults as Faults:
            for fault in faults.all { Terminal.error(fault.description) }
        default: return error
        }
        return ExitCode(1)
    }
}
