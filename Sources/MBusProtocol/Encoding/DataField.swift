/// Writes and reads the data of records (EN 13757-3, annex A).
///
/// Integers are types B and A (decimal), texts are ISO 8859-1 with their last character first.
public enum DataField {
    /// Appends an integer, or the nearest that fits, as instantaneous values are limited.
    ///
    /// Real numbers take the nearest; codings without a fixed width append nothing.
    public static func append(
        saturating value: Int64,
        as coding: DataCoding,
        into output: inout [UInt8]
    ) {
        guard coding.isBinary || coding.isDecimal else {
            return append(Double(value), as: coding, into: &output)
        }
        let bounds = bounds(of: coding)
        append(wrapping: min(max(value, bounds.lowerBound), bounds.upperBound), coding, &output)
    }

    /// Appends an integer modulo the size of the coding, as counters roll over.
    ///
    /// Decimal codings count modulo 10ⁿ, or 10ⁿ⁻¹ behind the sign of a negative number.
    public static func append(
        wrapping value: Int64,
        as coding: DataCoding,
        into output: inout [UInt8]
    ) {
        guard coding.isBinary || coding.isDecimal else {
            return append(Double(value), as: coding, into: &output)
        }
        append(wrapping: value, coding, &output)
    }

    /// Appends a number: rounded half away from zero and saturated, NaN as 0, in integer codings.
    public static func append(
        _ value: Double,
        as coding: DataCoding,
        into output: inout [UInt8]
    ) {
        switch coding {
        case .real32:
            output.append(contentsOf: Float(value).bitPattern.littleEndianBytes)
        case _ where coding.isBinary || coding.isDecimal:
            append(saturating: rounded(value), as: coding, into: &output)
        default: break
        }
    }

    /// The smallest and the largest integer of a coding; only 0 where it has no integers.
    public static func bounds(of coding: DataCoding) -> ClosedRange<Int64> {
        let width = coding.width ?? 0
        guard !coding.isDecimal else {
            let largest = powerOfTen(2 * width)
            return -(largest / 10 - 1)...largest - 1
        }
        guard coding.isBinary else { return 0...0 }
        return Int64.min >> Int64(64 - 8 * width)...Int64.max >> Int64(64 - 8 * width)
    }

    /// The integer in data of a coding; nil for other codings, lengths and digits above 9.
    public static func integer(
        _ data: some BidirectionalCollection<UInt8>,
        as coding: DataCoding
    ) -> Int64? {
        guard data.count == coding.width else { return nil }
        if coding.isDecimal { return decimal(data) }
        return coding.isBinary ? binary(data) : nil
    }

    /// The digits of decimal data, the highest first, with whatever is above 9 as A to F.
    public static func digits(_ data: some BidirectionalCollection<UInt8>) -> String {
        data.reversed().map { Hex.text($0, digits: 2) }.joined()
    }

    /// The real number in four bytes, or in eight as variable length allows; nil for other sizes.
    public static func real(_ data: some BidirectionalCollection<UInt8>) -> Double? {
        switch data.count {
        case 4: Double(Float(bitPattern: UInt32(truncatingIfNeeded: data.number())))
        case 8: Double(bitPattern: data.number())
        default: nil
        }
    }

    /// The text in bytes of ISO 8859-1, the last character first.
    public static func text(_ data: some BidirectionalCollection<UInt8>) -> String {
        var text = ""
        for byte in data.reversed() { text.unicodeScalars.append(Unicode.Scalar(byte)) }
        return text
    }

    /// An integer in two's complement of 1 to 8 bytes.
    static func binary(_ data: some BidirectionalCollection<UInt8>) -> Int64? {
        guard (1...8).contains(data.count) else { return nil }
        let shift = Int64(64 - 8 * data.count)
        return (Int64(bitPattern: data.number()) << shift) >> shift
    }

    /// An integer in decimal digits, negative behind an F; nil for other digits above 9.
    static func decimal(_ data: some BidirectionalCollection<UInt8>) -> Int64? {
        guard (1...9).contains(data.count) else { return nil }
        let digits = digits(data)
        guard digits.first == "F" else { return Int64(digits) }
        return Int64(digits.dropFirst()).map { -$0 }
    }

    /// The powers of ten up to 10¹⁸; above that the last.
    static func powerOfTen(_ exponent: Int) -> Int64 {
        (0..<min(max(exponent, 0), 18)).reduce(1) { power, _ in power * 10 }
    }

    private static func append(
        wrapping value: Int64,
        _ coding: DataCoding,
        _ output: inout [UInt8]
    ) {
        let width = coding.width ?? 0
        guard coding.isDecimal else {
            return output.append(contentsOf: value.littleEndianBytes.prefix(width))
        }
        let places = value < 0 ? 2 * width - 1 : 2 * width
        var rest = value.magnitude % UInt64(powerOfTen(places))
        let start = output.count
        for _ in 0..<width {
            output.append(UInt8(truncatingIfNeeded: rest % 10 | (rest / 10 % 10) << 4))
            rest /= 100
        }
        if value < 0, output.count > start { output[output.count - 1] |= 0xF0 }
    }

    private static func rounded(_ value: Double) -> Int64 {
        guard !value.isNaN else { return 0 }
        guard value.magnitude < 0x1p63 else { return value < 0 ? .min : .max }
        return Int64(value.rounded())
    }
}
