public import SimulatedTime

/// Where a farm takes up its life again.
public struct Resumption: Hashable, Sendable {
    /// The instant at which it goes on.
    public let instant: Instant
    /// How long it stands still there, until the wall clock has caught up.
    public let standstill: TimeSpan

    /// The longest that a farm of the present stands still: about a lease.
    ///
    /// One that is further ahead, because it has run faster than the wall clock, goes on from
    /// where it is.
    public static let patience = TimeSpan.seconds(10)

    /// The start lies before what the farm has reached.
    public struct Backwards: Error, Hashable, Sendable {
        /// What the farm has reached.
        public let reached: Instant
    }

    /// A farm that has not lived yet.
    public init(first start: Instant) {
        instant = start
        standstill = .zero
    }

    /// Finds the instant.
    ///
    /// - Parameters:
    ///   - start: what the farm file says of the start.
    ///   - before: what it said when the farm was started last, as ``FarmPlan/Start/text``.
    ///   - lease: the instant below which the farm may have served.
    ///   - wallClock: the wall clock's instant.
    ///   - speed: virtual seconds a second.
    /// - Throws: when the start has been set to an instant that the farm has passed.
    public init(
        start: FarmPlan.Start,
        before: String,
        lease: Instant,
        wallClock: Instant,
        speed: Double
    ) throws(Backwards) {
        switch start {
        case .now:
            // What was served is never served again: better to wait than to run ahead.
            instant = max(lease, wallClock)
            let ahead = max(lease - wallClock, .zero)
            standstill = speed == 1 && ahead <= Self.patience ? ahead : .zero
        case .at(let wanted):
            if start.text != before, wanted < lease { throw Backwards(reached: lease) }
            instant = max(lease, wanted)
            standstill = .zero
        }
    }
}

extension FarmPlan.Start {
    /// As a farm file has it.
    public var text: String {
        switch self {
        case .now: "now"
        case .at(let instant): instant.rfc3339()
        }
    }
}
