internal import FarmCore

/// One wish to be called at a host time, on an event loop; a new wish replaces the old one.
public final class HostAlarm: LineTimerOwner {
    private let fire: (Int64) -> Void
    private let loop: LineLoop
    private lazy var timer = LineTimer(on: loop.eventLoop, owner: self)

    /// An alarm that is not set.
    ///
    /// - Parameter fire: called on the loop with monotonic nanoseconds.
    public init(on loop: LineLoop, fire: @escaping (Int64) -> Void) {
        self.loop = loop
        self.fire = fire
    }

    /// Asks to be called at a host time; soon when that has passed.
    public func set(for hostTime: Int64) {
        let now = HostClock.now()
        timer.apply(.armed(after: hostTime - now), at: now)
    }

    /// Forgets the wish.
    public func cancel() { timer.cancel() }

    func timerFired(at hostTime: Int64) { fire(hostTime) }
}
