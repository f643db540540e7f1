import SimulatedTime

/// One instant at which signals are asked, gathering how long all their answers stay true.
///
/// Without references, so that a moment costs no counting of them. What several signals ask of
/// the same instant is worked out once: all that are asked of one moment are bound to one zone.
struct SignalMoment {
    /// The instant asked.
    let instant: Instant
    /// Where chance comes from: the stream of one meter and one phase.
    var stream: RandomStream
    /// The first instant at which an answer given so far may be another.
    private(set) var until = Instant.distantFuture

    private var wallTime: Int64 = 0
    private var wallEnd: Int64 = 0
    private var isWallKnown = false
    private var lastHold: Int64 = 0
    private var lastStep: Int64 = 0

    init(_ instant: Instant, stream: RandomStream) {
        self.instant = instant
        self.stream = stream
    }

    /// Notes that an answer holds until `end` only.
    mutating func limit(_ end: Instant) {
        until = min(until, max(end, instant + .microseconds(1)))
    }

    /// The wall clock at the instant, µs as if UTC, and when it is next set.
    mutating func wall(in zone: CivilZone) -> (microseconds: Int64, until: Instant) {
        if !isWallKnown {
            let wall = zone.wall(at: instant)
            (wallTime, wallEnd) = (wall.microseconds, wall.until.microseconds)
            isWallKnown = true
        }
        return (wallTime, Instant(microseconds: wallEnd))
    }

    /// Which span of a grid aligned to the epoch holds the instant; limits the moment to its end.
    ///
    /// - Parameter hold: the length of the spans; positive.
    @inline(__always)
    mutating func step(of hold: TimeSpan) -> Int64 {
        if hold.microseconds != lastHold { divide(by: hold.microseconds) }
        return lastStep
    }

    @inline(never)
    private mutating func divide(by length: Int64) {
        lastHold = length
        lastStep = instant.microseconds.floorDivided(by: length)
        limit(Instant(microseconds: (lastStep &+ 1) &* length))
    }

    /// What a signal is worth at another instant, for as long as it would be there.
    mutating func value(of signal: any SignalKind, at other: Instant) -> Double {
        var there = SignalMoment(other, stream: stream)
        let value = signal.value(at: &there)
        if there.until < .distantFuture { limit(instant + (there.until - other)) }
        return value
    }
}
