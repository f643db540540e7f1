/// A virtual instant: microseconds since 1970-01-01T00:00:00Z, without leap seconds.
///
/// The range is some 292 000 years either way, so sums of what users write never overflow once
/// they were checked on reading (``Instant/readableRange``).
public struct Instant: Hashable, Sendable, Comparable {
    /// Microseconds since the epoch.
    public var microseconds: Int64

    /// The instant `microseconds` after the epoch.
    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// The instant `seconds` after the epoch.
    public init(seconds: Int64) {
        microseconds = seconds * 1_000_000
    }

    /// 1970-01-01T00:00:00Z.
    public static let epoch = Instant(microseconds: 0)

    /// Further away than anything that happens: what never changes holds until then.
    public static let distantFuture = Instant(microseconds: 1 << 62)

    /// What a file may name: the years 1970 to 2199.
    public static let readableRange = Instant.epoch..<Instant(seconds: 7_258_118_400)

    /// Whole seconds since the epoch, rounded down.
    public var seconds: Int64 { microseconds.floorDivided(by: 1_000_000) }

    /// The last point at or before this instant on a grid of `step` aligned to the epoch.
    ///
    /// - Parameter step: a positive span.
    public func floored(to step: TimeSpan) -> Instant {
        Instant(
            microseconds: microseconds.floorDivided(by: step.microseconds) * step.microseconds
        )
    }

    /// The first point at or after this instant on a grid of `step` aligned to the epoch.
    public func ceiled(to step: TimeSpan) -> Instant {
        let floor = floored(to: step)
        return floor == self ? floor : floor + step
    }

    /// Earlier comes first.
    public static func < (a: Instant, b: Instant) -> Bool { a.microseconds < b.microseconds }

    /// The instant a span later.
    public static func + (instant: Instant, span: TimeSpan) -> Instant {
        Instant(microseconds: instant.microseconds &+ span.microseconds)
    }

    /// The instant a span earlier.
    public static func - (instant: Instant, span: TimeSpan) -> Instant {
        Instant(microseconds: instant.microseconds &- span.microseconds)
    }

    /// The span from `b` to `a`.
    public static func - (a: Instant, b: Instant) -> TimeSpan {
        TimeSpan(microseconds: a.microseconds &- b.microseconds)
    }

    /// Moves the instant by a span.
    public static func += (instant: inout Instant, span: TimeSpan) { instant = instant + span }
}

/// A length of virtual time in microseconds.
public struct TimeSpan: Hashable, Sendable, Comparable {
    /// Microseconds; may be negative.
    public var microseconds: Int64

    /// A span of `microseconds`.
    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// A span of `n` microseconds.
    public static func microseconds(_ n: Int64) -> TimeSpan { TimeSpan(microseconds: n) }
    /// A span of `n` milliseconds.
    public static func milliseconds(_ n: Int64) -> TimeSpan { TimeSpan(microseconds: n * 1000) }
    /// A span of `n` seconds.
    public static func seconds(_ n: Int64) -> TimeSpan { TimeSpan(microseconds: n * 1_000_000) }
    /// A span of `n` minutes.
    public static func minutes(_ n: Int64) -> TimeSpan { .seconds(n * 60) }
    /// A span of `n` hours.
    public static func hours(_ n: Int64) -> TimeSpan { .seconds(n * 3600) }
    /// A span of `n` times 24 hours.
    public static func days(_ n: Int64) -> TimeSpan { .seconds(n * 86_400) }

    /// No time at all.
    public static let zero = TimeSpan(microseconds: 0)

    /// The span in seconds.
    public var inSeconds: Double { Double(microseconds) / 1_000_000 }

    /// Shorter comes first.
    public static func < (a: TimeSpan, b: TimeSpan) -> Bool { a.microseconds < b.microseconds }
    /// The sum of two spans.
    public static func + (a: TimeSpan, b: TimeSpan) -> TimeSpan {
        TimeSpan(microseconds: a.microseconds &+ b.microseconds)
    }
    /// The difference of two spans.
    public static func - (a: TimeSpan, b: TimeSpan) -> TimeSpan {
        TimeSpan(microseconds: a.microseconds &- b.microseconds)
    }
    /// A span `n` times as long.
    public static func * (a: TimeSpan, n: Int64) -> TimeSpan {
        TimeSpan(microseconds: a.microseconds &* n)
    }
}

extension Int64 {
    /// Division that rounds towards minus infinity.
    ///
    /// - Parameter divisor: positive.
    @inlinable
    public func floorDivided(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
