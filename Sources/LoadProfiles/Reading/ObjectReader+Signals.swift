import Documents
import SimulatedTime

/// Options that several kinds of signal have.
extension ObjectReader {
    /// `minimum` and `maximum`, each the end of `range` unless given; nil after a complaint.
    func bounds(what: String, in range: ClosedRange<Double>) -> ClosedRange<Double>? {
        let lower = optional("minimum").map { $0.number(what, in: range) }
        let upper = optional("maximum").map { $0.number(what, in: range) }
        guard let lower = lower ?? range.lowerBound, let upper = upper ?? range.upperBound else {
            return nil
        }
        guard lower <= upper else {
            node.report(
                "\"minimum\" \(Node.text(lower)) is above \"maximum\" \(Node.text(upper)); "
                    + "expected the lower first"
            )
            return nil
        }
        return lower...upper
    }

    /// `hold`, how long each value is held: the resolution unless given; nil after a complaint.
    func hold(_ scope: SignalScope) -> TimeSpan? {
        guard let node = optional("hold") else { return scope.resolution }
        return node.timeSpan(in: .milliseconds(1) ... .days(36_500))
    }

    /// A number that may be missing; nil after a complaint.
    func number(
        _ key: String,
        _ what: String,
        in range: ClosedRange<Double>,
        unlessGiven usual: Double
    ) -> Double? {
        guard let node = optional(key) else { return usual }
        return node.number(what, in: range)
    }
}
