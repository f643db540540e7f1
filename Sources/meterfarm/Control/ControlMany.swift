import ArgumentParser
import ControlClient
import Documents

/// Does something to many meters.
struct ControlMany: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "do",
        abstract: "Do to many meters at once what a scenario can do to one.",
        discussion: """
            do 'flat-*' tariff=2 · do 'flat-*, house' '{ "wiring": { "i1": "-l1" } }'

            Each meter does it or refuses it for itself; what is refused goes to stderr, and the \
            exit code is 1.
            """
    )

    @OptionGroup var options: ControlOptions
    @Argument(help: "The meters: names with * and ?, and commas.", completion: FarmNames.meters)
    var meters: String
    @Argument(
        help: ArgumentHelp("The actions, one after the other: words or JSON.", valueName: "action")
    )
    var actions: [String]
    @Option(help: "Only those of a bus.", completion: FarmNames.buses) var bus: String?

    func run() throws {
        var body: [String: JSONValue] = ["meters": .string(meters)]
        body["do"] = .array(try actions.flatMap(Self.actions))
        body["bus"] = bus.map { .string($0) }
        var refusals: [String] = []
        try options.ask("POST", ["actions"], [], .object(body)) { answer in
            refusals = Self.refusals(answer)
            let done = answer.text(at: "done") ?? "0"
            let time = answer.text(at: "at").map { " at \($0)" } ?? ""
            return ["done to \(done) \(done == "1" ? "meter" : "meters")\(time)"]
        }
        guard !refusals.isEmpty else { return }
        for refusal in refusals { Terminal.error("meterfarm: \(refusal)") }
        throw ExitCode(1)
    }

    /// The actions of a word: `tariff=2`, or JSON, a list perhaps.
    private static func actions(_ word: String) throws -> [JSONValue] {
        guard word.hasPrefix("{") || word.hasPrefix("[") else {
            return [try JSONValue.object(members: [word])]
        }
        let value = try JSONValue(text: word)
        if case .array(let actions) = value { return actions }
        return [value]
    }

    /// A line for each meter that the answer names, and one for those that it does not.
    private static func refusals(_ answer: JSONValue) -> [String] {
        let named = answer.elements(at: "refused")
        let lines = named.map { refused in
            "\(refused.text(at: "meter") ?? ""): \(refused.text(at: "detail") ?? "")"
        }
        let count = answer.text(at: "refusals").flatMap { Int($0) } ?? named.count
        return count > named.count ? lines + ["and \(count - named.count) more"] : lines
    }
}
