import Documents
import SimulatedTime

/// `{ "shift": { "of": {…}, "by": "20m" } }`: a signal as it was some time earlier.
///
/// `by` is a duration in absolute time, so that a shift by 24 h is by one hour of the wall clock
/// more or less on the days after the clocks are set.
struct ShiftSignal: SignalKind {
    static var keyword: String { "shift" }

    let inner: any SignalKind
    let by: TimeSpan

    static func read(_ node: Node, in _: ObjectReader, scope: SignalScope) -> (any SignalKind)? {
        let what = "an object such as { \"of\": …, \"by\": \"20m\" }"
        guard let object = node.object(what) else { return nil }
        let inner = object.required("of", "the signal to shift").flatMap { scope.signal($0) }
        let by = object.required("by", "how much later it is, a duration such as \"20m\"")?
            .timeSpan()
        object.finish()
        guard let inner, let by else { return nil }
        return inner.constant != nil || by == .zero ? inner : ShiftSignal(inner: inner, by: by)
    }

    func value(at moment: inout SignalMoment) -> Double {
        moment.value(of: inner, at: moment.instant - by)
    }

    var usesChance: Bool { inner.usesChance }

    func bound(to zone: CivilZone) -> any SignalKind {
        ShiftSignal(inner: inner.bound(to: zone), by: by)
    }
}
