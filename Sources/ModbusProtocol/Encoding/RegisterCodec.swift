/// Writes values of one type and word order as registers, and reads them back.
///
/// All writing appends to an array that the caller keeps. Numbers given to a text type append
/// nothing: such a register map is rejected before it gets here.
public struct RegisterCodec: Hashable, Sendable {
    /// The layout of the value.
    public let type: RegisterType
    /// The order of its bytes.
    public let order: WordOrder

    /// Makes a codec.
    public init(_ type: RegisterType, _ order: WordOrder = .big) {
        self.type = type
        self.order = order
    }

    /// Appends an integer modulo the size of the type, as counters roll over.
    ///
    /// Sign-and-magnitude types keep the sign and take the magnitude modulo 2ⁿ⁻¹; decimal types
    /// count modulo 10⁴ or 10⁸; floating point types take the nearest number.
    public func append(wrapping value: Int64, into output: inout [UInt8]) {
        append(isNegative: value < 0, magnitude: value.magnitude, saturates: false, into: &output)
    }

    /// Appends an unsigned integer modulo the size of the type, as counters roll over.
    public func append(wrapping value: UInt64, into output: inout [UInt8]) {
        append(isNegative: false, magnitude: value, saturates: false, into: &output)
    }

    /// Appends an integer, or the nearest one that fits, as instantaneous values are limited.
    public func append(saturating value: Int64, into output: inout [UInt8]) {
        append(isNegative: value < 0, magnitude: value.magnitude, saturates: true, into: &output)
    }

    /// Appends an unsigned integer, or the nearest one that fits.
    public func append(saturating value: UInt64, into output: inout [UInt8]) {
        append(isNegative: false, magnitude: value, saturates: true, into: &output)
    }

    /// Appends a floating point number; integer types take it rounded half away from zero and
    /// saturated, NaN as 0.
    public func append(_ value: Double, into output: inout [UInt8]) {
        switch type {
        case .f32: append(Float(value), &output)
        case .f64: append(value, &output)
        default:
            let magnitude = Self.rounded(value.magnitude)
            append(isNegative: value < 0, magnitude: magnitude, saturates: true, into: &output)
        }
    }

    /// The nearest integer to a number that is not negative, half away from zero, without libm.
    private static func rounded(_ value: Double) -> UInt64 {
        guard value < 0x1p64 else { return value.isNaN ? 0 : .max }
        let whole = UInt64(value)
        return value - Double(whole) >= 0.5 ? whole + 1 : whole
    }

    private func append(_ value: Float, _ output: inout [UInt8]) {
        append(pattern: UInt64(value.bitPattern), words: 2, into: &output)
    }

    private func append(_ value: Double, _ output: inout [UInt8]) {
        append(pattern: value.bitPattern, words: 4, into: &output)
    }

    /// Appends the words of a bit pattern in the order of the codec.
    private func append(pattern: UInt64, words: Int, into output: inout [UInt8]) {
        let step = order.isLittle ? 16 : -16
        let isSwapped = order.isSwapped
        var shift = order.isLittle ? 0 : 16 * (words - 1)
        for _ in 0..<words {
            let word = UInt16(truncatingIfNeeded: pattern &>> UInt64(shift))
            output.append(word: isSwapped ? word.byteSwapped : word)
            shift += step
        }
    }

    private func append(
        isNegative: Bool,
        magnitude: UInt64,
        saturates: Bool,
        into output: inout [UInt8]
    ) {
        guard let words = type.words else { return }
        guard let layout = type.integerLayout else {
            let sign: FloatingPointSign = isNegative ? .minus : .plus
            return type == .f32
                ? append(Float(sign: sign, exponent: 0, significand: Float(magnitude)), &output)
                : append(Double(sign: sign, exponent: 0, significand: Double(magnitude)), &output)
        }
        let pattern =
            saturates
            ? layout.saturating(isNegative: isNegative, magnitude: magnitude)
            : layout.wrapping(isNegative: isNegative, magnitude: magnitude)
        append(pattern: pattern, words: words, into: &output)
    }
}
