/// What a VIF means: a quantity, its unit and a power of ten.
public struct ValueMeaning: Hashable, Sendable {
    /// The quantity in English, as `energy` or `firmware version`.
    public let quantity: String
    /// The unit.
    public let unit: ValueUnit
    /// The power of ten: value = number × 10^exponent unit.
    public let exponent: Int

    /// Makes a meaning.
    public init(_ quantity: String, _ unit: ValueUnit = .dimensionless, _ exponent: Int = 0) {
        self.quantity = quantity
        self.unit = unit
        self.exponent = exponent
    }

    /// A code that the standard keeps for later.
    public static let reserved = ValueMeaning("reserved", .reserved)
    /// A code of the maker's own.
    public static let manufacturer = ValueMeaning("manufacturer specific", .manufacturer)

    /// The units of the time codes, by the last two bits: s, min, h, d.
    static let times: [ValueUnit] = [.second, .minute, .hour, .day]
    /// The units of long times, by the last two bits: h, d, month, year.
    static let longTimes: [ValueUnit] = [.hour, .day, .month, .year]

    /// The unit at the place of the last two bits of a code.
    static func unit(_ units: [ValueUnit], _ code: UInt8) -> ValueUnit { units[Int(code & 3)] }
}
