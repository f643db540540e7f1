/// Why a request of the master came to nothing.
public enum MasterError: Error, Equatable, Sendable {
    /// Nobody could be reached: a refused connection, a missing device, no permission.
    case cannotConnect(target: String, reason: String)
    /// The connection broke, or the serial device went away.
    case disconnected(reason: String)
    /// No reply, or only the beginning of one, came within the response timeout.
    case timeout
    /// The slave refused.
    case exception(SlaveException)
    /// What came back is no reply to the request.
    case invalidReply(ReplyFault)
    /// The caller asks for what Modbus or the line cannot do; nothing was sent.
    case invalidRequest(String)
    /// The master has been closed; nothing was sent.
    case closed

    /// What is wrong with a reply.
    public enum ReplyFault: Equatable, Sendable {
        /// The checksum of a serial frame.
        case checksum
        /// The transaction, the function, the quantity or the length.
        case mismatch
        /// An exception reply of the wrong length, or with a code that Modbus does not know.
        case exceptionCode
        /// The reply is longer than a frame can be.
        case length
        /// Another unit has replied.
        case unit
    }
}

extension MasterError {
    /// The kind of error, for metrics and exit codes.
    public var label: String {
        switch self {
        case .cannotConnect: "cannot-connect"
        case .disconnected: "disconnected"
        case .timeout: "timeout"
        case .exception: "exception"
        case .invalidReply: "invalid-reply"
        case .invalidRequest: "invalid-request"
        case .closed: "closed"
        }
    }
}

extension MasterError: CustomStringConvertible {
    /// What happened, as a sentence without its full stop.
    public var description: String {
        switch self {
        case .cannotConnect(let target, let reason): "cannot connect to \(target): \(reason)"
        case .disconnected(let reason): "the connection is lost: \(reason)"
        case .timeout: "the slave did not reply within the response timeout"
        case .exception(let exception): "the slave refused with exception \(exception)"
        case .invalidReply(let fault): "the reply is invalid: \(fault)"
        case .invalidRequest(let message): message
        case .closed: "the master is closed"
        }
    }
}

extension MasterError.ReplyFault: CustomStringConvertible {
    /// What is wrong, as a part of a sentence.
    public var description: String {
        switch self {
        case .checksum: "its checksum is wrong"
        case .mismatch: "its transaction, function, quantity or length is not the request's"
        case .exceptionCode: "its exception code is missing or unknown"
        case .length: "it is longer than a frame can be"
        case .unit: "it comes from another unit"
        }
    }
}
