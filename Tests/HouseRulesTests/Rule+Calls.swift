/// The rules about what a file calls.
extension SourceFile {
    /// What reads the host's clocks or lets a thread or task wait.
    func clocks() -> [(Int, String)] {
        let types: Set = [
            "Date", "ContinuousClock", "SuspendingClock", "DispatchTime", "DispatchWallTime",
        ]
        let functions: Set = [
            "clock_gettime", "gettimeofday", "usleep", "nanosleep", "sleep", "asyncAfter",
        ]
        return find { index in
            let token = tokens[index]
            if types.contains(token.text) { return token.text }
            if functions.contains(token.text), stands("(", at: index + 1) { return token.text }
            if stands("NIODeadline", ".", "now", at: index) { return "NIODeadline.now" }
            let isImplicit = !token.isAttached || isOpening(index - 1)
            if isImplicit, stands(".", "now", "(", at: index) { return ".now()" }
            return nil
        }
    }

    /// What draws on the system's chance.
    func chance() -> [(Int, String)] {
        let words: Set = ["SystemRandomNumberGenerator", "arc4random", "drand48", "getrandom"]
        let draws: Set = ["random", "randomElement", "shuffled", "shuffle"]
        return find { index in
            let token = tokens[index]
            if words.contains(token.text) { return token.text }
            if stands("UUID", "(", ")", at: index) { return "UUID()" }
            guard stands(".", at: index - 1), draws.contains(token.text),
                stands("(", at: index + 1), !arguments(from: index + 1).contains("using")
            else { return nil }
            return token.text
        }
    }

    /// What writes to the standard output or error by itself.
    func printing() -> [(Int, String)] {
        let functions: Set = ["print", "debugPrint", "dump", "NSLog", "puts", "printf"]
        return find { index in
            guard functions.contains(tokens[index].text), stands("(", at: index + 1),
                !stands(".", at: index - 1), !stands("func", at: index - 1)
            else { return nil }
            return tokens[index].text
        }
    }

    /// What ends the program when the world is not as hoped.
    func traps() -> [(Int, String)] {
        if isCutShort { return [(lines.count, "ends inside a string or a comment")] }
        return find { index in
            let token = tokens[index]
            if token.text == "fatalError" { return "fatalError" }
            guard index > 0, token.kind == .mark, token.isAttached, token.text.contains("!"),
                token.text.allSatisfy({ "!?>".contains($0) })
            else { return nil }
            let operand = tokens[index - 1]
            switch (operand.kind, operand.text) {
            case (.word, "try"): return "try!"
            case (.word, "as"): return "as!"
            case (.word, _), (.text, _), (.number, _): return "a forced unwrap"
            case (.mark, ")"), (.mark, "]"), (.mark, "}"): return "a forced unwrap"
            default: return nil
            }
        }
    }

    /// Promises to the compiler without a sentence directly above that proves them.
    func uncheckedConcurrency() -> [(Int, String)] {
        find { index in
            let isPromise =
                stands("@", "unchecked", at: index)
                || stands("nonisolated", "(", "unsafe", ")", at: index)
            guard isPromise, !sentenceStands(above: tokens[index].line) else { return nil }
            return "a promise without a sentence above it"
        }
    }

    /// Whether comments that end a sentence stand directly above a line.
    private func sentenceStands(above line: Int) -> Bool {
        var text = ""
        var above = line - 1
        while trimmed(above).hasPrefix("//") {
            text += trimmed(above)
            above -= 1
        }
        return text.contains(".")
    }

    /// The words between a parenthesis and its partner.
    private func arguments(from opening: Int) -> [String] {
        var depth = 0
        var words: [String] = []
        for token in tokens[opening...] {
            if token.kind == .mark, token.text == "(" { depth += 1 }
            if token.kind == .mark, token.text == ")" { depth -= 1 }
            if depth == 0 { break }
            if token.kind == .word { words.append(token.text) }
        }
        return words
    }

    private func isOpening(_ index: Int) -> Bool {
        guard let token = token(index), token.kind == .mark else { return false }
        return ["(", "[", "{", ",", ":"].contains(token.text)
    }

    private func find(_ match: (Int) -> String?) -> [(Int, String)] {
        tokens.indices.compactMap { index in
            guard tokens[index].kind != .text, let what = match(index) else { return nil }
            return (tokens[index].line, "uses \(what)")
        }
    }
}
