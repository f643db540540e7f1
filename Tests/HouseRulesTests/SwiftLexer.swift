/// A piece of Swift source, without comments.
struct Token: Equatable {
    enum Kind { case word, number, text, mark }

    let kind: Kind
    /// The characters; of a string literal what stands between the quotes.
    let text: String
    /// From 1.
    let line: Int
    /// Whether it follows the token before without a space.
    let isAttached: Bool
    /// Whether it is the first on its line.
    let beginsLine: Bool
}

/// Cuts Swift source into tokens and comments, as far as the house rules need it.
///
/// Strings of every kind, interpolations and nested comments are told apart; regex literals are
/// not.
struct SwiftLexer {
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    private var isAttached = false
    private var beginsLine = true

    private(set) var tokens: [Token] = []
    /// The comments' text by line.
    private(set) var comments: [Int: String] = [:]
    /// Whether the source ended inside a string or a comment.
    private(set) var isCutShort = false

    init(_ text: String) {
        bytes = Array(text.utf8)
        readCode(untilParenthesis: false)
    }

    private func byte(_ offset: Int = 0) -> UInt8? {
        position + offset < bytes.count ? bytes[position + offset] : nil
    }

    private func looksAt(_ text: StaticString) -> Bool {
        let end = position + text.utf8CodeUnitCount
        return end <= bytes.count && bytes[position..<end].elementsEqual(String("\(text)").utf8)
    }

    /// Reads code to the end, or to the parenthesis that closes an interpolation.
    private mutating func readCode(untilParenthesis: Bool) {
        var depth = 0
        while let next = byte() {
            switch next {
            case UInt8(ascii: "\n"):
                line += 1
                position += 1
                isAttached = false
                beginsLine = true
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
                position += 1
                isAttached = false
            case UInt8(ascii: "/") where looksAt("//"): readLineComment()
            case UInt8(ascii: "/") where looksAt("/*"): readBlockComment()
            case UInt8(ascii: "\""): readString(hashes: 0)
            case UInt8(ascii: "#") where stringHashes != nil: readString(hashes: stringHashes ?? 0)
            case UInt8(ascii: "(") where untilParenthesis:
                depth += 1
                readMark()
            case UInt8(ascii: ")") where untilParenthesis:
                if depth == 0 { return }
                depth -= 1
                readMark()
            case let byte where byte.beginsWord: readRun(.word) { $0.continuesWord }
            case let byte where byte.isDigit: readRun(.number) { $0.continuesWord }
            case let byte where byte.isOperator: readRun(.mark) { $0.isOperator }
            case UInt8(ascii: "."): readRun(.mark) { $0.isOperator || $0 == UInt8(ascii: ".") }
            default: readMark()
            }
        }
        isCutShort = isCutShort || untilParenthesis
    }

    private mutating func add(_ kind: Token.Kind, _ text: String, line: Int) {
        tokens.append(
            Token(
                kind: kind,
                text: text,
                line: line,
                isAttached: isAttached,
                beginsLine: beginsLine
            )
        )
        isAttached = true
        beginsLine = false
    }

    private mutating func readMark() {
        let start = position
        position += 1
        add(.mark, String(decoding: bytes[start..<position], as: UTF8.self), line: line)
    }

    private mutating func readRun(_ kind: Token.Kind, while belongs: (UInt8) -> Bool) {
        let start = position
        position += 1
        while let next = byte(), belongs(next), !looksAt("//"), !looksAt("/*") { position += 1 }
        add(kind, String(decoding: bytes[start..<position], as: UTF8.self), line: line)
    }

    // MARK: Comments

    private mutating func note(_ range: Range<Int>) {
        comments[line, default: ""] += String(decoding: bytes[range], as: UTF8.self)
    }

    private mutating func readLineComment() {
        let start = position
        while let next = byte(), next != UInt8(ascii: "\n") { position += 1 }
        note(start..<position)
    }

    private mutating func readBlockComment() {
        var depth = 0
        var start = position
        while let next = byte() {
            if looksAt("/*") {
                depth += 1
                position += 2
            } else if looksAt("*/") {
                depth -= 1
                position += 2
                if depth == 0 { return note(start..<position) }
            } else {
                position += 1
                guard next == UInt8(ascii: "\n") else { continue }
                note(start..<position)
                line += 1
                start = position
                beginsLine = true
            }
        }
        isCutShort = true
    }

    // MARK: Strings

    /// How many hashes open a raw string here; nil if none begins.
    private var stringHashes: Int? {
        var count = 0
        while byte(count) == UInt8(ascii: "#") { count += 1 }
        return byte(count) == UInt8(ascii: "\"") ? count : nil
    }

    private func hashesFollow(_ offset: Int, _ count: Int) -> Bool {
        (0..<count).allSatisfy { byte(offset + $0) == UInt8(ascii: "#") }
    }

    private mutating func readString(hashes: Int) {
        let opening = line
        position += hashes
        let quotes = looksAt("\"\"\"") ? 3 : 1
        position += quotes
        let place = tokens.count
        add(.text, "", line: opening)
        let first = tokens[place]
        var content: [UInt8] = []
        while let next = byte() {
            if closes(quotes: quotes, hashes: hashes) {
                position += quotes + hashes
                tokens[place] = Token(
                    kind: .text,
                    text: String(decoding: content, as: UTF8.self),
                    line: opening,
                    isAttached: first.isAttached,
                    beginsLine: first.beginsLine
                )
                isAttached = true
                return
            }
            if next == UInt8(ascii: "\\"), hashesFollow(1, hashes) {
                position += 1 + hashes
                readEscape()
                continue
            }
            if next == UInt8(ascii: "\n") {
                line += 1
                if quotes == 1 { break }
            }
            content.append(next)
            position += 1
        }
        isCutShort = true
    }

    private func closes(quotes: Int, hashes: Int) -> Bool {
        (0..<quotes).allSatisfy { byte($0) == UInt8(ascii: "\"") } && hashesFollow(quotes, hashes)
    }

    private mutating func readEscape() {
        guard byte() == UInt8(ascii: "(") else {
            if byte() == UInt8(ascii: "\n") { line += 1 }
            position += 1
            return
        }
        position += 1
        isAttached = false
        readCode(untilParenthesis: true)
        position += 1
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    fileprivate var beginsWord: Bool {
        let lower = self | 0x20
        return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lower) && self >= 0x41
            || self == UInt8(ascii: "_") || self == UInt8(ascii: "`")
            || self == UInt8(ascii: "$") || self >= 0x80
    }

    fileprivate var continuesWord: Bool { beginsWord || isDigit }

    fileprivate var isOperator: Bool { "/=-+!*%<>&|^~?".utf8.contains(self) }
}
