public import ModbusProtocol

/// One value of a register map as the hot path needs it: no string, no closure, no reference.
///
/// What people want to know of the register stands in ``RegisterDescription``.
public struct CompiledRegister: Hashable, Sendable {
    /// The address of the first word, as on the wire.
    public let address: UInt16
    /// How many words the value has, 1 to 125.
    public let words: UInt8
    /// What may be done with it, and how its value is formed.
    public let flags: RegisterFlags
    /// The layout of the value.
    public let format: RegisterFormat
    /// The order of its words and bytes.
    public let order: WordOrder
    /// Where the value comes from.
    public let source: RegisterSource
    /// From the source's integer to the register's.
    public let scale: RegisterScale
    /// The bit pattern for a value that cannot be measured.
    public let notAvailable: UInt64
    /// The place in ``ModbusMap/commands``, negative without a command.
    public let command: Int16
    /// The place in ``ModbusMap/descriptions``.
    public let description: Int32

    /// The address behind the last word.
    public var end: Int { Int(address) + Int(words) }

    /// The codec of the value; nil for blocks and packed dates, which are plain words.
    public var codec: RegisterCodec? {
        guard case .value(let type) = format else { return nil }
        return RegisterCodec(type, order)
    }
}

/// What may be done with a register, and how its value is formed.
public struct RegisterFlags: OptionSet, Hashable, Sendable {
    /// One bit for each property.
    public let rawValue: UInt16

    /// Flags from their bits.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// It can be read.
    public static let readable = RegisterFlags(rawValue: 1)
    /// It can be written.
    public static let writable = RegisterFlags(rawValue: 1 << 1)
    /// A broadcast may write it, where only marked registers may be written so.
    public static let broadcast = RegisterFlags(rawValue: 1 << 2)
    /// It counts: past its greatest value it begins again at zero, where other values stop.
    public static let counter = RegisterFlags(rawValue: 1 << 3)
    /// It shows the value without its sign.
    public static let magnitude = RegisterFlags(rawValue: 1 << 4)
    /// It shows the sign alone: 0 for zero and above, 1 below.
    public static let sign = RegisterFlags(rawValue: 1 << 5)
    /// Its step goes with the programmed ratios: see ``ModbusMap/ratioScale(of:)``.
    public static let scaledByRatio = RegisterFlags(rawValue: 1 << 6)
    /// It is another register once more, at another address and perhaps in another word order.
    public static let copy = RegisterFlags(rawValue: 1 << 7)
    /// It shows codes for the values of its quantity: see ``ModbusMap/code(of:in:)``.
    public static let coded = RegisterFlags(rawValue: 1 << 8)
    /// It shows a power factor whose current leads as 2 less its size, with its sign: −2 to 2 tell
    /// the four quadrants apart (Schneider Electric's 4Q_FP_PF).
    public static let fourQuadrant = RegisterFlags(rawValue: 1 << 9)
}

/// The layout of a register's value.
public enum RegisterFormat: Hashable, Sendable {
    /// A number or a text of one of the protocol's types.
    case value(RegisterType)
    /// Three words that pack day and month, year and hour, minute and second, a byte each.
    case dateTime3
    /// Four words: year; month, weekday and day; hour and minute; milliseconds (IEC 60870-5-4).
    case dateTime4
    /// A structured area of plain words.
    case block

    /// The name in files.
    public var name: String {
        switch self {
        case .value(let type): type.rawValue
        case .dateTime3: "datetime3"
        case .dateTime4: "datetime4"
        case .block: "block"
        }
    }

    /// The format of a name, nil when there is none.
    public init?(name: String) {
        guard let format = Self.all.first(where: { $0.name == name }) else { return nil }
        self = format
    }

    /// Every format.
    public static let all: [RegisterFormat] =
        RegisterType.allCases.map { .value($0) } + [.dateTime3, .dateTime4, .block]

    /// The type of a number or text; nil for plain words.
    public var type: RegisterType? {
        guard case .value(let type) = self else { return nil }
        return type
    }

    /// How many words it has; nil where the file says it.
    public var words: Int? {
        switch self {
        case .value(let type): type.words
        case .dateTime3: 3
        case .dateTime4: 4
        case .block: nil
        }
    }

    /// Whether a read that cuts the value makes sense: text and plain words, one by one.
    public var isDivisible: Bool { type?.isText ?? true }
}
