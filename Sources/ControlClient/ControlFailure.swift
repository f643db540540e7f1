internal import Documents

/// Why a farm could not be asked, or has not done what it was asked.
public enum ControlFailure: Error, Sendable, CustomStringConvertible {
    /// The place is none.
    case noPlace(String)
    /// Nobody is there.
    case nobody(String, String)
    /// The connection ended in the middle of the answer.
    case cutOff
    /// The answer is longer than anybody wants.
    case tooLong
    /// The farm refuses.
    case refused(ControlProblem)

    /// A sentence, and what to do.
    public var description: String {
        switch self {
        case .noPlace(let place):
            "\"\(place)\" is no place of a farm; HOST:PORT such as \(ControlClient.usualPlace)"
        case .nobody(let place, let reason):
            "no farm answers at \(place): \(reason); `meterfarm run` prints the place of its "
                + "control API"
        case .cutOff: "the connection ended in the middle of the answer"
        case .tooLong: "the answer is longer than 64 MiB"
        case .refused(let problem): problem.description
        }
    }
}

/// What a farm says of a request that came to nothing (RFC 9457).
public struct ControlProblem: Sendable, CustomStringConvertible {
    /// The status of the answer.
    public let status: Int
    /// What is wrong.
    public let detail: String
    /// Each place that is wrong, with what is allowed.
    public let places: [(pointer: String, message: String)]

    init(status: Int, _ value: JSONValue?) {
        self.status = status
        guard case .object(let members)? = value else {
            (detail, places) = ("the farm answered with status \(status)", [])
            return
        }
        if case .string(let text)? = members["detail"] { detail = text } else { detail = "" }
        guard case .array(let list)? = members["problems"] else {
            places = []
            return
        }
        places = list.compactMap { entry in
            guard case .object(let place) = entry, case .string(let pointer)? = place["pointer"],
                case .string(let message)? = place["message"]
            else { return nil }
            return (pointer, message)
        }
    }

    /// Every place on a line of its own, or what is wrong.
    public var description: String {
        places.count > 1
            ? places.map { "\($0.pointer): \($0.message)" }.joined(separator: "\n") : detail
    }
}
