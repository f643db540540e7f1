/// Why a request of an M-Bus master came to nothing.
public enum MBusMasterError: Error, Equatable, Sendable {
    /// Nobody could be reached: a refused connection, a missing device, no permission.
    case cannotConnect(target: String, reason: String)
    /// The connection broke, or the serial device went away.
    case disconnected(reason: String)
    /// Nobody answered, repetitions included.
    case noAnswer
    /// What came is no frame: a disturbed one, or several at once.
    case unreadable
    /// Several devices answered at once, or one where none may.
    case collision
    /// A frame came that is no answer to the request.
    case unexpected
    /// The device reported an error of its application (CI 70); the code is that of EN 13757-3.
    case application(code: UInt8)
    /// The frame is sound, its content is no readout.
    case noReadout(String)
    /// The caller asks for what M-Bus or the line cannot do; nothing was sent.
    case invalidRequest(String)

    /// The kind of error, for metrics and exit codes.
    public var label: String {
        switch self {
        case .cannotConnect: "cannot-connect"
        case .disconnected: "disconnected"
        case .noAnswer: "no-answer"
        case .unreadable: "unreadable"
        case .collision: "collision"
        case .unexpected: "unexpected"
        case .application: "application"
        case .noReadout: "no-readout"
        case .invalidRequest: "invalid-request"
        }
    }
}

extension MBusMasterError: CustomStringConvertible {
    /// What happened, as a sentence without its full stop.
    public var description: String {
        switch self {
        case .cannotConnect(let target, let reason): "cannot connect to \(target): \(reason)"
        case .disconnected(let reason): "the connection is lost: \(reason)"
        case .noAnswer: "nobody answered within the answer window"
        case .unreadable: "what came is no M-Bus frame: a disturbed one, or several at once"
        case .collision: "several meters answered at once"
        case .unexpected: "the frame that came is no answer to the request"
        case .application(let code): "the meter reports application error \(code)"
        case .noReadout(let reason): "the answer is no readout: \(reason)"
        case .invalidRequest(let message): message
        }
    }
}
