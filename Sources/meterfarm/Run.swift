import ArgumentParser
import FarmDaemon

/// Runs a farm in the foreground.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a farm in the foreground until SIGTERM or SIGINT.",
        discussion: """
            Prints one line for each port and then "ready" to stdout; logs go to stderr.
            """
    )

    @Argument(help: "The farm file.", completion: .file(extensions: ["json"]))
    var farm: String

    @Option(help: "When virtual time begins: \"now\" or an RFC 3339 instant.")
    var start: String?

    @Option(help: "Virtual seconds per second, 0.001 to 1000000.")
    var speed: Double?

    @Option(
        help: ArgumentHelp(
            "Where the farm's state is kept, or \"none\"; .meterfarm beside the farm file else.",
            valueName: "directory"
        ),
        completion: .directory
    )
    var state: String?

    @Option(
        name: .customLong("set"),
        parsing: .singleValue,
        help: ArgumentHelp(
            "Replaces a value of the farm file: /clock/speed=60.",
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

    @Option(
        help: ArgumentHelp(
            "Where the control API is, or \"none\"; 127.0.0.1:8502 else.",
            valueName: "host:port"
        )
    )
    var http: String?

    @Option(
        help: ArgumentHelp(
            "A file with the token that the API wants; METERFARM_TOKEN in the environment else.",
            valueName: "file"
        ),
        completion: .file()
    )
    var httpTokenFile: String?

    @OptionGroup var library: LibraryOptions

    func run() async throws {
        var options = RunOptions(farm: farm)
        options.profiles = library.profiles
        options.overrides = overrides
        options.state = state
        options.scenarios = scenarios
        options.http = http
        options.httpTokenFile = httpTokenFile
        if let start { options.overrides.append("/clock/start=\"\(start)\"") }
        if let speed { options.overrides.append("/clock/speed=\(speed)") }
        do {
            try await FarmRunner(options).run { Terminal.line($0) }
        } catch let refusal as RunRefusal {
            for line in refusal.lines { Terminal.error(line) }
            throw ExitCode(1)
        }
    }
}
