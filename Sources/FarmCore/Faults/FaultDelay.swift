public import SimulatedTime

/// How much longer an answer takes, in host time.
public enum FaultDelay: Hashable, Sendable {
    /// Always as long.
    case constant(TimeSpan)
    /// Anything between the two with equal chance.
    case uniform(ClosedRange<TimeSpan>)
    /// Normally distributed; never negative.
    case normal(mean: TimeSpan, deviation: TimeSpan)
    /// Mostly short, seldom very long: a Pareto distribution of exponent 1 that is cut off at the
    /// worst.
    ///
    /// Half of all take less than the median; the share beyond a time falls as 1 / time, so that
    /// about one in ten takes more than five times the median while that is far from the worst.
    case longTail(median: TimeSpan, worst: TimeSpan)

    /// The longest delay: ten minutes.
    public static let limit = TimeSpan.minutes(10)

    /// A delay drawn from a stream, nanoseconds from 0 to the limit.
    func nanoseconds(_ stream: RandomStream) -> Int64 {
        let microseconds =
            switch self {
            case .constant(let span): Double(span.microseconds)
            case .uniform(let range): Self.uniform(range, stream.uniform(0))
            case .normal(let mean, let deviation):
                Double(mean.microseconds) + stream.gaussian(0) * Double(deviation.microseconds)
            case .longTail(let median, let worst): Self.tail(median, worst, stream.uniform(0))
            }
        let longest = Double(Self.limit.microseconds)
        return Int64((min(max(microseconds, 0), longest) * 1000).rounded())
    }

    private static func uniform(_ range: ClosedRange<TimeSpan>, _ share: Double) -> Double {
        let (low, high) = (range.lowerBound.microseconds, range.upperBound.microseconds)
        return Double(low) + share * Double(high - low)
    }

    /// Between `low` and `worst` the share below x is (1 − low / x) / (1 − low / worst); with
    /// half of it at the median, low = median / (2 − median / worst).
    private static func tail(_ median: TimeSpan, _ worst: TimeSpan, _ share: Double) -> Double {
        let (middle, end) = (Double(median.microseconds), Double(worst.microseconds))
        guard middle > 0, end > middle else { return middle }
        let low = middle / (2 - middle / end)
        return low / (1 - share * (1 - low / end))
    }
}
