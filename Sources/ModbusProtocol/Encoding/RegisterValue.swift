/// A value read back from registers.
public enum RegisterValue: Hashable, Sendable {
    /// A number of any integer type but `u64`.
    case integer(Int64)
    /// A number of type `u64`.
    case unsigned(UInt64)
    /// A number of a floating point type.
    case float(Double)
    /// Characters, without the zeros and spaces behind them.
    case text(String)
    /// Flags, bit 0 the lowest.
    case bits(UInt32)
}

/// Why registers do not hold a value of the type.
public enum RegisterDecodingError: Error, Hashable, Sendable {
    /// The number of bytes is not that of the type, or odd.
    case wrongLength(bytes: Int)
    /// A decimal digit is above 9.
    case notDecimal
}

/// What fills a text register behind the characters.
public enum TextPadding: UInt8, CaseIterable, Hashable, Sendable {
    /// Zero bytes.
    case zeros = 0x00
    /// Spaces.
    case spaces = 0x20
}
