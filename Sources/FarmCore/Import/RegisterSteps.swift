internal import MeterModels

/// From the number in a register back to the values of the quantity that it shows.
struct RegisterSteps {
    /// By what a value is multiplied for the register.
    let multiplier: Int128
    /// By what it is divided then, and cut.
    let divisor: Int128
    /// The step to which the value is cut before.
    private let step: Int128

    /// - Parameter step: at least 1.
    init(_ reading: DumpReading, step: Int128) {
        let shift = min(max(reading.shift, -20), 20)
        let power = (0..<abs(shift)).reduce(Int128(1)) { product, _ in product * 10 }
        let scale = reading.register.scale
        // What cannot be a meter's step any more is far outside 64 bits and refused later.
        multiplier = Int128(scale.multiplier) * (shift < 0 ? power : 1)
        divisor = Int128(scale.divisor) * (shift > 0 ? power : 1)
        self.step = step
    }

    /// The values, not negative, that a counter shows as an integer.
    func counted(_ raw: Int128) -> ValueRange {
        let low = up(first(raw))
        let high = up(first(raw + 1)) - 1
        guard low <= high else {
            // No value is shown so: the nearest below, cut to the step.
            let near = first(raw) / step * step
            return ValueRange(low: near, high: near + step - 1, best: near)
        }
        return ValueRange(low: low, high: high, best: low)
    }

    /// The values that a register of both signs shows as an integer; it is cut towards zero.
    func signed(_ raw: Int128) -> ValueRange {
        let size = counted(raw.magnitudeAsSigned)
        if raw > 0 { return size }
        if raw < 0 { return ValueRange(low: -size.high, high: -size.low, best: -size.low) }
        return ValueRange(low: -size.high, high: size.high, best: 0)
    }

    /// The values that a register of floating point shows as a number, or as one near to it.
    func floats(_ number: Double, within tolerance: Double, isSingle: Bool) -> ValueRange? {
        let perUnit = Double(divisor) / Double(multiplier)
        let middle = number * perUnit
        let reach = (middle.magnitude * 0x1p-22 + tolerance * perUnit + 2 * Double(step) + 4)
        guard middle.magnitude + reach < 0x1p62 else { return nil }
        let range = Int64(middle - reach)...Int64(middle + reach)
        let least = number - tolerance
        let greatest = number + tolerance
        let low = range.first { shown($0, isSingle) >= least }
        let beyond = range.first { shown($0, isSingle) > greatest }
        guard low < beyond else {
            let near = Int128(low) - 1
            let cut = near >= 0 ? near / step * step : near
            return ValueRange(low: cut, high: cut + step - 1, best: cut)
        }
        let nearest = range.first { shown($0, isSingle) >= number }
        let best = min(max(nearest, low), beyond - 1)
        return ValueRange(low: Int128(low), high: Int128(beyond) - 1, best: Int128(best))
    }

    private func shown(_ value: Int64, _ isSingle: Bool) -> Double {
        let wide = Int128(value)
        let cut = Int64(truncatingIfNeeded: wide - wide % step)
        let number = Double(cut) * Double(multiplier) / Double(divisor)
        return isSingle ? Double(Float(number)) : number
    }

    /// The least value that is shown as an integer.
    private func first(_ raw: Int128) -> Int128 {
        let (product, overflow) = raw.multipliedReportingOverflow(by: divisor)
        return overflow ? Int128.max / 4 : product.ceiledDivision(by: multiplier)
    }

    private func up(_ value: Int128) -> Int128 { value.ceiledDivision(by: step) * step }
}

extension Int128 {
    fileprivate var magnitudeAsSigned: Int128 { self < 0 ? -self : self }
}

extension ClosedRange<Int64> {
    /// The first number of which a condition holds that, once it holds, holds for all behind; the
    /// upper bound where it holds for none before.
    fileprivate func first(where condition: (Int64) -> Bool) -> Int64 {
        var (low, high) = (lowerBound, upperBound)
        while low < high {
            let middle = low + (high - low) / 2
            if condition(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
