import ArgumentParser
import ControlClient
import Documents

/// The snapshots of a farm that runs.
struct ControlSnapshots: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshots",
        abstract: "List the snapshots of the farm that runs."
    )

    @OptionGroup var options: ControlOptions

    func run() throws {
        let columns = ["snapshot", "at", "meters", "bytes", "description"]
        try options.list(["snapshots"], [], columns.map { AnswerTable.Column($0) })
    }
}

/// Takes a snapshot.
struct ControlKeep: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keep",
        abstract: "Keep the memory of all meters of the farm that runs as a snapshot."
    )

    @OptionGroup var options: ControlOptions
    @Argument(help: "The name of the snapshot.") var name: String
    @Option(help: "What it shows, for people.") var description: String?

    func run() throws {
        var body: [String: JSONValue] = ["snapshot": .string(name)]
        body["description"] = description.map { .string($0) }
        try options.ask("POST", ["snapshots"], [], .object(body), lines: AnswerTable.facts)
    }
}

/// Restores a snapshot.
struct ControlRestore: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Let every meter go on as if nothing had been done to it since a snapshot."
    )

    @OptionGroup var options: ControlOptions
    @Argument(help: "The snapshot.", completion: FarmNames.snapshots) var name: String

    func run() throws { try options.order("POST", ["snapshots", name, "restore"]) }
}

/// Drops a snapshot.
struct ControlDrop: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drop",
        abstract: "Drop a snapshot."
    )

    @OptionGroup var options: ControlOptions
    @Argument(help: "The snapshot.", completion: FarmNames.snapshots) var name: String

    func run() throws { try options.order("DELETE", ["snapshots", name]) }
}
