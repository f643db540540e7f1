/// Matches meter names against the patterns of `sumOf`.
public enum MeterPattern {
    /// Whether a pattern names a meter.
    ///
    /// `*` stands for any text, `?` for one character; alternatives are separated by commas, as in
    /// `"flat-*, shop-?"`.
    public static func matches(_ pattern: String, _ name: String) -> Bool {
        pattern.split(separator: ",").contains { part in
            let trimmed = part.drop { $0 == " " }
            let end = trimmed.lastIndex { $0 != " " }.map { trimmed.index(after: $0) }
            return matches(Array(trimmed[..<(end ?? trimmed.startIndex)]), Array(name))
        }
    }

    private static func matches(_ pattern: [Character], _ name: [Character]) -> Bool {
        var (p, n) = (0, 0)
        // Where to go on when what follows the last star does not fit.
        var star: (pattern: Int, name: Int)?
        while n < name.count {
            if p < pattern.count, pattern[p] == "*" {
                star = (p + 1, n)
                p += 1
            } else if p < pattern.count, pattern[p] == "?" || pattern[p] == name[n] {
                (p, n) = (p + 1, n + 1)
            } else if let last = star {
                star = (last.pattern, last.name + 1)
                (p, n) = (last.pattern, last.name + 1)
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == "*" }
    }
}
