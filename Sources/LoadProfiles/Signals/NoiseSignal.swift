import Documents
import SimulatedTime

/// `{ "noise": { "mean": 231, "deviation": 0.6, "hold": "10s" } }`: chance, drawn anew for every
/// `hold`.
///
/// `"distribution": "gaussian"` (the default; `deviation` is the standard deviation) or
/// `"uniform"` (anything from `mean` − `deviation` to `mean` + `deviation`); `minimum` and
/// `maximum` clamp it. `hold` is the profile's resolution unless given. The draws depend on the
/// farm's seed, the meter and the place in the profile only.
struct NoiseSignal: SignalKind {
    /// How the draws are distributed.
    enum Distribution: String, CaseIterable {
        case gaussian, uniform
    }

    static var keyword: String { "noise" }

    let mean: Double
    let deviation: Double
    let distribution: Distribution
    let hold: TimeSpan
    let minimum: Double
    let maximum: Double
    let stream: StreamName

    static func read(_ node: Node, in _: ObjectReader, scope: SignalScope) -> (any SignalKind)? {
        guard let object = node.object("an object such as { \"mean\": 231, \"deviation\": 0.6 }")
        else { return nil }
        let mean = object.required("mean", scope.what)?.number(scope.what, in: scope.range)
        let deviation = object.required("deviation", "how far it strays from the mean")?
            .number("a deviation", in: 0...SignalScope.partRange.upperBound)
        let distribution =
            object.optional("distribution")
            .map { $0.choice(of: Distribution.self) } ?? .gaussian
        let hold = object.hold(scope)
        let bounds = object.bounds(what: scope.what, in: scope.range)
        object.finish()
        guard let mean, let deviation, let distribution, let hold, let bounds
        else { return nil }
        if deviation == 0 { return ConstantSignal(number: bounds.clamp(mean)) }
        return NoiseSignal(
            mean: mean,
            deviation: deviation,
            distribution: distribution,
            hold: hold,
            minimum: bounds.lowerBound,
            maximum: bounds.upperBound,
            stream: scope.streamName(of: node)
        )
    }

    @inline(__always)
    func value(at moment: inout SignalMoment) -> Double {
        let draws = moment.stream.substream(stream)
        let step = moment.step(of: hold)
        let draw =
            switch distribution {
            case .gaussian: draws.gaussian(step)
            case .uniform: draws.uniform(step) * 2 - 1
            }
        let value = mean + deviation * draw
        return value < minimum ? minimum : value > maximum ? maximum : value
    }

    var usesChance: Bool { true }
}

extension ClosedRange {
    /// The value of the range nearest to `value`.
    func clamp(_ value: Bound) -> Bound {
        Swift.min(Swift.max(value, lowerBound), upperBound)
    }
}
