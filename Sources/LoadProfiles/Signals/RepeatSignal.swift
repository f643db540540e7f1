import Documents
import SimulatedTime

/// `{ "repeat": { "of": {…}, "every": "7d", "from": "2026-01-05T00:00:00+01:00" } }`: one stretch
/// of a signal, again and again.
///
/// The stretch begins at `from` (the epoch unless given) and lasts `every`; it repeats before and
/// after in absolute time. What is repeated every day therefore stands an hour later by the wall
/// clock once the clocks are set forward.
struct RepeatSignal: SignalKind {
    static var keyword: String { "repeat" }

    let inner: any SignalKind
    let every: TimeSpan
    let from: Instant

    static func read(_ node: Node, in _: ObjectReader, scope: SignalScope) -> (any SignalKind)? {
        let what = "an object such as { \"of\": …, \"every\": \"7d\" }"
        guard let object = node.object(what) else { return nil }
        let inner = object.required("of", "the signal to repeat").flatMap { scope.signal($0) }
        let every = object.required("every", "how long the stretch is, such as \"7d\"")?
            .timeSpan(in: .milliseconds(1) ... .readableLimit)
        let from = object.optional("from").map { $0.instant() } ?? .epoch
        object.finish()
        guard let inner, let every, let from else { return nil }
        if inner.constant != nil { return inner }
        return RepeatSignal(inner: inner, every: every, from: from)
    }

    func value(at moment: inout SignalMoment) -> Double {
        let past = (moment.instant - from).microseconds
        let round = past.floorDivided(by: every.microseconds) &* every.microseconds
        moment.limit(from + .microseconds(round) + every)
        return moment.value(of: inner, at: from + .microseconds(past &- round))
    }

    var usesChance: Bool { inner.usesChance }

    func bound(to zone: CivilZone) -> any SignalKind {
        RepeatSignal(inner: inner.bound(to: zone), every: every, from: from)
    }
}
