/// The energy one pulse stands for, as an exact fraction of a millijoule.
///
/// 1 Wh is 3 600 000 mJ; 7000 imp/kWh is 3 600 000/7 mJ. Fractions whose denominator would exceed
/// ``largestDenominator`` are rounded to that many parts of a millijoule.
public struct PulseWeight: Hashable, Sendable {
    /// Millijoules times ``denominator``.
    public let numerator: Int64
    /// Parts of a millijoule in which the weight is a whole number.
    public let denominator: Int64

    /// The greatest denominator of a weight; keeps all sums within 64 bits.
    public static let largestDenominator: Int64 = 4096
    /// The greatest weight, millijoules: 278 GWh.
    public static let largest: Int64 = 1_000_000_000_000_000

    /// A weight in watt hours (or var hours), to the microwatt hour; nil when it is not positive
    /// or lies outside 1 mJ to ``largest``.
    public init?(wattHours: Double) {
        guard let parts = wattHours.millionths else { return nil }
        self.init(parts * 3_600_000, over: 1_000_000)
    }

    /// A weight in litres, as microlitres instead of millijoules; nil when it is not positive or
    /// lies outside 1 µl to 10⁹ l.
    public init?(litres: Double) {
        guard let parts = litres.millionths else { return nil }
        self.init(parts, over: 1)
    }

    /// A weight of so many whole base units, whatever they are; nil outside 1 to ``largest``.
    public init?(units: Int64) { self.init(Int128(units), over: 1) }

    /// A meter constant, as printed beside the lamp; nil as for ``init(wattHours:)``.
    public init?(impulsesPerKilowattHour constant: Double) {
        guard let parts = constant.millionths else { return nil }
        self.init(3_600_000_000 * 1_000_000, over: parts)
    }

    /// The weight on the primary side of a transformer, held within 1 mJ to ``largest``.
    ///
    /// A ratio that is not positive changes nothing.
    public func scaled(by ratio: TransformerRatio) -> PulseWeight {
        guard let primary = ratio.primary.millionths, let secondary = ratio.secondary.millionths
        else { return self }
        let common = greatestCommonDivisor(primary, secondary)
        let (up, down) = (
            Int128(numerator) * (primary / common), Int128(denominator) * (secondary / common)
        )
        if let exact = PulseWeight(up, over: down) { return exact }
        return up < down ? Self.least : Self.greatest
    }

    /// Watt hours, for display and limits.
    public var wattHours: Double { millijoules / 3_600_000 }

    /// Millijoules, for display and limits.
    public var millijoules: Double { Double(numerator) / Double(denominator) }

    /// A pulse of one base unit.
    public static let unit = PulseWeight(numerator: 1, denominator: 1)

    private static let least = PulseWeight(numerator: 1, denominator: 1)
    private static let greatest = PulseWeight(numerator: largest, denominator: 1)

    private init(numerator: Int64, denominator: Int64) {
        self.numerator = numerator
        self.denominator = denominator
    }

    /// A fraction of positive integers, in millijoules.
    private init?(_ numerator: Int128, over denominator: Int128) {
        guard numerator > 0, denominator > 0 else { return nil }
        let common = greatestCommonDivisor(numerator, denominator)
        var (up, down) = (numerator / common, denominator / common)
        if down > Self.largestDenominator {
            let parts = Int128(Self.largestDenominator)
            (up, down) = ((up * parts + down / 2) / down, parts)
        }
        guard up >= down, up <= down * Int128(Self.largest) else { return nil }
        self.init(numerator: Int64(up), denominator: Int64(down))
    }
}

/// The greatest integer that divides both of two positive integers.
func greatestCommonDivisor<T: BinaryInteger>(_ a: T, _ b: T) -> T {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
}

extension Double {
    /// The nearest number of millionths; nil for what is not between a millionth and 10¹².
    fileprivate var millionths: Int128? {
        guard isFinite, self <= 1e12 else { return nil }
        let parts = (self * 1e6).rounded()
        return parts >= 1 ? Int128(parts) : nil
    }
}
