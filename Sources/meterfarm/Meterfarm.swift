import ArgumentParser
import FarmDaemon

/// The one executable: a farm of virtual electricity meters.
@main
struct Meterfarm: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "meterfarm",
        abstract: "A farm of virtual electricity meters.",
        discussion: """
            Each meter integrates its load into tariffs, partial counters and demand, and answers \
            on Modbus or M-Bus as the real device would.
            """,
        version: ProgramVersion.text,
        subcommands: [
            Run.self, Check.self, Models.self, Read.self, Simulate.self, Plot.self,
            State.self, Control.self,
        ]
    )
}

/// Options that every command which reads profiles has.
struct LibraryOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A folder with meters/, loads/ and standards/ that is searched first.",
            valueName: "folder"
        )
    )
    var profiles: String?
}
