import ArgumentParser
import ControlClient
import Documents
import Foundation

/// Which farm is asked, and how its answers are printed.
struct ControlOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where the farm's control API is; METERFARM_FARM, or 127.0.0.1:8502 else.",
            valueName: "host:port"
        )
    )
    var farm: String?

    @Option(
        help: ArgumentHelp(
            "A file with the farm's token; METERFARM_TOKEN in the environment else.",
            valueName: "file"
        ),
        completion: .file()
    )
    var tokenFile: String?

    @Flag(help: "Print the answer as the farm gives it, for scripts.")
    var json = false

    /// A client of that farm.
    func client() throws -> ControlClient {
        let environment = ProcessInfo.processInfo.environment
        var token = environment["METERFARM_TOKEN"]
        if let tokenFile { token = try Self.token(inFile: tokenFile) }
        let place = farm ?? environment["METERFARM_FARM"] ?? ControlClient.usualPlace
        return try told { () throws(ControlFailure) in try ControlClient(place, token: token) }
    }

    /// The token that stands in a file.
    static func token(inFile path: String) throws -> String {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw ValidationError("\(path) cannot be read; a file with a token")
        }
        return String(decoding: bytes, as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Asks the farm, and prints its answer.
    ///
    /// - Parameter lines: the answer for people.
    func ask(
        _ method: String,
        _ path: [String],
        _ query: [(String, String)] = [],
        _ body: JSONValue? = nil,
        lines: (JSONValue) -> [String]
    ) throws {
        let client = try client()
        let whole = ControlClient.path(["v1"] + path, query)
        let answer = try told { () throws(ControlFailure) in
            try client.ask(method, whole, body)
        }
        guard !json, let value = answer.value else {
            let text = String(decoding: answer.text, as: UTF8.self)
            return Terminal.line(text.trimmingCharacters(in: .newlines))
        }
        for line in lines(value) { Terminal.line(line) }
    }

    /// Prints a list as a table, page after page; with `--json` an object a line for each item.
    func list(
        _ path: [String],
        _ query: [(String, String)] = [],
        _ columns: [AnswerTable.Column]
    ) throws {
        let items = try items(path, query)
        if json {
            for item in items { Terminal.line(item.text) }
        } else {
            for line in AnswerTable.lines(items, columns) { Terminal.line(line) }
        }
    }

    /// The items of a list, from all its pages.
    func items(_ path: [String], _ query: [(String, String)] = []) throws -> [JSONValue] {
        let client = try client()
        var (items, after): ([JSONValue], Int64?) = ([], 0)
        while let start = after {
            let page = ControlClient.path(
                ["v1"] + path,
                query + [("limit", "500"), ("after", "\(start)")]
            )
            let answer = try told { () throws(ControlFailure) in try client.ask("GET", page) }
            guard let value = answer.value else { break }
            items += value.items
            after = value.next
        }
        return items
    }

    /// Lets the farm do something, and says when it was done.
    func order(_ method: String, _ path: [String], _ body: JSONValue? = nil) throws {
        try ask(method, path, [], body) { answer in
            guard case .string(let at)? = AnswerTable.value(at: ["at"], in: answer) else {
                return AnswerTable.facts(answer)
            }
            return ["done at \(at)"]
        }
    }

    /// Runs something that asks the farm; what the farm refuses goes to stderr, and the exit code
    /// is 1.
    func told<Result>(_ body: () throws(ControlFailure) -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            Terminal.error("meterfarm: \(error)")
            throw ExitCode(1)
        }
    }
}

extension JSONValue {
    /// The items of a page or of a list.
    var items: [JSONValue] {
        guard case .object(let members) = self, case .array(let items)? = members["items"] else {
            return []
        }
        return items
    }

    /// Where the next page begins; nil on the last one.
    fileprivate var next: Int64? {
        guard case .object(let members) = self, case .integer(let next)? = members["next"] else {
            return nil
        }
        return next
    }
}
