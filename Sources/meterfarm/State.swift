import ArgumentParser
import FarmCore
import FarmDaemon
import SimulatedTime

/// Which farm's state is meant.
struct StateOptions: ParsableArguments {
    @Argument(help: "The farm file.", completion: .file(extensions: ["json"]))
    var farm: String

    @Option(
        help: ArgumentHelp(
            "Where the farm's state is kept; .meterfarm beside the farm file else.",
            valueName: "directory"
        ),
        completion: .directory
    )
    var state: String?

    @OptionGroup var library: LibraryOptions

    /// The farm; what is worth a warning when it runs is not said here.
    func plan() throws -> FarmPlan {
        var options = RunOptions(farm: farm)
        options.profiles = library.profiles
        guard let plan = try FarmLoader.load(options).plan else { throw ExitCode(1) }
        return plan
    }

    /// Where its state is.
    func location() throws -> StateLocation {
        guard let location = StateLocation(farm: farm, named: state) else {
            throw ValidationError("--state none keeps nothing; the directory of a farm's state")
        }
        return location
    }
}

/// Looks after the state of a farm that is not running.
struct State: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check, export, import or bring up to date a farm's state while it rests.",
        subcommands: [
            StateCheck.self, StateExport.self, StateImport.self, StateMigrate.self,
        ]
    )
}

/// Says whether a state is sound.
struct StateCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say whether the state is sound and fits the farm file; nothing changes.",
        discussion: "Exit code 1 when the farm could not go on from it."
    )

    @OptionGroup var options: StateOptions

    func run() throws {
        do {
            let inspector = try StateInspector(
                try options.location().file,
                of: try options.plan()
            )
            let (lines, isSound) = inspector.check()
            for line in lines { Terminal.line(line) }
            if !isSound { throw ExitCode(1) }
        } catch {
            throw Failure.exit(for: error)
        }
    }
}

/// Writes a state as JSON.
struct StateExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write everything that each meter keeps as JSON; nothing changes.",
        discussion: """
            Each meter is shown as it goes on: its last state with the journal carried out, at the \
            instant that the farm has reached. Energies are in millijoules.
            """
    )

    @OptionGroup var options: StateOptions

    func run() throws {
        do {
            let inspector = try StateInspector(
                try options.location().file,
                of: try options.plan()
            )
            Terminal.line(try inspector.export())
        } catch {
            throw Failure.exit(for: error)
        }
    }
}

/// Sets a meter's state from a field visit.
struct StateImport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Set a meter's state from a dump of a real meter's registers.",
        discussion: """
            The dump is CSV with the columns address and value, or what mbpoll has printed. Every \
            register is named with what became of it: set, agrees, or not set and why.
            """
    )

    @OptionGroup var options: StateOptions
    @Argument(help: "The meter's name.") var meter: String
    @Argument(help: "The file with the dump.", completion: .file()) var dump: String

    @Option(help: "The number of the first register, 0 or 1; 1 for mbpoll, 0 for CSV.")
    var base: Int?

    @Option(
        name: .customLong("read-at"),
        help: ArgumentHelp("When the dump was read: sets the meter's clock.", valueName: "instant"),
        transform: { text in
            do { return try Instant(rfc3339: text) } catch { throw ValidationError("\(error)") }
        }
    )
    var readAt: Instant?

    func validate() throws {
        guard base.map((0...1).contains) ?? true else {
            throw ValidationError("--base is 0 or 1")
        }
    }

    func run() throws {
        do {
            var how = DumpOptions()
            how.base = base
            let job = DumpImport(try options.location(), of: try options.plan())
            let report = try job.run(dump, into: meter, options: how, readAt: readAt)
            Terminal.line("\(report)")
        } catch {
            throw Failure.exit(for: error)
        }
    }
}

/// Brings a state of an earlier version up to date.
struct StateMigrate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Bring a state of an earlier version up to date; a copy is kept."
    )

    @OptionGroup var options: StateOptions

    func run() throws {
        do {
            Terminal.line(try options.location().migrate())
        } catch {
            throw Failure.exit(for: error)
        }
    }
}
