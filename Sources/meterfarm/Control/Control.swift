import ArgumentParser
import FarmDaemon

/// What can be done to a farm: to one that runs over its control API, to one at rest by its state.
struct Control: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ctl",
        abstract: "See and steer a farm that runs; save and restore the state of one at rest.",
        discussion: """
            All but snapshot ask the control API of the farm, at --farm or in METERFARM_FARM, and \
            print tables; --json prints what the farm answers.
            """,
        groupedSubcommands: [
            CommandGroup(
                name: "Farm",
                subcommands: [
                    ControlStatus.self, ControlClock.self, ControlPorts.self, ControlBuses.self,
                    ControlFrames.self, ControlEvents.self, ControlWebhooks.self,
                    ControlWebhook.self, ControlUnhook.self,
                ]
            ),
            CommandGroup(
                name: "Meter",
                subcommands: [
                    ControlMeters.self, ControlShow.self, ControlRegisters.self,
                    ControlExplain.self, ControlSet.self, ControlWiring.self, ControlPut.self,
                    ControlReset.self, ControlPartial.self, ControlPress.self, ControlAct.self,
                    ControlMany.self,
                ]
            ),
            CommandGroup(
                name: "Scenario",
                subcommands: [
                    ControlLoads.self, ControlLoad.self, ControlScale.self,
                    ControlScenarios.self, ControlPlay.self, ControlRuns.self, ControlStop.self,
                    ControlFaults.self, ControlArm.self, ControlDisarm.self,
                    ControlLessons.self, ControlLesson.self,
                ]
            ),
            CommandGroup(
                name: "Memory",
                subcommands: [
                    ControlSnapshots.self, ControlKeep.self, ControlRestore.self,
                    ControlDrop.self, SnapshotCommand.self,
                ]
            ),
        ]
    )
}

/// Snapshots of a farm that is not running.
struct SnapshotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot",
        abstract: "Save, restore, list or compare the states of a farm that is not running.",
        discussion: """
            A snapshot is one file. A name stands for a snapshot beside the farm's state, a path \
            for itself, so that a snapshot can be carried to another machine.
            """,
        subcommands: [
            SnapshotSave.self, SnapshotRestore.self, SnapshotList.self, SnapshotDifference.self,
        ]
    )
}

/// Saves a snapshot.
struct SnapshotSave: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "save",
        abstract: "Save the farm's state."
    )

    @OptionGroup var options: StateOptions
    @Argument(help: "A name, or a path that ends in .meterfarm.") var name: String
    @Option(help: "What it is, for people.") var description: String?

    func run() throws {
        do {
            Terminal.line(try options.shelf().save(name, description: description))
        } catch {
            throw Failure.exit(for: error)
        }
    }
}

/// Restores a snapshot.
struct SnapshotRestore: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a snapshot in the place of the farm's state, which is kept beside it."
    )

    @OptionGroup var options: StateOptions
    @Argument(help: "A name, or a path that ends in .meterfarm.") var name: String

    func run() throws {
        do {
            for line in try options.shelf().restore(name) { Terminal.line(line) }
        } catch {
            throw Failure.exit(for: error)
        }
    }
}

/// Lists the snapshots.
struct SnapshotList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the snapshots: name, instant reached, meters, bytes, file."
    )

    @OptionGroup var options: StateOptions

    func run() throws {
        do {
            for line in try options.shelf().list() { Terminal.line(line) }
        } catch {
            throw Failure.exit(for: error)
        }
    }
}

/// Compares snapshots.
struct SnapshotDifference: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what differs from a snapshot to another, or to the present state.",
        discussion: """
            A line for each field: meter, field, before and after. Exit code 1 when anything \
            differs.
            """
    )

    @OptionGroup var options: StateOptions
    @Argument(help: "The earlier one.") var name: String
    @Argument(help: "The later one; the farm's present state else.") var other: String?

    func run() throws {
        do {
            let lines = try options.shelf().difference(name, to: other)
            for line in lines { Terminal.line(line) }
            if !lines.isEmpty { throw ExitCode(1) }
        } catch {
            throw Failure.exit(for: error)
        }
    }
}

extension StateOptions {
    /// The snapshots of the farm.
    func shelf() throws -> SnapshotShelf { SnapshotShelf(try location(), of: try plan()) }
}
