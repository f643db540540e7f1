/// Why a text is not a time.
public enum TimeTextError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text has another form than the one expected.
    case malformed(text: String, expected: String)
    /// The form is right, but there is no such time, or it is outside what is allowed.
    case outOfRange(text: String, allowed: String)

    /// The sentence for a person: what is wrong, then after a semicolon what is allowed.
    public var description: String {
        switch self {
        case .malformed(let text, let expected):
            "\"\(Self.shortened(text))\" cannot be read; expected \(expected)"
        case .outOfRange(let text, let allowed):
            "\"\(Self.shortened(text))\" is out of range; allowed: \(allowed)"
        }
    }

    private static func shortened(_ text: String) -> String {
        text.count <= 40 ? text : text.prefix(40) + "…"
    }
}
