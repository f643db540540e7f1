public import SimulatedTime

/// A meter's own clock: set apart from the farm's, and going at a rate of its own.
public struct MeterClock: Hashable, Sendable {
    /// How far it is ahead at ``reference``.
    public internal(set) var offset: TimeSpan
    /// How much it gains, parts per thousand million; negative loses.
    public private(set) var drift: Int64
    /// The instant of the farm at which it was set last.
    public internal(set) var reference: Instant

    /// The greatest drift either way, parts per thousand million: a thousandth.
    public static let greatestDrift: Int64 = 1_000_000

    /// A clock that is set at an instant.
    public init(offset: TimeSpan = .zero, drift: Int64 = 0, setAt reference: Instant) {
        self.offset = offset
        self.drift = min(max(drift, -Self.greatestDrift), Self.greatestDrift)
        self.reference = reference
    }

    /// What it shows at an instant of the farm.
    public func own(at instant: Instant) -> Instant {
        guard drift != 0 else { return instant + offset }
        let passed = Int128((instant - reference).microseconds)
        return instant + offset + .microseconds(Int64(passed * Int128(drift) / 1_000_000_000))
    }

    /// The first instant of the farm at which it shows a time or more.
    public func instant(ofOwn own: Instant) -> Instant {
        guard drift != 0 else { return own - offset }
        let since = Int128((own - offset - reference).microseconds)
        let scaled = since * 1_000_000_000 / (1_000_000_000 + Int128(drift))
        var found = reference + .microseconds(Int64(scaled) - 2)
        while self.own(at: found) < own { found = found + .microseconds(1) }
        return found
    }

    /// Lets it go at another rate from an instant on.
    mutating func setDrift(_ drift: Int64, at instant: Instant) {
        self = MeterClock(offset: own(at: instant) - instant, drift: drift, setAt: instant)
    }

    /// Sets it.
    mutating func set(to own: Instant, at instant: Instant) {
        offset = own - instant
        reference = instant
    }
}
