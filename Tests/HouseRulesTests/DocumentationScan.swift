/// Walks over a file's declarations and finds the public ones without a comment: those marked
/// so, the cases of a public enum and the requirements of a public protocol.
struct DocumentationScan {
    private enum Scope { case cases, requirements, other }

    /// The lines.
    private(set) var places: [Int] = []
    private let file: SourceFile
    private var scopes: [Scope] = []
    private var opening = Scope.other

    init(_ file: SourceFile) {
        self.file = file
        for index in file.tokens.indices where file.tokens[index].kind != .text { visit(index) }
    }

    private mutating func visit(_ index: Int) {
        let token = file.tokens[index]
        switch token.text {
        case "{":
            scopes.append(opening)
            opening = .other
        case "}": _ = scopes.popLast()
        case "public",
            "open" where !file.stands(".", at: index - 1):
            visitPublic(index)
        case "case" where scopes.last == .cases && token.beginsLine: require(token.line)
        case "func", "var", "init", "subscript", "associatedtype":
            if scopes.last == .requirements { require(token.line) }
        default: break
        }
    }

    private mutating func visitPublic(_ index: Int) {
        let declared = declaration(after: index)
        switch declared {
        case nil, "import", "extension": return
        case "enum": opening = .cases
        case "protocol": opening = .requirements
        default: break
        }
        require(file.tokens[index].line)
    }

    /// The keyword that a `public` belongs to.
    private func declaration(after index: Int) -> String? {
        let keywords: Set = [
            "import", "extension", "struct", "class", "enum", "protocol", "actor", "func", "var",
            "let", "init", "subscript", "typealias", "macro",
        ]
        let modifiers: Set = [
            "(", ")", "set", "private", "internal", "fileprivate", "package", "final", "static",
            "override", "mutating", "nonmutating", "nonisolated", "unsafe", "indirect", "required",
            "convenience", "lazy", "weak", "unowned", "consuming", "borrowing", "async", "prefix",
            "postfix", "infix", "sending", "isolated", "distributed", "dynamic", "open", "public",
        ]
        for place in file.tokens.indices.dropFirst(index + 1) {
            let text = file.tokens[place].text
            let isModifier =
                text == "class" && ["func", "var"].contains(file.token(place + 1)?.text)
            if isModifier || modifiers.contains(text) { continue }
            return keywords.contains(text) ? text : nil
        }
        return nil
    }

    private mutating func require(_ line: Int) {
        var above = line - 1
        while file.trimmed(above).hasPrefix("@") || file.trimmed(above).hasPrefix("#") {
            above -= 1
        }
        if !file.trimmed(above).hasPrefix("///") { places.append(line) }
    }
}
