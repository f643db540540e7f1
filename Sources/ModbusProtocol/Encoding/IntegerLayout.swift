/// How an integer becomes a bit pattern, and back.
enum IntegerLayout: Equatable {
    case unsigned(bits: Int)
    case signed(bits: Int)
    case signAndMagnitude(bits: Int)
    case decimal(digits: Int)

    /// The smallest integer that fits.
    var minimum: Int64 {
        switch self {
        case .unsigned, .decimal: 0
        case .signed(let bits): Int64.min >> Int64(64 - bits)
        case .signAndMagnitude: -Int64(maximum)
        }
    }

    /// The largest integer that fits.
    var maximum: UInt64 {
        switch self {
        case .unsigned(let bits): .max >> UInt64(64 - bits)
        case .signed(let bits), .signAndMagnitude(let bits): .max >> UInt64(65 - bits)
        case .decimal(let digits): digits == 4 ? 9999 : 99_999_999
        }
    }

    /// The pattern of a sign and a magnitude that may be too large: modulo the size of the type.
    func wrapping(isNegative: Bool, magnitude: UInt64) -> UInt64 {
        switch self {
        case .unsigned, .signed:
            return isNegative ? 0 &- magnitude : magnitude
        case .signAndMagnitude(let bits):
            return Self.pattern(bits: bits, isNegative: isNegative, magnitude: magnitude & maximum)
        case .decimal:
            let modulus = maximum + 1
            let rest = magnitude % modulus
            return Self.decimalPattern(isNegative && rest != 0 ? modulus - rest : rest)
        }
    }

    /// The pattern of a sign and a magnitude that may be too large: the nearest that fits.
    func saturating(isNegative: Bool, magnitude: UInt64) -> UInt64 {
        let limit = isNegative ? minimum.magnitude : maximum
        let clamped = min(magnitude, limit)
        return wrapping(isNegative: isNegative && clamped != 0, magnitude: clamped)
    }

    private static func pattern(bits: Int, isNegative: Bool, magnitude: UInt64) -> UInt64 {
        isNegative && magnitude != 0 ? magnitude | 1 << UInt64(bits - 1) : magnitude
    }

    private static func decimalPattern(_ value: UInt64) -> UInt64 {
        var rest = value
        var pattern: UInt64 = 0
        var shift: UInt64 = 0
        while rest > 0 {
            pattern |= (rest % 10) << shift
            rest /= 10
            shift += 4
        }
        return pattern
    }

    /// The integer that a pattern means; nil when it is not decimal or does not fit an `Int64`.
    func value(of pattern: UInt64) -> Int64? {
        switch self {
        case .unsigned:
            return Int64(exactly: pattern)
        case .signed(let bits):
            let shift = Int64(64 - bits)
            return (Int64(bitPattern: pattern) << shift) >> shift
        case .signAndMagnitude(let bits):
            let magnitude = Int64(pattern & maximum)
            return pattern >> UInt64(bits - 1) & 1 == 0 ? magnitude : -magnitude
        case .decimal(let digits):
            return Self.decimalValue(of: pattern, digits: digits)
        }
    }

    private static func decimalValue(of pattern: UInt64, digits: Int) -> Int64? {
        var value: Int64 = 0
        for digit in (0..<digits).reversed() {
            let nibble = Int64(pattern >> UInt64(4 * digit) & 0x0F)
            guard nibble <= 9 else { return nil }
            value = value * 10 + nibble
        }
        return value
    }
}
