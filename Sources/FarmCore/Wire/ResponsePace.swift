public import MeterModels
internal import RealModule
public import SimulatedTime

/// How long a meter takes to answer, by chance.
///
/// The time has a log-normal distribution, as processing times have that are a product of many
/// causes: the median is the model's typical time, and one answer in 740 would be slower than its
/// maximum. What falls outside of minimum and maximum is moved to the nearer one.
public enum ResponsePace {
    /// Nanoseconds from the end of a request to the beginning of its answer.
    ///
    /// - Parameters:
    ///   - time: what is known of the model.
    ///   - stream: the meter's own, for this purpose.
    ///   - count: which answer of the meter it is.
    public static func nanoseconds(
        of time: ResponseTime,
        _ stream: RandomStream,
        _ count: Int64
    ) -> Int64 {
        let (typical, maximum) = (Double(time.typical), Double(time.maximum))
        guard typical > 0, maximum > typical else { return milliseconds(typical) }
        // The maximum lies three deviations above the median.
        let deviation = Double.log(maximum / typical) / 3
        let drawn = typical * .exp(deviation * stream.gaussian(count))
        return milliseconds(min(max(drawn, Double(time.minimum)), maximum))
    }

    private static func milliseconds(_ value: Double) -> Int64 {
        Int64((max(value, 0) * 1_000_000).rounded())
    }
}
