import Documents
import SimulatedTime

/// `{ "points": [["00:00", 800], ["07:30", 6200]], "every": "day", "interpolation": "linear" }`:
/// values at times.
///
/// With `"every": "day"` the times are times of day, with `"every": "week"` they name a weekday
/// too (`"mon 07:30"`), both by the wall clock; the last value of a round holds into the next,
/// and a linear one runs into its first. On the days the clocks are set the wall clock counts: a
/// time that is skipped takes effect when the clocks are set, a time that comes twice counts
/// twice. Without `every` the times are RFC 3339 instants; the first value holds before, the last
/// after. `"interpolation"` is `"step"` (the default) or `"linear"`.
struct PointsSignal: SignalKind {
    /// How often the points come round.
    enum Every: String, CaseIterable {
        case day, week

        /// Microseconds of one round by the wall clock.
        var period: Int64 { (self == .day ? 1 : 7) * TimeOfDay.dayLength }

        /// What is added to a wall time so that rounds begin at 0: 1970-01-01 was a Thursday.
        var origin: Int64 { self == .day ? 0 : 3 * TimeOfDay.dayLength }
    }

    /// What holds between two points.
    enum Interpolation: String, CaseIterable {
        case step, linear
    }

    static var keyword: String { "points" }

    let every: Every
    let isLinear: Bool
    let resolution: TimeSpan
    var zone = CivilZone.utc
    /// Microseconds into the round; ascending, never empty.
    let positions: [Int64]
    let values: [Double]

    func value(at moment: inout SignalMoment) -> Double {
        guard isLinear else { return stepped(at: &moment) }
        let held = moment.instant.floored(to: resolution)
        let wall = zone.wall(at: held)
        let stretch = stretch(at: wall.microseconds)
        if stretch.from == stretch.to {
            let end = min(held + .microseconds(stretch.end - stretch.position), wall.until)
            moment.limit(end < .distantFuture ? end.ceiled(to: resolution) : end)
            return stretch.from
        }
        moment.limit(held + resolution)
        let share =
            Double(stretch.position - stretch.start) / Double(stretch.end - stretch.start)
        return stretch.from + (stretch.to - stretch.from) * share
    }

    private func stepped(at moment: inout SignalMoment) -> Double {
        let wall = moment.wall(in: zone)
        let stretch = stretch(at: wall.microseconds)
        let end = moment.instant + .microseconds(stretch.end - stretch.position)
        moment.limit(min(end, wall.until))
        return stretch.from
    }

    func bound(to zone: CivilZone) -> any SignalKind {
        var bound = self
        bound.zone = zone
        return bound
    }

    private struct Stretch {
        var position: Int64
        var start: Int64
        var end: Int64
        var from: Double
        var to: Double
    }

    /// The stretch of the round that holds a wall time.
    private func stretch(at wall: Int64) -> Stretch {
        let shifted = wall &+ every.origin
        let position = shifted &- shifted.floorDivided(by: every.period) &* every.period
        let after = positions.countAtOrBefore(position)
        let last = positions.count - 1
        let (here, next) = (after == 0 ? last : after - 1, after > last ? 0 : after)
        return Stretch(
            position: position,
            start: positions[here] - (after == 0 ? every.period : 0),
            end: positions[next] + (after > last ? every.period : 0),
            from: values[here],
            to: values[next]
        )
    }
}

/// Points at instants, once read.
struct InstantPointsSignal: SignalKind {
    static var keyword: String { PointsSignal.keyword }

    let series: SampledSeries
    let resolution: TimeSpan

    static func read(_ node: Node, in object: ObjectReader, scope: SignalScope)
        -> (any SignalKind)?
    {
        PointsSignal.read(node, in: object, scope: scope)
    }

    func value(at moment: inout SignalMoment) -> Double {
        let (value, until) = series.sample(at: moment.instant, resolution: resolution)
        moment.limit(until)
        return value
    }
}
