/// From the integer in which a meter evaluates a quantity to the integer of a register: times
/// ``multiplier``, divided by ``divisor``, truncated toward zero.
///
/// Both are at least 1. Nothing here can trap: a product beyond 64 bits is formed in 128, and what
/// is still too great for an `Int64` becomes the nearest one.
public struct RegisterScale: Hashable, Sendable {
    /// At least 1; more than 1 only where a register resolves finer than the meter's integer.
    public let multiplier: Int64
    /// At least 1: how many of the meter's integer make one step of the register.
    public let divisor: Int64

    /// One to one.
    public static let identity = RegisterScale(multiplier: 1, divisor: 1)

    /// A scale in lowest terms; values below 1 are taken as 1.
    public init(multiplier: Int64, divisor: Int64) {
        let (m, d) = (max(multiplier, 1), max(divisor, 1))
        let common = Self.commonDivisor(m, d)
        self.multiplier = m / common
        self.divisor = d / common
    }

    /// The register's integer, before it is fitted into the register's width.
    public func raw(from value: Int64) -> Int64 {
        if multiplier == 1 { return value / divisor }
        let (product, overflow) = value.multipliedReportingOverflow(by: multiplier)
        return overflow ? wideRaw(from: value) : product / divisor
    }

    /// The register's number for floating point types.
    public func number(from value: Int64) -> Double {
        Double(value) * Double(multiplier) / Double(divisor)
    }

    /// The register's number for a setting's value.
    public func number(fromSetting value: Double) -> Double {
        value * Double(multiplier) / Double(divisor)
    }

    /// The setting's value for a register's number.
    public func setting(fromNumber number: Double) -> Double {
        number * Double(divisor) / Double(multiplier)
    }

    private func wideRaw(from value: Int64) -> Int64 {
        let wide = value.magnitude.multipliedFullWidth(by: UInt64(multiplier))
        let limit: Int64 = value < 0 ? .min : .max
        guard wide.high < UInt64(divisor) else { return limit }
        let quotient = UInt64(divisor).dividingFullWidth(wide).quotient
        guard quotient <= UInt64(Int64.max) else { return limit }
        return value < 0 ? -Int64(quotient) : Int64(quotient)
    }

    private static func commonDivisor(_ a: Int64, _ b: Int64) -> Int64 {
        var (a, b) = (a, b)
        while b != 0 { (a, b) = (b, a % b) }
        return max(a, 1)
    }
}

/// A decimal number of a file as an exact fraction: 0.01 is 1/100.
public struct DecimalScale: Hashable, Sendable {
    /// Above 0.
    public let numerator: Int64
    /// A power of ten.
    public let denominator: Int64

    /// 1.
    public static let one = DecimalScale(numerator: 1, denominator: 1)

    init(numerator: Int64, denominator: Int64) {
        self.numerator = numerator
        self.denominator = denominator
    }

    /// A power of ten, the exponent taken into -18 … 18.
    init(powerOfTen exponent: Int) {
        let ten = (0..<min(abs(exponent), 18)).reduce(Int64(1)) { product, _ in product * 10 }
        self.init(numerator: exponent > 0 ? ten : 1, denominator: exponent > 0 ? 1 : ten)
    }

    /// The fraction that a number's shortest decimal form means; nil outside 10⁻¹² to 10¹² and
    /// for numbers of more than 15 digits.
    public init?(_ number: Double) {
        guard (1e-12...1e12).contains(number) else { return nil }
        let parts = "\(number)".split(separator: "e")
        guard let mantissa = parts.first, let exponent = parts.count > 1 ? Int(parts[1]) : 0 else {
            return nil
        }
        let halves = mantissa.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = halves.count > 1 && halves[1] != "0" ? halves[1] : ""
        let digits = halves[0] + fraction
        let power = exponent - fraction.count
        guard digits.count <= 16, abs(power) <= 18, let whole = Int64(digits) else { return nil }
        let ten = (0..<abs(power)).reduce(Int64(1)) { product, _ in product * 10 }
        let (up, overflow) = whole.multipliedReportingOverflow(by: power > 0 ? ten : 1)
        guard !overflow else { return nil }
        numerator = up
        denominator = power < 0 ? ten : 1
    }

    /// The engineering value of a register's integer, the nearest Double.
    public func value(of raw: Int64) -> Double {
        let (product, overflow) = raw.multipliedReportingOverflow(by: numerator)
        let top = overflow ? Double(raw) * Double(numerator) : Double(product)
        return top / Double(denominator)
    }

    /// The scale that brings an integer, `perUnit` of which make a unit, to the register's step;
    /// nil when a step is too great for 64 bits.
    public func scale(perUnit: Int64) -> RegisterScale? {
        let (divisor, overflow) = perUnit.multipliedReportingOverflow(by: numerator)
        return overflow ? nil : RegisterScale(multiplier: denominator, divisor: divisor)
    }

    /// The decimals that a value of this step has.
    public var decimals: Int {
        var (rest, decimals) = (denominator, 0)
        while rest >= 10 { (rest, decimals) = (rest / 10, decimals + 1) }
        return decimals
    }

    /// The number as people write it.
    public var text: String {
        let value = Double(numerator) / Double(denominator)
        return Int64(exactly: value).map(String.init) ?? "\(value)"
    }
}
