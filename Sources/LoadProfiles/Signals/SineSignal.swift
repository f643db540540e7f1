import Documents
import RealModule
import SimulatedTime

/// `{ "sine": { "mean": 20, "amplitude": 5, "period": "1d", "phase": "6h" } }`: a swing.
///
/// It passes its `mean` (0) upwards at the epoch, later by `phase` (0), and again after each
/// `period` of absolute time; each value is held for `hold` (the resolution).
struct SineSignal: SignalKind {
    static var keyword: String { "sine" }

    let mean: Double
    let amplitude: Double
    let period: TimeSpan
    let phase: TimeSpan
    let hold: TimeSpan

    static func read(_ node: Node, in _: ObjectReader, scope: SignalScope) -> (any SignalKind)? {
        let what = "an object such as { \"mean\": 20, \"amplitude\": 5, \"period\": \"1d\" }"
        guard let object = node.object(what) else { return nil }
        let mean =
            object.has("mean")
            ? object.optional("mean")?.number(scope.what, in: scope.range) : scope.range.clamp(0)
        let amplitude = object.required("amplitude", "how far it swings either way")?
            .number("an amplitude", in: 0...SignalScope.partRange.upperBound)
        let period = object.required("period", "the duration of one swing such as \"1d\"")?
            .timeSpan(in: .milliseconds(1) ... .days(36_500))
        let phase = object.optional("phase").map { $0.timeSpan(in: .zero ... .days(36_500)) }
        let hold = object.hold(scope)
        object.finish()
        guard let mean, let amplitude, let period, let phase = phase ?? .zero, let hold else {
            return nil
        }
        if amplitude == 0 { return ConstantSignal(number: mean) }
        return SineSignal(
            mean: mean,
            amplitude: amplitude,
            period: period,
            phase: phase,
            hold: hold
        )
    }

    func value(at moment: inout SignalMoment) -> Double {
        let length = period.microseconds
        let past = moment.step(of: hold) &* hold.microseconds &- phase.microseconds
        let place = past &- past.floorDivided(by: length) &* length
        return mean + amplitude * .sin(2 * .pi * (Double(place) / Double(length)))
    }
}
