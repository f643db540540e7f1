/// How a value is laid out in 16-bit registers.
public enum RegisterType: String, CaseIterable, Hashable, Sendable {
    /// Unsigned, one word.
    case u16
    /// Two's complement, one word.
    case i16
    /// Unsigned, two words.
    case u32
    /// Two's complement, two words.
    case i32
    /// Unsigned, three words.
    case u48
    /// Unsigned, four words.
    case u64
    /// Two's complement, four words.
    case i64
    /// IEEE 754 single precision, two words.
    case f32
    /// IEEE 754 double precision, four words.
    case f64
    /// Sign and magnitude, one word: the top bit is the sign.
    case i16sm
    /// Sign and magnitude, two words: the top bit is the sign.
    case i32sm
    /// Sign and magnitude, three words: the top bit is the sign.
    case i48sm
    /// Four decimal digits, four bits each, one word.
    case bcd16
    /// Eight decimal digits, four bits each, two words.
    case bcd32
    /// Text, two characters a word, the first in the high byte.
    case ascii
    /// Text, one character a word, in the low byte.
    case ascii16
    /// Sixteen flags, one word.
    case bits16
    /// Thirty-two flags, two words.
    case bits32

    /// The number of words; nil for text, whose length the register map gives.
    public var words: Int? {
        switch self {
        case .u16, .i16, .i16sm, .bcd16, .bits16: 1
        case .u32, .i32, .f32, .i32sm, .bcd32, .bits32: 2
        case .u48, .i48sm: 3
        case .u64, .i64, .f64: 4
        case .ascii, .ascii16: nil
        }
    }

    /// True for the types whose values are characters.
    public var isText: Bool { words == nil }

    /// True for the types whose values are binary floating point.
    public var isFloat: Bool { self == .f32 || self == .f64 }

    /// The smallest and the largest integer that fits; nil for floating point and text.
    public var integerBounds: IntegerBounds? {
        integerLayout.map { IntegerBounds(minimum: $0.minimum, maximum: $0.maximum) }
    }

    /// How integers are laid out; nil for floating point and text.
    var integerLayout: IntegerLayout? {
        switch self {
        case .u16, .bits16: .unsigned(bits: 16)
        case .u32, .bits32: .unsigned(bits: 32)
        case .u48: .unsigned(bits: 48)
        case .u64: .unsigned(bits: 64)
        case .i16: .signed(bits: 16)
        case .i32: .signed(bits: 32)
        case .i64: .signed(bits: 64)
        case .i16sm: .signAndMagnitude(bits: 16)
        case .i32sm: .signAndMagnitude(bits: 32)
        case .i48sm: .signAndMagnitude(bits: 48)
        case .bcd16: .decimal(digits: 4)
        case .bcd32: .decimal(digits: 8)
        case .f32, .f64, .ascii, .ascii16: nil
        }
    }
}

/// The integers that a register type can hold.
public struct IntegerBounds: Hashable, Sendable {
    /// The smallest one; 0 for unsigned types.
    public let minimum: Int64
    /// The largest one.
    public let maximum: UInt64

    /// Tells whether an integer fits.
    public func contains(_ value: Int64) -> Bool {
        value >= minimum && (value < 0 || UInt64(value) <= maximum)
    }
}
