extension TimeSpan {
    /// The longest span a file may name: 1000 years of 365 days.
    public static let readableLimit = TimeSpan.days(365_000)

    /// What the largest unit first looks like, with the microseconds of each.
    private static let units: [(name: String, microseconds: Int64)] = [
        ("y", 31_536_000_000_000), ("w", 604_800_000_000), ("d", 86_400_000_000),
        ("h", 3_600_000_000), ("m", 60_000_000), ("s", 1_000_000), ("ms", 1000), ("us", 1),
    ]

    private static let expected =
        "a duration such as 250ms, 15m, 1h30m, 7d or 1y (y, w, d, h, m, s, ms, us; largest first)"

    /// Reads a duration: `"250ms"`, `"1h30m"`, `"1y"` (365 days), `"90"` (seconds).
    ///
    /// - Throws: ``TimeTextError`` when it is written otherwise, finer than a microsecond or
    ///   longer than ``readableLimit``.
    public init(_ text: String) throws(TimeTextError) {
        var scanner = TextScanner(text)
        var total: Int64 = 0
        var unitsLeft = Self.units[...]
        repeat {
            guard let part = scanner.part(of: &unitsLeft) else {
                throw .malformed(text: text, expected: Self.expected)
            }
            let (sum, overflow) = total.addingReportingOverflow(part)
            guard !overflow, sum <= Self.readableLimit.microseconds else {
                throw .outOfRange(text: text, allowed: "0s to 1000y")
            }
            total = sum
        } while !scanner.isAtEnd
        self.init(microseconds: total)
    }

    /// A span from seconds, rounded to the microsecond; nil unless 0 to ``readableLimit``.
    public init?(seconds: Double) {
        guard seconds >= 0, seconds <= Self.readableLimit.inSeconds else { return nil }
        self.init(microseconds: Int64((seconds * 1_000_000).rounded()))
    }
}

extension TimeSpan: CustomStringConvertible {
    /// The shortest duration that reads back as the same span: `1h30m`, `250ms`, `0s`.
    public var description: String {
        if microseconds == 0 { return "0s" }
        var rest = microseconds.magnitude
        var text = microseconds < 0 ? "-" : ""
        for unit in Self.units where unit.name != "y" && unit.name != "w" {
            let size = UInt64(unit.microseconds)
            if rest >= size { text += "\(rest / size)\(unit.name)" }
            rest %= size
        }
        return text
    }
}

extension TextScanner {
    /// One number with its unit in microseconds; `.max` when it is too large to say.
    ///
    /// - Parameter units: those that may still follow; what was used and larger ones go.
    fileprivate mutating func part(
        of units: inout ArraySlice<(name: String, microseconds: Int64)>
    ) -> Int64? {
        let isFirst = units.count == 8
        let whole = digits()
        let hasPoint = take(".") != nil
        let fraction = hasPoint ? digits() : []
        let name = letters()
        guard !whole.isEmpty, fraction.isEmpty != hasPoint, fraction.count <= 15 else { return nil }
        let wanted = name.isEmpty && isFirst && isAtEnd ? "s" : name
        guard let index = units.firstIndex(where: { $0.name == wanted }) else { return nil }
        let size = units[index].microseconds
        units = units[(index + 1)...]
        return scaled(whole: whole, fraction: fraction, by: size)
    }

    private func scaled(whole: [UInt8], fraction: [UInt8], by size: Int64) -> Int64? {
        var value: Int64 = 0
        for digit in whole {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            if overflow || product > .max - 9 { return .max }
            value = product + Int64(digit)
        }
        let (product, overflow) = value.multipliedReportingOverflow(by: size)
        if overflow { return .max }
        var part: Int64 = 0
        var tenth: Int64 = 1
        for digit in fraction {
            part = part * 10 + Int64(digit)
            tenth *= 10
        }
        let (exact, rest) = tenth.dividingFullWidth(part.multipliedFullWidth(by: size))
        guard rest == 0 else { return nil }
        let (sum, tooLarge) = product.addingReportingOverflow(exact)
        return tooLarge ? .max : sum
    }
}
