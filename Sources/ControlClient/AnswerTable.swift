public import Documents

/// What a farm has answered, as lines for people.
public enum AnswerTable {
    /// A column: its title, and the keys that lead to its value in each item.
    public struct Column: Sendable {
        /// What stands above.
        public let title: String
        /// The way to the value; a key may hold points.
        public let keys: [String]

        /// A column of the value under a key of its own name.
        public init(_ title: String, _ keys: String...) {
            (self.title, self.keys) = (title, keys.isEmpty ? [title] : keys)
        }
    }

    /// Items as aligned columns below their titles; numbers stand to the right.
    public static func lines(_ items: [JSONValue], _ columns: [Column]) -> [String] {
        let rows = items.map { item in columns.map { cell(at: $0.keys, in: item) } }
        let isNumber = columns.indices.map { column in
            rows.contains { $0[column].isNumber }
                && rows.allSatisfy { $0[column].isNumber || $0[column].text == "-" }
        }
        let widths = columns.indices.map { column in
            max(columns[column].title.count, rows.map { $0[column].text.count }.max() ?? 0)
        }
        func line(_ texts: [String]) -> String {
            var line = ""
            for (column, text) in texts.enumerated() {
                let space = String(repeating: " ", count: widths[column] - text.count)
                line += (column > 0 ? "  " : "") + (isNumber[column] ? space + text : text + space)
            }
            while line.last == " " { line.removeLast() }
            return line
        }
        return [line(columns.map(\.title))] + rows.map { line($0.map(\.text)) }
    }

    /// An object as lines of name and value; what lies deeper has a name of several parts.
    public static func facts(_ value: JSONValue) -> [String] {
        let facts = flattened(value, "")
        let width = facts.map(\.name.count).max() ?? 0
        return facts.map { fact in
            let space = String(repeating: " ", count: width - fact.name.count)
            return "\(fact.name)\(space)  \(fact.text)"
        }
    }

    /// An object whose lists of objects are tables: first what is single, then each list below its
    /// name, or the list alone where there is nothing else.
    public static func sections(_ value: JSONValue) -> [String] {
        guard case .object(let members) = value else { return facts(value) }
        let tables = members.compactMap { name, value -> (name: String, rows: [JSONValue])? in
            guard case .array(let rows) = value, rows.contains(where: \.isObject) else {
                return nil
            }
            return (name, rows)
        }.sorted { $0.name < $1.name }
        let single = members.filter { name, _ in !tables.contains { $0.name == name } }
        var lines = single.isEmpty ? [] : facts(.object(single))
        for table in tables {
            if !lines.isEmpty { lines += ["", "\(table.name):"] }
            lines += Self.lines(table.rows, columns(of: table.rows))
        }
        return lines
    }

    /// A column for each key of the items, what names them before the rest.
    private static func columns(of rows: [JSONValue]) -> [Column] {
        guard case .object(let members)? = rows.first else { return [] }
        let names = [
            "name", "terminal", "partial", "alarm", "input", "sensor", "relay", "output", "source",
            "key", "icon", "led", "telegram",
        ]
        return members.keys.sorted { a, b in
            (names.contains(a) ? 0 : 1, a) < (names.contains(b) ? 0 : 1, b)
        }.map { Column($0) }
    }

    /// The value that the keys lead to; nil where there is none.
    public static func value(at keys: [String], in value: JSONValue) -> JSONValue? {
        var found: JSONValue? = value
        for key in keys {
            guard case .object(let members)? = found else { return nil }
            found = members[key]
        }
        return found
    }

    private struct Cell {
        let text: String
        let isNumber: Bool
    }

    private static func cell(at keys: [String], in item: JSONValue) -> Cell {
        switch value(at: keys, in: item) ?? .null {
        case .integer(let number): Cell(text: "\(number)", isNumber: true)
        case .number(let number): Cell(text: "\(number)", isNumber: true)
        case let other: Cell(text: plain(other), isNumber: false)
        }
    }

    private static func flattened(
        _ value: JSONValue,
        _ name: String
    ) -> [(name: String, text: String)] {
        switch value {
        case .object(let members) where !members.isEmpty:
            return members.sorted { $0.key < $1.key }.flatMap { key, value in
                flattened(value, name.isEmpty ? key : "\(name).\(key)")
            }
        case .array(let elements) where elements.contains(where: \.isObject):
            return elements.enumerated().flatMap { flattened($1, "\(name)[\($0)]") }
        default: return [(name, plain(value))]
        }
    }

    private static func plain(_ value: JSONValue) -> String {
        switch value {
        case .null: "-"
        case .bool(let flag): flag ? "yes" : "no"
        case .integer(let number): "\(number)"
        case .number(let number): "\(number)"
        case .string(let text): text
        case .array(let elements):
            elements.isEmpty ? "-" : elements.map(plain).joined(separator: ", ")
        case .object(let members):
            members.isEmpty
                ? "-"
                : members.sorted { $0.key < $1.key }.map { "\($0.key) \(plain($0.value))" }
                    .joined(separator: ", ")
        }
    }
}

extension JSONValue {
    fileprivate var isObject: Bool { if case .object = self { true } else { false } }
}
