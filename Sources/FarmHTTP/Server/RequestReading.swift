internal import Documents
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

extension Request {
    /// The longest body, bytes.
    static let longestBody = 1 << 20

    /// The body as JSON.
    ///
    /// - Throws: ``Problem`` 400, 413 or 415.
    func json() async throws -> JSONValue {
        let type = headers[.contentType]?.split(separator: ";").first.map(String.init) ?? ""
        let isJSON = type.lowercased().filter { $0 != " " } == "application/json"
        guard isJSON else {
            throw Problem(.unsupportedMediaType, "the body must be application/json")
        }
        var bytes: [UInt8] = []
        for try await part in body {
            bytes += part.readableBytesView
            guard bytes.count <= Self.longestBody else {
                throw Problem(.contentTooLarge, "the body is longer than 1 MiB")
            }
        }
        do throws(Fault) {
            return try JSONValue.parse(bytes, file: "body")
        } catch {
            throw Problem(.badRequest, error.message)
        }
    }

    /// The body, read by somebody who complains of what is wrong.
    ///
    /// - Throws: ``Problem`` 422 with every complaint.
    func read<Value>(_ body: (Node) throws -> Value?) async throws -> Value {
        let log = FaultLog(file: "body")
        let value = try body(Node(try await json(), log: log))
        guard let value, log.faults.isEmpty else {
            throw Problem(.unprocessableContent, log.faults)
        }
        return value
    }
}

/// The parameters of a query; every one must be known.
struct Query {
    private let values: [String: String]

    /// - Parameter known: the names that are allowed.
    init(_ request: Request, _ known: Set<String>) throws {
        var values: [String: String] = [:]
        for (name, value) in request.uri.queryParameters {
            let name = String(name)
            guard known.contains(name) else {
                let hint = Spelling.hint(for: name, among: Array(known))
                throw Problem.parameter(name, "is unknown\(hint)")
            }
            guard values[name] == nil else { throw Problem.parameter(name, "is given twice") }
            values[name] = String(value)
        }
        self.values = values
    }

    /// A text; nil where it is not given.
    func text(_ name: String, atMost length: Int = 100) throws -> String? {
        guard let text = values[name] else { return nil }
        guard text.count <= length else {
            throw Problem.parameter(name, "has more than \(length) characters")
        }
        return text
    }

    /// A whole number.
    func integer(_ name: String, in range: ClosedRange<Int>, _ usual: Int) throws -> Int {
        guard let text = values[name] else { return usual }
        guard let number = Int(text), range.contains(number) else {
            throw Problem.parameter(
                name,
                "\"\(text)\" is no number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return number
    }

    /// A number.
    func number(
        _ name: String,
        in range: ClosedRange<Double>,
        _ usual: Double
    ) throws -> Double {
        guard let text = values[name] else { return usual }
        guard let number = Double(text), range.contains(number) else {
            throw Problem.parameter(
                name,
                "\"\(text)\" is no number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return number
    }

    /// A truth value; nil where it is not given.
    func bool(_ name: String) throws -> Bool? {
        guard let text = values[name] else { return nil }
        guard let flag = Bool(text) else {
            throw Problem.parameter(name, "\"\(text)\" is neither true nor false")
        }
        return flag
    }
}

/// Which part of a list is wanted.
struct Page {
    static let parameters: Set<String> = ["limit", "after", "search"]

    let limit: Int
    let after: Int
    let search: String

    init(_ query: Query) throws {
        limit = try query.integer("limit", in: 1...1000, 100)
        after = try query.integer("after", in: 0...1_000_000_000, 0)
        search = try query.text("search")?.lowercased() ?? ""
    }

    /// Whether any of the texts has what is searched for.
    func finds(_ texts: [String]) -> Bool {
        search.isEmpty || texts.contains { $0.lowercased().contains(search) }
    }

    /// The elements of the page.
    func part<Element>(of all: [Element]) -> ArraySlice<Element> {
        all.dropFirst(after).prefix(limit)
    }

    /// The page as an answer.
    func output(_ items: [JSONOutput], total: Int) -> JSONOutput {
        let end = after + items.count
        return [
            "items": .array(items),
            "next": end < total && !items.isEmpty ? .integer(Int64(end)) : .null,
            "total": .integer(Int64(total)),
        ]
    }
}
