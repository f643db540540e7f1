import Documents
import Metrology

/// Reads the breaker of a model: its rated current and its protection as set in the factory.
enum BreakerReader {
    private static let amperes = 0.001...1_000_000.0
    private static let delays: ClosedRange<Int64> = 0...3_600_000

    static func read(_ reader: ObjectReader) -> BreakerDesign? {
        let rated = reader.required("ratedCurrent")?.number("a current in A", in: amperes)
        var rule = BreakerRule()
        if let part = protection(reader, "longTime", rated) {
            rule.longTimeCurrent = part.current
            rule.longTimeDelay = part.delay ?? rule.longTimeDelay
        }
        if let part = protection(reader, "shortTime", rated) {
            rule.shortTimeCurrent = part.current
            rule.shortTimeDelay = part.delay ?? 0
        }
        if let part = protection(reader, "instantaneous", rated) {
            rule.instantaneousCurrent = part.current
        }
        if let part = protection(reader, "residual", nil) {
            rule.residualCurrent = part.current
            rule.residualDelay = part.delay ?? 0
        }
        rule.greatestTemperature =
            reader.optional("overheating")?.number("a temperature in °C", in: 0...500)
        reader.finish()
        return rated.map { BreakerDesign(ratedCurrent: $0, rule: rule) }
    }

    /// `{ "current": A, "delay": … }`; without a current that of the rating.
    private static func protection(
        _ reader: ObjectReader,
        _ key: String,
        _ rated: Double?
    ) -> (current: Double?, delay: Int64?)? {
        guard let part = reader.optional(key)?.object("a protection") else { return nil }
        let given =
            rated == nil ? part.required("current", "A") : part.optional("current")
        let current = given.map { $0.number("a current in A", in: amperes) } ?? rated
        let delay =
            key == "instantaneous" ? nil : part.optional("delay")?.milliseconds(in: delays)
        part.finish()
        return (current, delay)
    }
}
