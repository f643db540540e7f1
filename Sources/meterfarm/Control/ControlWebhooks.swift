import ArgumentParser
import ControlClient
import Documents

/// The webhooks.
struct ControlWebhooks: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhooks",
        abstract: "List the addresses that are told what happens, and how that goes."
    )

    @OptionGroup var options: ControlOptions

    func run() throws {
        let columns = [
            "webhook", "url", "topics", "meters", "sent", "failed", "waiting", "lastError",
        ]
        try options.list(["webhooks"], [], columns.map { AnswerTable.Column($0) })
    }
}

/// Adds a webhook.
struct ControlWebhook: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook",
        abstract: "Tell an address what happens, from now on.",
        discussion: "webhook ci http://127.0.0.1:9000/hook --topics changes,faults"
    )

    @OptionGroup var options: ControlOptions
    @Argument(help: "The name of the webhook.") var name: String
    @Argument(help: "Where to: http://HOST:PORT/PATH.") var url: String
    @Option(help: "changes, faults, frames, with commas; changes else.") var topics: String?
    @Option(help: "Only of these meters: names with * and ?.", completion: FarmNames.meters)
    var meters: String?
    @Option(
        help: ArgumentHelp("A file with what the address wants to see.", valueName: "file"),
        completion: .file()
    )
    var hookTokenFile: String?

    func run() throws {
        var body: [String: JSONValue] = ["webhook": .string(name), "url": .string(url)]
        body["topics"] = topics.map { text in
            .array(text.split(separator: ",").map { .string(String($0)) })
        }
        body["meters"] = meters.map { .string($0) }
        body["token"] = try hookTokenFile.map { .string(try ControlOptions.token(inFile: $0)) }
        try options.ask("POST", ["webhooks"], [], .object(body), lines: AnswerTable.facts)
    }
}

/// Removes a webhook.
struct ControlUnhook: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unhook",
        abstract: "Tell an address no more what happens."
    )

    @OptionGroup var options: ControlOptions
    @Argument(help: "The webhook.", completion: FarmNames.webhooks) var name: String

    func run() throws { try options.order("DELETE", ["webhooks", name]) }
}
