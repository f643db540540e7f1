import Documents
import Metrology

extension Node {
    /// A whole number, or a string of hexadecimal digits behind `0x`, inside `range`.
    func hexadecimal(_ what: String, in range: ClosedRange<Int>) -> Int? {
        guard case .string(let text) = value else { return integer(what, in: range) }
        guard let bits = Self.bits(text), let number = Int(exactly: bits) else {
            report("\"\(text)\" is not \(what); a whole number or digits such as \"0xC568\"")
            return nil
        }
        guard range.contains(number) else {
            report(
                "\(text) is out of range; \(what) from \(range.lowerBound) to "
                    + "\(range.upperBound)"
            )
            return nil
        }
        return number
    }

    /// A register address.
    func address() -> UInt16? {
        hexadecimal("an address", in: 0...0xFFFF).map { UInt16(truncatingIfNeeded: $0) }
    }

    /// A bit pattern of at most `words` words.
    func pattern(words: Int) -> UInt64? {
        let found: UInt64?
        switch value {
        case .integer(let number): found = UInt64(exactly: number)
        case .string(let text): found = Self.bits(text)
        default: found = nil
        }
        guard let found else {
            report("is not a bit pattern; digits such as \"0xFFFFFFFF\"")
            return nil
        }
        guard words >= 4 || found >> UInt64(16 * words) == 0 else {
            report("does not fit; at most \(words) word\(words == 1 ? "" : "s")")
            return nil
        }
        return found
    }

    private static func bits(_ text: String) -> UInt64? {
        guard text.hasPrefix("0x") || text.hasPrefix("0X") else { return nil }
        let digits = text.dropFirst(2)
        guard digits.first != "+", digits.first != "-" else { return nil }
        return UInt64(digits, radix: 16)
    }

    /// A duration in milliseconds: a number of seconds, or a text such as `"1h30m"`.
    func milliseconds(in range: ClosedRange<Int64>) -> Int64? {
        guard let found = readMilliseconds() else {
            report("is not a duration; seconds, or a text such as \"250ms\", \"15m\", \"1h30m\"")
            return nil
        }
        guard range.contains(found) else {
            report(
                "\(found) ms is out of range; a duration from \(range.lowerBound) ms to "
                    + "\(range.upperBound) ms"
            )
            return nil
        }
        return found
    }

    private func readMilliseconds() -> Int64? {
        switch value {
        case .integer(let seconds):
            let (product, overflow) = seconds.multipliedReportingOverflow(by: 1000)
            return overflow ? nil : product
        case .number(let seconds):
            return Int64(exactly: (seconds * 1000).rounded())
        case .string(let text): return Self.milliseconds(text)
        default: return nil
        }
    }

    private static func milliseconds(_ text: String) -> Int64? {
        let units: [String: Int64] = [
            "ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000,
        ]
        var rest = Substring(text)
        var sum: Int64 = 0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(unit.count)
            guard digits.count <= 9, let number = Int64(digits), let size = units[String(unit)]
            else { return nil }
            let (next, overflow) = sum.addingReportingOverflow(number * size)
            guard !overflow else { return nil }
            sum = next
        }
        return sum
    }

    /// The quantity whose name stands here.
    func quantity(_ catalogue: QuantityCatalogue) -> Quantity? {
        guard let name = string("the name of a quantity") else { return nil }
        guard let quantity = catalogue[name] else {
            report("\"\(name)\" is no quantity\(Spelling.hint(for: name, among: catalogue.names))")
            return nil
        }
        return quantity
    }

    /// The partial counter whose name stands here.
    func partial(_ catalogue: QuantityCatalogue) -> PartialSelection? {
        guard let quantity = quantity(catalogue) else { return nil }
        guard case .energy(let index) = quantity, index.minus == [], index.channel == .total,
            index.bins.isSubset(of: .allPartials)
        else {
            report("is no partial counter; such as energy.active.import.partial")
            return nil
        }
        return PartialSelection(index.plus, bins: index.bins)
    }

    /// One of a few words, each with what it stands for.
    func word<Value>(of table: [String: Value]) -> Value? {
        guard let text = string("one of \(table.keys.sorted().joined(separator: ", "))") else {
            return nil
        }
        guard let found = table[text] else {
            report("\"\(text)\" is unknown\(Spelling.hint(for: text, among: table.keys))")
            return nil
        }
        return found
    }

    /// The strings of an array.
    func strings(_ what: String) -> [String] {
        (array(what) ?? []).compactMap { $0.string() }
    }

    /// Two numbers, the lesser first.
    func range(_ what: String, in limits: ClosedRange<Double>) -> ClosedRange<Double>? {
        guard let nodes = array("two numbers, the lesser first") else { return nil }
        guard nodes.count == 2 else {
            report("has \(nodes.count) elements; expected two numbers, the lesser first")
            return nil
        }
        guard let low = nodes[0].number(what, in: limits),
            let high = nodes[1].number(what, in: limits)
        else { return nil }
        guard low <= high else {
            report("begins with the greater number; expected the lesser first")
            return nil
        }
        return low...high
    }
}
