import ArgumentParser
import ControlClient
import Documents

/// What farm runs, and its time.
struct ControlStatus: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show the farm that runs, and its time."
    )

    @OptionGroup var options: ControlOptions

    func run() throws {
        try options.ask("GET", ["farm"], lines: AnswerTable.facts)
        try options.ask("GET", ["clock"], lines: AnswerTable.facts)
    }
}

/// The farm's time.
struct ControlClock: ParsableCommand {
    /// What can be done to it.
    enum Verb: String, ExpressibleByArgument, CaseIterable {
        case pause, resume, speed, step, jump
    }

    static let configuration = CommandConfiguration(
        commandName: "clock",
        abstract: "Show the farm's time, stop it, or let it go on.",
        discussion: """
            clock · clock pause · clock resume · clock speed 60 · clock step 15m · \
            clock jump 2026-03-29T02:59:50+01:00
            """
    )

    @OptionGroup var options: ControlOptions
    @Argument(help: "pause, resume, speed, step or jump; none shows the time.") var verb: Verb?
    @Argument(help: "The speed, the duration or the instant.") var value: String?

    func validate() throws {
        let wants = verb == .speed || verb == .step || verb == .jump
        guard wants == (value != nil) else {
            throw ValidationError(
                wants
                    ? "how much? clock speed 60, clock step 15m, clock jump INSTANT"
                    : "\"\(value ?? "")\" belongs to nothing"
            )
        }
    }

    func run() throws {
        guard let verb else {
            return try options.ask("GET", ["clock"], lines: AnswerTable.facts)
        }
        let keys: [Verb: String] = [.speed: "speed", .step: "by", .jump: "to"]
        let body = keys[verb].map { JSONValue.object([$0: JSONValue(word: value ?? "")]) }
        try options.ask("POST", ["clock", verb.rawValue], [], body, lines: AnswerTable.facts)
    }
}

/// The farm's ports.
struct ControlPorts: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ports",
        abstract: "List the ports that are open."
    )

    @OptionGroup var options: ControlOptions

    func run() throws {
        let columns = ["name", "bus", "protocol", "place"].map { AnswerTable.Column($0) }
        try options.list(["ports"], [], columns)
    }
}

/// The farm's buses.
struct ControlBuses: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "buses",
        abstract: "List the buses with what has passed on them."
    )

    @OptionGroup var options: ControlOptions

    func run() throws {
        let columns: [AnswerTable.Column] = [
            .init("name"), .init("meters"), .init("baud", "line", "baudRate"),
            .init("requests", "counters", "requests"), .init("answers", "counters", "answers"),
            .init("errors", "counters", "errors"), .init("faults", "counters", "faults"),
        ]
        try options.list(["buses"], [], columns)
    }
}

/// The frames of a bus.
struct ControlFrames: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "frames",
        abstract: "Show the frames that passed on a bus, decoded.",
        discussion: "Frames are noted from the first question on, for a minute."
    )

    @OptionGroup var options: ControlOptions
    @Argument(help: "The bus.", completion: FarmNames.buses) var bus: String
    @Option(help: "How many at most, 1 to 1000.") var limit = 100
    @Option(help: "Only those of a meter.", completion: FarmNames.meters) var meter: String?
    @Option(help: "Only those with a function code, or of M-Bus a name.") var function: String?

    func run() throws {
        var query = [("limit", "\(limit)")]
        if let meter { query.append(("meter", meter)) }
        if let function { query.append(("function", function)) }
        let columns = ["number", "at", "direction", "unit", "outcome", "text"]
        try options.ask("GET", ["buses", bus, "frames"], query) { answer in
            AnswerTable.lines(answer.items, columns.map { AnswerTable.Column($0) })
        }
    }
}

/// What happens, as it happens.
struct ControlEvents: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Print what happens in the farm until it is stopped.",
        discussion: "The lines of the server-sent events as they come."
    )

    @OptionGroup var options: ControlOptions
    @Option(help: "clock, values, frames, changes, faults, with commas.") var topics: String?
    @Option(help: "Only of a bus.", completion: FarmNames.buses) var bus: String?
    @Option(help: "Only of these meters: names with * and ?.") var meters: String?

    func run() throws {
        let wishes = [("topics", topics), ("bus", bus), ("meters", meters)]
        let query = wishes.compactMap { name, value in value.map { (name, $0) } }
        let client = try options.client()
        let path = ControlClient.path(["v1", "events"], query)
        try options.told { () throws(ControlFailure) in
            try client.follow(path) { Terminal.text(String(decoding: $0, as: UTF8.self)) }
        }
    }
}
