internal import Documents

/// A JSON value whose members keep the order they are written in.
indirect enum DraftValue: Hashable {
    /// A string.
    case text(String)
    /// A number.
    case number(Double)
    /// True or false.
    case flag(Bool)
    /// A list.
    case list([DraftValue])
    /// An object, its members below each other unless they fit on a line.
    case object([Member])
    /// An object that always stands on one line, however long.
    case line([Member])

    /// A member of an object.
    struct Member: Hashable {
        var key: String
        var value: DraftValue

        init(_ key: String, _ value: DraftValue) {
            self.key = key
            self.value = value
        }

        /// What people want to know, under a key that readers pass over.
        static func comment(_ about: String, _ text: String) -> Member {
            Member(about.isEmpty ? "//" : "// \(about)", .text(text))
        }
    }

    /// The widest line that is filled with more than one member.
    private static let width = 100

    /// The JSON text, indented by two blanks a level, without a line feed at the end.
    func text(indent: Int = 0, behind prefix: Int = 0) -> String {
        let line = oneLine
        let isComplex = indent == 0 && isObject
        if !isComplex, mustBeOneLine || indent + prefix + line.count <= Self.width { return line }
        let inner = String(repeating: " ", count: indent + 2)
        let close = "\n" + String(repeating: " ", count: indent)
        switch self {
        case .list(let elements):
            let lines = elements.map { inner + $0.text(indent: indent + 2) }
            return "[\n" + lines.joined(separator: ",\n") + close + "]"
        case .object(let members), .line(let members):
            let lines = members.map { member in
                let key = JSONText.quoted(member.key) + ": "
                return inner + key + member.value.text(indent: indent + 2, behind: key.count)
            }
            return "{\n" + lines.joined(separator: ",\n") + close + "}"
        default: return line
        }
    }

    private var isObject: Bool {
        if case .object = self { return true }
        return false
    }

    private var mustBeOneLine: Bool {
        switch self {
        case .line: true
        case .list(let elements): elements.isEmpty
        case .object(let members): members.isEmpty
        default: true
        }
    }

    private var oneLine: String {
        switch self {
        case .text(let text): return JSONText.quoted(text)
        case .number(let number): return Node.text(number)
        case .flag(let flag): return flag ? "true" : "false"
        case .list(let elements):
            return "[" + elements.map(\.oneLine).joined(separator: ", ") + "]"
        case .object(let members), .line(let members):
            let inner = members.map { "\(JSONText.quoted($0.key)): \($0.value.oneLine)" }
            return inner.isEmpty ? "{}" : "{ " + inner.joined(separator: ", ") + " }"
        }
    }
}

extension DraftValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    init(stringLiteral text: String) { self = .text(text) }
    init(integerLiteral number: Int) { self = .number(Double(number)) }

    /// A list of texts.
    static func texts(_ texts: [String]) -> DraftValue { .list(texts.map { .text($0) }) }
}
