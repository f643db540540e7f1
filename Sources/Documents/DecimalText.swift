/// Exact decimal numbers as bytes, without a formatter.
public enum DecimalText {
    /// The decimals that tell every multiple of 1/`perUnit` from its neighbours: the fewest for
    /// which a step of the last digit is no longer than 1/`perUnit`.
    ///
    /// Where `perUnit` is a power of ten the text is exact. An energy is counted in millijoules,
    /// of which 3 600 000 make a watt-hour, and has seven: text × 3 600 000, rounded, is the
    /// count again.
    public static func decimals(perUnit: Int64) -> Int {
        var (power, decimals): (Int64, Int) = (1, 0)
        while power < perUnit, decimals < 18 { (power, decimals) = (power * 10, decimals + 1) }
        return decimals
    }

    /// Appends `count` / `perUnit`, rounded to the nearest at ``decimals(perUnit:)``, without
    /// zeros at the end.
    ///
    /// - Parameter perUnit: 1 to 10⁹.
    public static func append(_ count: Int64, perUnit: Int64, to bytes: inout [UInt8]) {
        let divisor = UInt64(max(perUnit, 1))
        let (whole, rest) = count.magnitude.quotientAndRemainder(dividingBy: divisor)
        var decimals = decimals(perUnit: perUnit)
        var fraction: UInt64 = 0
        if rest > 0 {
            let power = (0..<decimals).reduce(UInt64(1)) { product, _ in product * 10 }
            // Never rounds up to a whole unit: the last count before it is 1/perUnit away.
            fraction = (2 * rest * power + divisor) / (2 * divisor)
        }
        if count < 0 { bytes.append(UInt8(ascii: "-")) }
        append(digits: whole, to: &bytes)
        guard fraction > 0 else { return }
        while fraction % 10 == 0 { (fraction, decimals) = (fraction / 10, decimals - 1) }
        bytes.append(UInt8(ascii: "."))
        append(digits: fraction, width: decimals, to: &bytes)
    }

    /// Appends a whole number, with zeros in front up to a width.
    public static func append(digits number: UInt64, width: Int = 1, to bytes: inout [UInt8]) {
        var count = 1
        var limit: UInt64 = 10
        while count < 20, number >= limit {
            count += 1
            limit = limit > .max / 10 ? .max : limit * 10
        }
        count = max(count, width)
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: count))
        var rest = number
        var place = start + count - 1
        while rest > 0 {
            bytes[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
            place -= 1
        }
    }
}
