public import SimulatedTime

/// How long a key is pressed.
public enum PanelPress: Hashable, Sendable {
    /// A touch.
    case short
    /// So long that the key does the first of what it does when it is held.
    case long
    /// So long.
    case held(TimeSpan)
}

/// Why a front does not take a key.
public enum PanelRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// It has no such key; what it has.
    case noKey(String, has: [String])

    /// The sentence for a person.
    public var description: String {
        switch self {
        case .noKey(let name, let has):
            "the front has no key \"\(name)\"; it has \(has.joined(separator: ", "))"
        }
    }
}
