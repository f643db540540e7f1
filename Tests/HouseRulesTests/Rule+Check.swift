extension Rule {
    /// The places where a file breaks the rule, exempt or not.
    func violations(in file: SourceFile) -> [Violation] {
        let found: [(Int, String)] =
            switch self {
            case .imports: file.forbiddenImports()
            case .clocks: file.clocks()
            case .chance: file.chance()
            case .printing: file.printing()
            case .traps: file.traps()
            case .unchecked: file.uncheckedConcurrency()
            case .documentation: file.undocumented()
            case .columns: file.longLines()
            case .trailingSpace: file.trailingSpace()
            case .leftovers: file.leftovers()
            case .testNames: file.testNames()
            }
        return found.map { Violation(path: file.path, line: $0.0, message: $0.1) }
    }

    /// The files that the rule holds for.
    var files: [SourceFile] {
        switch self {
        case .imports, .clocks, .chance, .printing, .traps, .unchecked, .documentation:
            SourceTree.sources
        case .columns, .trailingSpace, .leftovers: SourceTree.all
        case .testNames: SourceTree.tests
        }
    }
}

extension SourceFile {
    /// Modules from the same floor or above, and modules of others that the room may not use.
    fileprivate func forbiddenImports() -> [(Int, String)] {
        guard let name = room, path.hasSuffix(".swift") else { return [] }
        guard let room = House.rooms[name] else { return [(1, "\(name) is not in the table")] }
        return tokens.indices.compactMap { index in
            guard stands("import", at: index), isStatement(index),
                let module = importedModule(after: index)
            else { return nil }
            let isBelow = House.rooms[module].map { $0.floor < room.floor } ?? false
            let isAllowed =
                isBelow || room.others.contains(module)
                || House.standardLibrary.contains(module)
            return isAllowed
                ? nil : (tokens[index].line, "\(name), floor \(room.floor), imports \(module)")
        }
    }

    private func isStatement(_ index: Int) -> Bool {
        let words: Set = ["public", "internal", "package", "fileprivate", "private"]
        var first = index
        while first > 0, !tokens[first].beginsLine { first -= 1 }
        return tokens[first].text == "@"
            || tokens[first..<index].allSatisfy { words.contains($0.text) }
    }

    private func importedModule(after index: Int) -> String? {
        let kinds: Set = ["struct", "class", "enum", "protocol", "typealias", "func", "var", "let"]
        guard let next = token(index + 1) else { return nil }
        return kinds.contains(next.text) ? token(index + 2)?.text : next.text
    }

    /// Declarations that others see and that no comment explains.
    fileprivate func undocumented() -> [(Int, String)] {
        DocumentationScan(self).places.map { ($0, "has no documentation comment") }
    }

    fileprivate func longLines() -> [(Int, String)] {
        lines.enumerated().compactMap { index, line in
            line.utf8.count > 100 && line.count > 100
                ? (index + 1, "has \(line.count) columns") : nil
        }
    }

    fileprivate func trailingSpace() -> [(Int, String)] {
        lines.enumerated().compactMap { index, line in
            line.last?.isWhitespace == true ? (index + 1, "ends with a space") : nil
        }
    }

    fileprivate func leftovers() -> [(Int, String)] {
        let marks: Set = ["TODO", "FIXME", "XXX", "HACK"]
        return comments.sorted { $0.key < $1.key }.compactMap { line, text in
            let words = text.split { !$0.isLetter }
            return words.first { marks.contains(String($0)) }.map { (line, "leaves a \($0)") }
        }
    }

    /// Names of tests that say nothing: none at all, fewer than three words, a full stop, or a
    /// predicate without the subject that a named suite gives it.
    fileprivate func testNames() -> [(Int, String)] {
        let hasSubject = tokens.indices.contains {
            stands("@", "Suite", "(", at: $0) && token($0 + 3)?.kind == .text
        }
        return tokens.indices.compactMap { index in
            guard stands("@", "Test", at: index) else { return nil }
            let line = tokens[index].line
            guard stands("(", at: index + 2), let name = token(index + 3), name.kind == .text
            else { return (line, "is a test without a sentence") }
            let isLower = name.text.first?.isLowercase ?? true
            guard name.text.split(separator: " ").count >= 3, !name.text.hasSuffix("."),
                hasSubject || !isLower
            else { return (line, "is no sentence: \(name.text)") }
            return nil
        }
    }
}
