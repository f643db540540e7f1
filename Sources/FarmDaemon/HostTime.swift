import FarmCore
import Foundation
internal import NIOCore
public import SimulatedTime

/// The two clocks of the host; the only place that reads the wall clock.
public enum HostTime {
    /// Monotonic nanoseconds, the same clock that lines hand to their sessions.
    public static func now() -> Int64 {
        Int64(clamping: NIODeadline.now().uptimeNanoseconds)
    }

    /// The wall clock's instant.
    public static func wallClock() -> Instant {
        Instant(microseconds: Int64((Date().timeIntervalSince1970 * 1e6).rounded(.down)))
    }
}

extension FarmPlan.Start {
    /// The instant at which virtual time begins.
    func instant(_ wallClock: Instant) -> Instant {
        switch self {
        case .now: wallClock
        case .at(let instant): instant
        }
    }
}
