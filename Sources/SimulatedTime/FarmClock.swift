/// The map from monotonic host time to virtual time.
///
/// Virtual time never runs backwards: speed, pause, step and jump only bend the map forward.
/// Host time is passed in, in nanoseconds of any monotonic clock.
public struct FarmClock: Hashable, Sendable {
    /// Virtual seconds per host second; 0.001 to 1 000 000.
    public private(set) var speed: Double
    /// Whether virtual time stands still.
    public private(set) var isPaused = false
    private var anchorHost: Int64
    private var anchorVirtual: Instant

    /// Microseconds to the end of time.
    private static let furthest = Double(Instant.distantFuture.microseconds)

    /// What a speed may be.
    public static let speedRange = 0.001...1_000_000.0

    /// A clock that shows `start` at host time `hostTime`.
    public init(start: Instant, speed: Double = 1, hostTime: Int64) {
        anchorVirtual = start
        anchorHost = hostTime
        self.speed = min(max(speed, Self.speedRange.lowerBound), Self.speedRange.upperBound)
    }

    /// The virtual instant at a host time (nanoseconds).
    public func now(at hostTime: Int64) -> Instant {
        guard !isPaused, hostTime > anchorHost else { return anchorVirtual }
        let elapsed = hostTime - anchorHost
        if speed == 1 {
            return anchorVirtual + .microseconds(elapsed / 1000)
        }
        // Bounded: at a million times real time a farm reaches the end of time in four months.
        let ahead = min(Double(elapsed) / 1000 * speed, Self.furthest)
        return min(anchorVirtual + .microseconds(Int64(ahead)), .distantFuture)
    }

    /// The host time (nanoseconds) at which the clock will show `instant`, nil while paused.
    public func hostTime(of instant: Instant) -> Int64? {
        guard !isPaused else { return nil }
        let ahead = instant - anchorVirtual
        guard ahead > .zero else { return anchorHost }
        return anchorHost + Int64((Double(ahead.microseconds) * 1000 / speed).rounded(.up))
    }

    /// Stops virtual time.
    public mutating func pause(at hostTime: Int64) {
        settle(at: hostTime)
        isPaused = true
    }

    /// Lets virtual time run on.
    public mutating func resume(at hostTime: Int64) {
        settle(at: hostTime)
        isPaused = false
    }

    /// Changes the speed from now on.
    public mutating func setSpeed(_ speed: Double, at hostTime: Int64) {
        settle(at: hostTime)
        self.speed = min(max(speed, Self.speedRange.lowerBound), Self.speedRange.upperBound)
    }

    /// Moves virtual time forward by `span`; a negative span moves nothing.
    public mutating func step(by span: TimeSpan, at hostTime: Int64) {
        settle(at: hostTime)
        if span > .zero { anchorVirtual += span }
    }

    /// Moves virtual time forward to `instant`; an earlier instant moves nothing.
    public mutating func jump(to instant: Instant, at hostTime: Int64) {
        settle(at: hostTime)
        anchorVirtual = max(anchorVirtual, instant)
    }

    private mutating func settle(at hostTime: Int64) {
        anchorVirtual = now(at: hostTime)
        anchorHost = max(anchorHost, hostTime)
    }
}
