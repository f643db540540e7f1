public import SimulatedTime

/// Which of the requests that a fault concerns it strikes.
///
/// The requests inside the window are counted. The first ``skip`` of them pass; of the rest every
/// ``every``-th one is struck with ``probability``, until ``count`` have been.
public struct FaultTrigger: Hashable, Sendable {
    /// 0 to 1.
    public var probability = 1.0
    /// 1 for each, 10 for the 10th, the 20th and so on.
    public var every: Int64 = 1
    /// How many pass first.
    public var skip: Int64 = 0
    /// How many it strikes at most; nil without end.
    public var count: Int64?
    /// When it begins, in virtual time; nil at once.
    public var from: Scenario.Time?
    /// When it ends, this instant no longer; nil never.
    public var until: Scenario.Time?
    /// How long it lasts, in virtual time, from its beginning or from when it was armed; nil for
    /// ever.
    public var lasts: TimeSpan?

    /// Always.
    public init() {}

    /// Whether the n-th request inside the window, counted from 1, may be struck.
    func admits(_ number: Int64) -> Bool {
        let counted = number - skip
        return counted > 0 && counted % max(every, 1) == 0
    }

    /// The window of a fault that is armed at an instant, in a run that began at `start`; empty
    /// when it ends before it begins.
    func window(from start: Instant, armedAt now: Instant) -> Range<Instant> {
        let begin = from?.instant(from: start) ?? Instant(microseconds: .min)
        let given = until?.instant(from: start) ?? .distantFuture
        let first = from == nil ? now : max(begin, now)
        let end = min(given, lasts.map { first + $0 } ?? .distantFuture)
        return begin..<max(begin, end)
    }
}
