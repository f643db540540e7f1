internal import Documents

/// Reads what registers show in place of their values.
enum FaultyValueReader {
    private static let words: [String: FaultyValue] = [
        "frozen": .frozen, "zero": .zero, "maximum": .maximum, "notAvailable": .notAvailable,
        "nan": .nan, "stepBack": .stepBack, "torn": .torn, "wordsSwapped": .wordsSwapped,
    ]
    private static let numbers = ["scale", "stuck"]

    static func read(_ node: Node) -> FaultyValue? {
        if case .string(let word) = node.value { return read(word, node) }
        guard let object = node.object("such as \"zero\" or { \"stuck\": 230 }") else { return nil }
        let given = numbers.filter(object.has)
        let stuck = object.optional("stuck").flatMap { $0.number("a value in its unit") }
        let factor = object.optional("scale").flatMap(factor)
        object.finish()
        if given.count != 1 { node.report("needs exactly one of \"scale\" and \"stuck\"") }
        return given.count > 1 ? nil : stuck.map { .stuck($0) } ?? factor.map { .scale($0) }
    }

    private static func factor(_ node: Node) -> Double? {
        guard let factor = node.number("a factor", in: -1e9...1e9) else { return nil }
        guard factor != 0 else {
            node.report("is 0; a factor from -1000000000 to 1000000000, or \"value\": \"zero\"")
            return nil
        }
        return factor
    }

    private static func read(_ word: String, _ node: Node) -> FaultyValue? {
        if let value = words[word] { return value }
        if numbers.contains(word) {
            node.report("\"\(word)\" needs a number; an object such as { \"\(word)\": 10 }")
        } else {
            let hint = Spelling.hint(for: word, among: words.keys.sorted() + numbers)
            node.report("\"\(word)\" is unknown\(hint)")
        }
        return nil
    }
}
