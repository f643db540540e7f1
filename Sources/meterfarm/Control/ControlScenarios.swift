import ArgumentParser
import ControlClient
import Documents

/// The scenarios of the library, or one of them step by step.
struct ControlScenarios: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scenarios",
        abstract: "List the scenarios of the library, or show one step by step."
    )

    @OptionGroup var options: ControlOptions
    @Argument(help: "The scenario; none lists all.", completion: FarmNames.scenarios)
    var scenario: String?

    func run() throws {
        guard let scenario else {
            let columns = ["name", "steps", "description"].map { AnswerTable.Column($0) }
            return try options.list(["scenarios"], [], columns)
        }
        try options.ask("GET", ["scenarios", scenario], lines: Self.lines)
    }

    /// What it is, then a line for each step.
    private static func lines(_ answer: JSONValue) -> [String] {
        guard case .object(var members) = answer else { return [] }
        let steps = members.removeValue(forKey: "steps")?.elements ?? []
        let columns = ["at", "meter", "bus", "text"].map { AnswerTable.Column($0) }
        return AnswerTable.facts(.object(members)) + [""] + AnswerTable.lines(steps, columns)
    }
}

/// Plays a scenario.
struct ControlPlay: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "play",
        abstract: "Play a scenario of the library, or one that is given.",
        discussion: """
            play tariff-day · play tariff-day --from 2026-01-05T00:00:00+01:00 · \
            play '{ "steps": [ { "at": "+30s", "meter": "incomer", "do": { "tariff": 2 } } ] }'
            """
    )

    @OptionGroup var options: ControlOptions
    @Argument(
        help: "A scenario of the library, or the scenario itself, JSON.",
        completion: FarmNames.scenarios
    )
    var scenario: String
    @Option(help: "When it begins: an instant, or + and a duration; now else.") var from: String?

    func run() throws {
        let given = try JSONValue(nameOrText: scenario)
        var body: [String: JSONValue] = [:]
        body["from"] = from.map { .string($0) }
        var path = ["scenarios", scenario, "runs"]
        if case .object = given {
            body["scenario"] = given
            path = ["runs"]
        }
        try options.ask("POST", path, [], .object(body), lines: AnswerTable.facts)
    }
}

/// The scenarios that are played.
struct ControlRuns: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "List the scenarios that are played, and those that are over."
    )

    @OptionGroup var options: ControlOptions

    func run() throws {
        let columns = [
            "run", "scenario", "started", "done", "steps", "next", "isOver", "byFarm",
        ]
        try options.list(["runs"], [], columns.map { AnswerTable.Column($0) })
    }
}

/// Plays a scenario no further.
struct ControlStop: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "Play a scenario no further; what has happened stays.",
        discussion: "A scenario stands for its run where it is played once only."
    )

    @OptionGroup var options: ControlOptions
    @Argument(help: "The run, or its scenario.", completion: FarmNames.runs) var name: String

    func run() throws {
        let runs = try options.items(["runs"])
        let isRun = runs.contains { $0.text(at: "run") == name }
        let played = runs.filter { item in
            item.text(at: "scenario") == name
                && AnswerTable.value(at: ["isOver"], in: item) == .bool(false)
        }
        let only = isRun || played.count != 1 ? nil : played.first?.text(at: "run")
        try options.order("DELETE", ["runs", only ?? name])
    }
}
