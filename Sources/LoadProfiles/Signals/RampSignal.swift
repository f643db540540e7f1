import Documents
import SimulatedTime

/// `{ "ramp": { "from": 0, "to": 4000, "start": "2026-01-05T06:00:00+01:00", "duration": "2h" } }`:
/// an even rise or fall.
///
/// Before `start` it is worth `before` (`from` unless given), after the ramp `after` (`to`). With
/// `every` the ramp begins anew after each such span of absolute time, before `start` (then the
/// epoch unless given) too. Values are held for `hold` (the resolution).
struct RampSignal: SignalKind {
    static var keyword: String { "ramp" }

    let from: Double
    let to: Double
    let start: Instant
    let duration: TimeSpan
    /// How often it comes round; nil for once.
    let every: TimeSpan?
    let before: Double
    let after: Double
    let hold: TimeSpan

    static func read(_ node: Node, in _: ObjectReader, scope: SignalScope) -> (any SignalKind)? {
        let what = "an object such as { \"from\": 0, \"to\": 100, \"start\": …, \"duration\": … }"
        guard let object = node.object(what) else { return nil }
        let from = object.required("from", scope.what)?.number(scope.what, in: scope.range)
        let to = object.required("to", scope.what)?.number(scope.what, in: scope.range)
        let duration = object.required("duration", "how long it takes, such as \"2h\"")?
            .timeSpan(in: .milliseconds(1) ... .readableLimit)
        let times = times(in: object, duration: duration)
        let before = object.optional("before").map { $0.number(scope.what, in: scope.range) }
        let after = object.optional("after").map { $0.number(scope.what, in: scope.range) }
        let hold = object.hold(scope)
        object.finish()
        guard let from, let to, let duration, let times, let before = before ?? from,
            let after = after ?? to, let hold
        else { return nil }
        return RampSignal(
            from: from,
            to: to,
            start: times.start,
            duration: duration,
            every: times.every,
            before: before,
            after: after,
            hold: hold
        )
    }

    /// `start` and `every`; nil after complaints.
    private static func times(in object: ObjectReader, duration: TimeSpan?)
        -> (start: Instant, every: TimeSpan?)?
    {
        guard let round = object.optional("every") else {
            let what = "the instant at which it begins, or give \"every\""
            return object.required("start", what)?.instant().map { ($0, nil) }
        }
        let start = object.optional("start").map { $0.instant() } ?? .epoch
        let every = round.timeSpan(in: .milliseconds(1) ... .readableLimit)
        if let every, let duration, every < duration {
            round.report("\(every) is shorter than the ramp; expected at least \(duration)")
            return nil
        }
        if let before = object.optional("before") {
            before.report("stands beside \"every\", with which there is no time before the ramp")
        }
        guard let start, let every else { return nil }
        return (start, every)
    }

    func value(at moment: inout SignalMoment) -> Double {
        let held = moment.instant.floored(to: hold)
        var place = (held - start).microseconds
        if let every {
            place -= place.floorDivided(by: every.microseconds) &* every.microseconds
        } else if place < 0 {
            limit(&moment, to: start)
            return before
        }
        guard place < duration.microseconds else {
            if let every { limit(&moment, to: held + .microseconds(every.microseconds - place)) }
            return after
        }
        moment.limit(held + hold)
        return from + (to - from) * (Double(place) / Double(duration.microseconds))
    }

    /// Holds the answer until the first point of the grid that does not lie before `end`.
    private func limit(_ moment: inout SignalMoment, to end: Instant) {
        moment.limit(end.ceiled(to: hold))
    }
}
