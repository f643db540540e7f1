/// The conversation on one connection or one serial line, without any I/O.
///
/// A line delivers bytes and time-outs and carries out the actions that come back. All calls for
/// the sessions of one bus come from one event loop.
public protocol LineSession: AnyObject {
    /// Bytes have arrived.
    ///
    /// - Parameters:
    ///   - bytes: what was read, in order.
    ///   - hostTime: monotonic nanoseconds at which they were read.
    ///   - actions: what is to be done; appended to.
    func receive(_ bytes: Span<UInt8>, at hostTime: Int64, into actions: inout LineActions)

    /// The time that ``LineActions/timer`` asked for has passed without another byte.
    func timeout(at hostTime: Int64, into actions: inout LineActions)

    /// The connection is gone; nothing will come any more.
    func closed()

    /// Tells the session how to get the line's attention when it has something to send that no
    /// byte and no time-out has asked for: the line then calls ``proceed(at:into:)``.
    ///
    /// The action may be called inside one of these calls; the line must not call back before it
    /// has returned.
    func attach(attention: @escaping () -> Void)

    /// Tells the session how to ask how the client has set its end of the line; nil while that is
    /// not known.
    func attachClientLine(_ settings: @escaping () -> ClientLine?)

    /// The session has asked for attention.
    func proceed(at hostTime: Int64, into actions: inout LineActions)

    /// Whether a request is in hand whose answer is still to come: the line need not read more.
    var isWaiting: Bool { get }
}

extension LineSession {
    /// A session that only answers needs no attention.
    public func attach(attention: @escaping () -> Void) {}

    /// Whoever does not care how the client has set its end need not ask.
    public func attachClientLine(_ settings: @escaping () -> ClientLine?) {}

    /// Nothing was asked for.
    public func proceed(at hostTime: Int64, into actions: inout LineActions) {}

    /// It answers at once.
    public var isWaiting: Bool { false }
}

/// What a line has to do after a call.
public struct LineActions: Equatable, Sendable {
    /// What becomes of the line's one timer.
    public enum Timer: Equatable, Sendable {
        /// It stays as it is.
        case unchanged
        /// It is armed anew, to fire after so many nanoseconds.
        case armed(after: Int64)
        /// It is disarmed.
        case disarmed
    }

    /// What becomes of a connection.
    public enum Ending: Equatable, Sendable {
        /// It stays open.
        case stays
        /// It is closed once everything is sent.
        case closes
        /// It is reset: what is not sent yet is lost, and the client sees an error.
        case resets
        /// Nothing more is sent on it; what comes is still heard.
        case closesSending
    }

    /// Bytes to be sent at once.
    public var output: [UInt8] = []
    /// What becomes of the timer.
    public var timer = Timer.unchanged
    /// What becomes of the connection after sending.
    public var ending = Ending.stays

    /// Nothing to do.
    public init() {}

    /// Forgets everything but the output's storage.
    public mutating func reset() {
        output.removeAll(keepingCapacity: true)
        timer = .unchanged
        ending = .stays
    }
}
