public import Metrology

/// How a display writes the value of a quantity: digits, decimals, and a unit that shifts.
public struct NumberFormat: Hashable, Sendable {
    /// One position of unit and point.
    public struct Scale: Hashable, Sendable {
        /// What stands before the unit: `m`, `k`, `M`, `G` or nothing.
        public var prefix: String
        /// Digits behind the point.
        public var decimals: Int

        /// A position.
        public init(_ prefix: String, _ decimals: Int) {
            (self.prefix, self.decimals) = (prefix, decimals)
        }
    }

    /// A value as it is written.
    public struct Written: Hashable, Sendable {
        /// The digits with point and sign; dashes for a value that is not there or too great.
        public var text: String
        /// The unit with its prefix.
        public var unit: String
    }

    /// How many digits there are.
    public var digits: Int
    /// Whether places before the number are filled with zeros.
    public var hasLeadingZeros = false
    /// Whether a negative value has a sign; without, the front says the direction elsewhere.
    public var hasSign = true
    /// Whether a time is written in hours and minutes, `1234.59`.
    public var isHoursAndMinutes = false
    /// The positions, the finest first: the first in which the value has room is taken.
    public var scales: [Scale]

    /// Writes a value.
    ///
    /// Counters are cut off, as their registers are; values of the moment are rounded.
    ///
    /// - Parameter value: in the base unit of the quantity; nil for a value that is not there.
    public func written(_ value: Int64?, of quantity: Quantity) -> Written {
        if isHoursAndMinutes { return hours(value) }
        let unit = quantity.unit
        for scale in scales {
            guard let value, let perUnit = scale.perUnit(unit) else { continue }
            let number = Self.steps(
                of: value,
                perUnit: perUnit,
                decimals: scale.decimals,
                rounds: quantity.isInstantaneous
            )
            guard let text = text(number, scale.decimals, isNegative: value < 0) else { continue }
            return Written(text: text, unit: scale.symbol(unit))
        }
        let dashes = String(repeating: "-", count: digits)
        return Written(text: dashes, unit: scales.first?.symbol(unit) ?? "")
    }

    /// The value without its sign in steps of the last digit.
    private static func steps(
        of value: Int64,
        perUnit: Int64,
        decimals: Int,
        rounds: Bool
    ) -> Int128 {
        let product = Int128(value.magnitude) * Int128(powerOfTen(decimals))
        let divisor = Int128(perUnit)
        return (rounds ? product + divisor / 2 : product) / divisor
    }

    /// The digits; nil when there is no room for them.
    private func text(_ steps: Int128, _ decimals: Int, isNegative: Bool) -> String? {
        var figures = String(steps)
        guard figures.count <= digits else { return nil }
        let least = hasLeadingZeros ? digits : decimals + 1
        figures = String(repeating: "0", count: max(least - figures.count, 0)) + figures
        if decimals > 0, decimals < figures.count {
            figures = figures.dropLast(decimals) + "." + figures.suffix(decimals)
        }
        return (isNegative && hasSign && steps > 0 ? "-" : "") + figures
    }

    /// Hours and minutes of a time in milliseconds.
    private func hours(_ value: Int64?) -> Written {
        guard let value else {
            return Written(text: String(repeating: "-", count: digits), unit: "h")
        }
        let minutes = Int128(value.magnitude / 60_000)
        let text = text(minutes / 60 * 100 + minutes % 60, 2, isNegative: value < 0)
        return Written(text: text ?? String(repeating: "-", count: digits), unit: "h")
    }

    private static func powerOfTen(_ exponent: Int) -> Int64 {
        (0..<max(exponent, 0)).reduce(1) { power, _ in power * 10 }
    }
}

extension NumberFormat.Scale {
    /// How many of the base's integers make one of the scale's unit; nil where the prefix does
    /// not fit.
    public func perUnit(_ unit: BaseUnit) -> Int64? {
        let number: Double? =
            unit == .millisecond && prefix.isEmpty
            ? 3.6e6 : unit.perUnit(prefix + unit.symbol)
        return number.flatMap { Int64(exactly: $0) }
    }

    /// The unit with its prefix; a time is in hours.
    func symbol(_ unit: BaseUnit) -> String {
        unit == .millisecond ? "h" : prefix + unit.symbol
    }
}

extension NumberFormat {
    /// How a plain display with eight digits writes a quantity.
    public static func plain(_ quantity: Quantity) -> NumberFormat {
        switch quantity.unit {
        case .millijoule: counter([Scale("k", 2), Scale("M", 3), Scale("M", 2), Scale("G", 3)])
        case .milliampereSecond: counter([Scale("", 2), Scale("", 0)])
        case .microlitre: counter([Scale("", 2), Scale("", 0)])
        case .millisecond: counter([Scale("", 2), Scale("", 0)])
        case .micro("W"), .micro("var"), .micro("VA"):
            value([Scale("k", 3), Scale("k", 2), Scale("k", 1), Scale("M", 3), Scale("M", 1)])
        case .micro("V"): value([Scale("", 1), Scale("k", 2), Scale("k", 1)])
        case .micro("A"): value([Scale("", 3), Scale("", 2), Scale("", 1), Scale("k", 2)])
        case .micro(""), .micro("Hz"):
            value([Scale("", quantity.unit == .micro("") ? 3 : 2), Scale("", 0)])
        case .micro: value([Scale("", 1), Scale("", 0)])
        case .second, .count: NumberFormat(digits: 10, scales: [Scale("", 0)])
        }
    }

    private static func counter(_ scales: [Scale]) -> NumberFormat {
        NumberFormat(digits: 8, hasLeadingZeros: true, scales: scales)
    }

    private static func value(_ scales: [Scale]) -> NumberFormat {
        NumberFormat(digits: 5, scales: scales)
    }
}
