/// The ticks of a vertical axis: multiples of 1, 2 or 5 times a power of ten.
public struct NiceScale: Hashable, Sendable {
    /// 1, 2 or 5.
    public let mantissa: Int
    /// The power of ten.
    public let exponent: Int
    /// The first and the last tick, in steps from 0.
    public let steps: ClosedRange<Int>

    /// A scale that holds a range.
    ///
    /// Zero belongs to the axis unless the range is far from it (less than a third of its
    /// distance wide): a voltage is shown around its value, a power from zero.
    ///
    /// - Parameter limit: the most ticks, at least 2.
    public init(_ range: ClosedRange<Double>, limit: Int) {
        let (low, high) = Self.shown(range)
        var (mantissa, exponent) = (1, -12)
        func step() -> Double { Double(mantissa) * Self.power(exponent) }
        func ticks() -> ClosedRange<Double> {
            let first = (low / step() + 1e-9).rounded(.down)
            return first...max((high / step() - 1e-9).rounded(.up), first + 1)
        }
        while exponent < 30, ticks().upperBound - ticks().lowerBound + 1 > Double(max(limit, 2)) {
            switch mantissa {
            case 1: mantissa = 2
            case 2: mantissa = 5
            default: (mantissa, exponent) = (1, exponent + 1)
            }
        }
        self.mantissa = mantissa
        self.exponent = exponent
        steps = Int(ticks().lowerBound)...Int(ticks().upperBound)
    }

    private static func shown(_ range: ClosedRange<Double>) -> (Double, Double) {
        var (low, high) = (range.lowerBound, range.upperBound)
        let nearest = low > 0 ? low : high < 0 ? -high : 0
        if nearest == 0 || high - low > nearest / 3 {
            (low, high) = (min(low, 0), max(high, 0))
        }
        if high - low < max(abs(low), abs(high)) * 1e-6 {
            // All the same: a little room around it.
            let room = max(abs(high) / 100, 1e-6)
            (low, high) = low == 0 ? (0, 1) : (low - room, high + room)
        }
        return (low, high)
    }

    /// The values of the ticks, ascending.
    public var ticks: [Double] { steps.map(value) }

    /// The ends of the axis.
    public var bounds: ClosedRange<Double> {
        value(steps.lowerBound)...value(steps.upperBound)
    }

    /// The texts of the ticks, all with the same decimals.
    public var labels: [String] {
        steps.map { FixedText.text(value($0), decimals: max(0, -exponent)) }
    }

    private func value(_ step: Int) -> Double {
        // A division by a whole power of ten is the nearest number to the decimal fraction.
        let count = Double(step * mantissa)
        return exponent < 0 ? count / Self.power(-exponent) : count * Self.power(exponent)
    }

    private static func power(_ exponent: Int) -> Double {
        let size = (0..<abs(exponent)).reduce(1.0) { product, _ in product * 10 }
        return exponent < 0 ? 1 / size : size
    }
}
