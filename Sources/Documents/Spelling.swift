/// Finds what a misspelt word was probably meant to be.
public enum Spelling {
    /// The candidate nearest to `word`, when it is near enough to be worth naming.
    ///
    /// Near enough: at most two edits, or a third of the word's length; case does not count.
    public static func nearest(to word: String, among candidates: some Sequence<String>) -> String?
    {
        let wanted = Array(word.lowercased().utf8)
        let limit = max(2, wanted.count / 3)
        var best: (distance: Int, candidate: String)?
        for candidate in candidates.sorted() {
            let edits = distance(wanted, Array(candidate.lowercased().utf8))
            if edits <= limit, edits < best?.distance ?? .max {
                best = (edits, candidate)
            }
        }
        return best?.candidate
    }

    /// A sentence's end: `; did you mean "x"?`, or the choices when nothing is near.
    public static func hint(for word: String, among candidates: some Sequence<String>) -> String {
        if let near = nearest(to: word, among: candidates) {
            return "; did you mean \"\(near)\"?"
        }
        let all = candidates.sorted()
        if all.isEmpty { return "; nothing is allowed here" }
        if all.count > 24 {
            return
                "; allowed are \(all.prefix(24).joined(separator: ", ")), … (\(all.count) in all)"
        }
        return "; allowed: \(all.joined(separator: ", "))"
    }

    /// Edit distance with transpositions of neighbours (optimal string alignment).
    static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
        var beforeLast = [Int](repeating: 0, count: b.count + 1)
        var last = Array(0...b.count)
        for i in 1...a.count {
            var row = [i] + [Int](repeating: 0, count: b.count)
            for j in 1...b.count {
                let cost = a[i - 1] == b[j - 1] ? 0 : 1
                row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    row[j] = min(row[j], beforeLast[j - 2] + 1)
                }
            }
            (beforeLast, last) = (last, row)
        }
        return last[b.count]
    }
}
