import Documents
import TestSupport
import Testing

@Suite("Exact decimal text")
struct DecimalTextTests {
    private func text(_ count: Int64, _ perUnit: Int64) -> String {
        var bytes: [UInt8] = []
        DecimalText.append(count, perUnit: perUnit, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("Known counts have the texts worked out by hand")
    func examples() {
        #expect(text(0, 3_600_000) == "0")
        #expect(text(3_600_000, 3_600_000) == "1")
        #expect(text(-1_800_000, 3_600_000) == "-0.5")
        // 1 mJ is 0.000 000 277 7… Wh.
        #expect(text(1, 3_600_000) == "0.0000003")
        #expect(text(2, 3_600_000) == "0.0000006")
        #expect(text(3_599_999, 3_600_000) == "0.9999997")
        #expect(text(230_120_000, 1_000_000) == "230.12")
        #expect(text(-1, 1_000_000) == "-0.000001")
        #expect(text(17, 1) == "17")
        #expect(text(1500, 1000) == "1.5")
        #expect(text(.max, 1) == "9223372036854775807")
        #expect(text(.min, 1) == "-9223372036854775808")
        #expect(text(.min, 3_600_000) == "-2562047788015.2155022")
    }

    /// The text as a whole number of its last allowed digit, read without floating point.
    private func digits(_ text: String, _ decimals: Int) -> Int128? {
        let isNegative = text.hasPrefix("-")
        let parts = text.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? parts[1] : ""
        guard parts.count <= 2, fraction.count <= decimals else { return nil }
        let zeros = String(repeating: "0", count: decimals - fraction.count)
        guard let size = Int128("\(parts[0])\(fraction)\(zeros)") else { return nil }
        return isNegative ? -size : size
    }

    @Test("Against big integers: nearest, shortest, and back to the count", arguments: 0..<8)
    func property(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<5000 {
            let perUnit = [1, 1000, 1_000_000, 3_600_000].randomElement(using: &generator) ?? 1
            let bits = Int.random(in: 0...63, using: &generator)
            let size = Int64.random(in: .min ... .max, using: &generator) >> Int64(bits)
            let text = text(size, Int64(perUnit))
            let decimals = DecimalText.decimals(perUnit: Int64(perUnit))
            let power = (0..<decimals).reduce(Int128(1)) { product, _ in product * 10 }
            let found = try #require(digits(text, decimals), "\(text), seed \(seed)")
            // The distance from the truth is at most half a last digit.
            let error = found * Int128(perUnit) - Int128(size) * power
            #expect(2 * abs(error) <= Int128(perUnit), "\(text), seed \(seed)")
            // And so the count comes back.
            let twice = 2 * abs(found) * Int128(perUnit) + power
            #expect(twice / (2 * power) == abs(Int128(size)), "\(text), seed \(seed)")
            if text.contains(".") { #expect(text.last != "0", "\(text), seed \(seed)") }
        }
    }

    @Test("Neighbouring millijoules have different texts")
    func neighbours() {
        let texts = (0..<20_000).map { text(7_200_000_000 + $0, 3_600_000) }
        #expect(Set(texts).count == texts.count)
    }
}
