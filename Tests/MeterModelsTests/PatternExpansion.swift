import Testing

/// Writes out all texts of a pattern that has finitely many: letters, escaped dots, classes of
/// digits, groups, alternatives and question marks between `^` and `$`.
struct PatternExpansion {
    private struct Unknown: Error {
        let rest: String
    }

    private var rest: Substring

    static func texts(of pattern: String) throws -> Set<String> {
        guard pattern.hasPrefix("^"), pattern.hasSuffix("$") else { throw Unknown(rest: pattern) }
        var expansion = PatternExpansion(rest: pattern.dropFirst().dropLast())
        let texts = try expansion.alternatives()
        guard expansion.rest.isEmpty else { throw Unknown(rest: String(expansion.rest)) }
        return Set(texts)
    }

    private mutating func alternatives() throws -> [String] {
        var texts = try sequence()
        while rest.first == "|" {
            rest.removeFirst()
            texts += try sequence()
        }
        return texts
    }

    private mutating func sequence() throws -> [String] {
        var texts = [""]
        while let next = rest.first, next != "|", next != ")" {
            var part = try atom()
            if rest.first == "?" {
                rest.removeFirst()
                part.append("")
            }
            texts = texts.flatMap { text in part.map { text + $0 } }
        }
        return texts
    }

    private mutating func atom() throws -> [String] {
        let first = rest.removeFirst()
        switch first {
        case "(":
            guard rest.hasPrefix("?:") else { throw Unknown(rest: "(" + rest) }
            rest.removeFirst(2)
            let texts = try alternatives()
            guard rest.popFirst() == ")" else { throw Unknown(rest: String(rest)) }
            return texts
        case "[": return try digits()
        case "\\":
            guard rest.popFirst() == "." else { throw Unknown(rest: "\\" + rest) }
            return ["."]
        case _ where first.isLetter || first.isNumber: return [String(first)]
        default: throw Unknown(rest: String(first) + rest)
        }
    }

    /// `1-4]` or `12]`, behind the bracket.
    private mutating func digits() throws -> [String] {
        let bounds = rest.prefix { $0 != "]" }
        rest = rest.dropFirst(bounds.count + 1)
        if !bounds.contains("-"), !bounds.isEmpty, bounds.allSatisfy(\.isNumber) {
            return bounds.map { String($0) }
        }
        let numbers = bounds.split(separator: "-").compactMap { Int($0) }
        guard numbers.count == 2, bounds.count == 3, numbers[0] <= numbers[1] else {
            throw Unknown(rest: String(bounds))
        }
        return (numbers[0]...numbers[1]).map(String.init)
    }
}

@Suite("The expansion of patterns")
struct PatternExpansionTests {
    @Test("Groups, classes, alternatives and question marks are written out")
    func expansion() throws {
        let texts = try PatternExpansion.texts(of: "^(?:a|b\\.c)(?:d[1-3])?$")
        #expect(texts == ["a", "b.c", "ad1", "ad2", "ad3", "b.cd1", "b.cd2", "b.cd3"])
    }

    @Test(
        "What it does not know is an error",
        arguments: ["^a*$", "^(a)$", "a", "^a.b$", "^(?:a$"]
    )
    func refusal(pattern: String) {
        #expect(throws: (any Error).self) { try PatternExpansion.texts(of: pattern) }
    }
}
