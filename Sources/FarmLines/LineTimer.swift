internal import FarmCore
internal import NIOCore

/// Whoever owns a ``LineTimer``.
protocol LineTimerOwner: AnyObject {
    /// The timer's instant has come.
    func timerFired(at hostTime: Int64)
}

/// A line's one timer, made to be armed again with every byte.
///
/// Arming moves a deadline; the loop is asked for a wake-up only if none is due by then. So there
/// is at most one wake-up pending for a line, however often it is armed, and nearly no cancelling,
/// which costs the loop a search.
final class LineTimer: NIOScheduledCallbackHandler {
    /// The longest time a timer can be armed for, in nanoseconds: a day.
    static let longest: Int64 = 86_400_000_000_000

    /// How many wake-ups the loop was asked for.
    private(set) var wakeUpsScheduled = 0

    private let eventLoop: any EventLoop
    private weak var owner: (any LineTimerOwner)?
    private var deadline: Int64?
    private var wakeUp: (at: Int64, callback: NIOScheduledCallback)?

    init(on eventLoop: any EventLoop, owner: any LineTimerOwner) {
        self.eventLoop = eventLoop
        self.owner = owner
    }

    /// When it fires, if armed.
    var firesAt: Int64? { deadline }

    /// Does what a session asked for.
    func apply(_ change: LineActions.Timer, at hostTime: Int64) {
        switch change {
        case .unchanged: break
        case .disarmed: deadline = nil
        case .armed(let delay):
            let delay = min(max(delay, 0), Self.longest)
            let instant = hostTime + delay
            deadline = instant
            wake(by: instant)
        }
    }

    /// Forgets deadline and wake-up; for a line that is gone.
    func cancel() {
        deadline = nil
        wakeUp?.callback.cancel()
        wakeUp = nil
    }

    func handleScheduledCallback(eventLoop: some EventLoop) {
        wakeUp = nil
        guard let deadline else { return }
        let now = HostClock.now()
        guard now >= deadline else { return wake(by: deadline) }
        self.deadline = nil
        owner?.timerFired(at: now)
    }

    private func wake(by instant: Int64) {
        if let wakeUp {
            guard wakeUp.at > instant else { return }
            wakeUp.callback.cancel()
        }
        wakeUpsScheduled += 1
        let deadline = NIODeadline.uptimeNanoseconds(UInt64(max(instant, 0)))
        // It throws only on a loop that is shutting down, where no timer matters any more.
        wakeUp = (try? eventLoop.assumeIsolated().scheduleCallback(at: deadline, handler: self))
            .map { (instant, $0) }
    }
}
