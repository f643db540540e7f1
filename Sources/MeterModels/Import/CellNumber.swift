/// Numbers as vendors' tables print them.
enum CellNumber {
    /// A decimal number with a point or a comma, a fraction `1/10`, a power `10^-1` or `1E-1`,
    /// perhaps behind a sign of multiplication; nil for anything else.
    static func factor(_ text: String) -> Double? {
        var text = FoldedText.fold(text).filter { $0 != " " }
        if let first = text.first, first == "x" || first == "*" { text.removeFirst() }
        if text.first == "/" { return decimal(String(text.dropFirst())).flatMap { inverse($0) } }
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        if halves.count == 2, let above = decimal(String(halves[0])),
            let below = decimal(String(halves[1])).flatMap({ inverse($0) })
        {
            return above * below
        }
        if let caret = text.firstIndex(of: "^") {
            guard text[..<caret] == "10", let power = Int(text[text.index(after: caret)...]),
                abs(power) <= 12
            else { return nil }
            return powerOfTen(power)
        }
        return decimal(text)
    }

    /// What divided by gives the same as a factor; exact for whole numbers that are powers of ten.
    static func inverse(_ number: Double) -> Double? {
        guard number > 0 else { return nil }
        for power in -12...12 where powerOfTen(power) == number { return powerOfTen(-power) }
        return 1 / number
    }

    /// The nearest number to a power of ten.
    static func powerOfTen(_ power: Int) -> Double { Double("1e\(power)") ?? 1 }

    /// A decimal number with a point or a comma, as long as only one of them stands there.
    static func decimal(_ text: String) -> Double? {
        guard text.utf8.count <= 24 else { return nil }
        let points = text.count { $0 == "." || $0 == "," }
        let body = text.map { $0 == "," ? "." : $0 }
        let allowed = body.allSatisfy { "0123456789.-+eE".contains($0) }
        guard points <= 1, allowed, let number = Double(String(body)), number.isFinite else {
            return nil
        }
        return number
    }

    /// A whole number of at most nine digits.
    static func whole(_ text: some StringProtocol) -> Int? {
        guard !text.isEmpty, text.utf8.count <= 9,
            text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return Int(text)
    }
}
