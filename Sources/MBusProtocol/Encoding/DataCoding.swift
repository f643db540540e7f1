/// How the data of a record are coded: the low nibble of DIF (EN 13757-3, 6.3).
public enum DataCoding: Hashable, Sendable {
    /// No data.
    case none
    /// Integers in two's complement, low byte first.
    case int8, int16, int24, int32, int48, int64
    /// IEEE 754, 32 bits.
    case real32
    /// Decimal digits, two a byte; F in the highest is the sign.
    case bcd2, bcd4, bcd6, bcd8, bcd12
    /// No data: the record asks for its like in the readout.
    case selection
    /// A length byte (LVAR), then so many bytes.
    case variable
    /// Not a record: the whole DIF, as 0F, 1F, 2F and 7F.
    case special(UInt8)

    /// Makes the coding of a DIF.
    public init(dif: UInt8) {
        self =
            switch dif & 0x0F {
            case 0x0: .none
            case 0x1: .int8
            case 0x2: .int16
            case 0x3: .int24
            case 0x4: .int32
            case 0x5: .real32
            case 0x6: .int48
            case 0x7: .int64
            case 0x8: .selection
            case 0x9: .bcd2
            case 0xA: .bcd4
            case 0xB: .bcd6
            case 0xC: .bcd8
            case 0xD: .variable
            case 0xE: .bcd12
            default: .special(dif)
            }
    }

    /// The low nibble of DIF, 0 to 15.
    public var nibble: UInt8 {
        switch self {
        case .none: 0x0
        case .int8: 0x1
        case .int16: 0x2
        case .int24: 0x3
        case .int32: 0x4
        case .real32: 0x5
        case .int48: 0x6
        case .int64: 0x7
        case .selection: 0x8
        case .bcd2: 0x9
        case .bcd4: 0xA
        case .bcd6: 0xB
        case .bcd8: 0xC
        case .variable: 0xD
        case .bcd12: 0xE
        case .special: 0xF
        }
    }

    /// The number of data bytes; nil when the coding does not tell.
    public var width: Int? {
        switch self {
        case .none, .selection: 0
        case .int8, .bcd2: 1
        case .int16, .bcd4: 2
        case .int24, .bcd6: 3
        case .int32, .real32, .bcd8: 4
        case .int48, .bcd12: 6
        case .int64: 8
        case .variable, .special: nil
        }
    }

    /// Whether the data are decimal digits.
    public var isDecimal: Bool {
        switch self {
        case .bcd2, .bcd4, .bcd6, .bcd8, .bcd12: true
        default: false
        }
    }

    /// Whether the data are an integer in two's complement.
    public var isBinary: Bool {
        switch self {
        case .int8, .int16, .int24, .int32, .int48, .int64: true
        default: false
        }
    }
}
