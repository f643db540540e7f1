/// What a VIFE adds to the meaning of a VIF (EN 13757-3, table 15).
public enum ValueQualifier: Hashable, Sendable {
    /// 00 to 1F without a case of their own: an error of the record or an action.
    case recordError(UInt8)
    /// 12: an average.
    case average
    /// 20 to 2F and 30 to 33: per something, as `s` or `l`.
    case per(String)
    /// 34: per volt.
    case perVolt
    /// 35: per ampere.
    case perAmpere
    /// 36 to 38: multiplied by s, s/V or s/A.
    case times(String)
    /// 39: start of the value, a date and time.
    case start
    /// 3A: the unit of the VIF without correction.
    case uncorrected
    /// 3B: only positive contributions are counted.
    case positiveOnly
    /// 3C: only negative contributions are counted.
    case negativeOnly
    /// 40 and 48: the lower or the upper limit.
    case limit(isUpper: Bool)
    /// 70 to 77 and 7D: multiplied by a power of ten; it is in the exponent already.
    case factor(exponent: Int)
    /// 78 to 7B: a constant to be added, 10^exponent units of the VIF.
    case additive(exponent: Int)
    /// 7E: a value to come.
    case future
    /// Any other code, without bit 7.
    case other(UInt8)

    private static let divisors = [
        "s", "min", "h", "d", "week", "month", "year", "revolution", "input pulse 0",
        "input pulse 1", "output pulse 0", "output pulse 1", "l", "m3", "kg", "K", "kWh", "GJ",
        "kW", "K l",
    ]

    /// Makes the qualifier of a VIFE; bit 7 does not count.
    public init(_ vife: UInt8) {
        let code = vife & 0x7F
        self =
            switch code {
            case 0x12: .average
            case 0x00...0x1F: .recordError(code)
            case 0x20...0x33: .per(Self.divisors[Int(code) - 0x20])
            case 0x34: .perVolt
            case 0x35: .perAmpere
            case 0x36: .times("s")
            case 0x37: .times("s/V")
            case 0x38: .times("s/A")
            case 0x39: .start
            case 0x3A: .uncorrected
            case 0x3B: .positiveOnly
            case 0x3C: .negativeOnly
            case 0x40, 0x48: .limit(isUpper: code == 0x48)
            case 0x70...0x77: .factor(exponent: Int(code & 7) - 6)
            case 0x78...0x7B: .additive(exponent: Int(code & 3) - 3)
            case 0x7D: .factor(exponent: 3)
            case 0x7E: .future
            default: .other(code)
            }
    }
}
