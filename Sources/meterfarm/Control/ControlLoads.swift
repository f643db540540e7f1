import ArgumentParser
import ControlClient
import Documents

/// The load profiles of the library.
struct ControlLoads: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "loads",
        abstract: "List the load profiles of the library."
    )

    @OptionGroup var options: ControlOptions
    @Argument(help: "Only those in whose name this stands.") var search: String?

    func run() throws {
        let query = search.map { [("search", $0)] } ?? []
        try options.list(["loads"], query, [.init("name"), .init("description")])
    }
}

/// What feeds a meter.
struct ControlLoad: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Show what feeds a meter, or feed it from another load.",
        discussion: """
            load flat-1 · load flat-1 household-ev-charger · \
            load flat-1 '{ "phases": { "all": { "activePower": 2000 } } }'
            """
    )

    @OptionGroup var options: ControlOptions
    @Argument(help: "The meter.", completion: FarmNames.meters) var meter: String
    @Argument(
        help: "A profile of the library, or the load itself, JSON; none shows what feeds it.",
        completion: FarmNames.loads
    )
    var load: String?

    func run() throws {
        let path = ["meters", meter, "load"]
        guard let load else { return try options.ask("GET", path, lines: AnswerTable.facts) }
        let body = JSONValue.object(["load": try JSONValue(nameOrText: load)])
        try options.order("PUT", path, body)
    }
}

/// Takes a load so many times.
struct ControlScale: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scale",
        abstract: "Take so many times the load of a meter; 1 is its profile as it stands."
    )

    @OptionGroup var options: ControlOptions
    @Argument(help: "The meter.", completion: FarmNames.meters) var meter: String
    @Argument(help: "How many times, 0 to 1000.") var factor: Double

    func run() throws {
        try options.order("PATCH", ["meters", meter, "load"], .object(["scale": .number(factor)]))
    }
}
