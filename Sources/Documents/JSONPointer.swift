/// The place of a value inside a JSON document (RFC 6901).
public struct JSONPointer: Hashable, Sendable, CustomStringConvertible {
    /// The unescaped reference tokens, outermost first.
    public let tokens: [String]

    /// The whole document.
    public static let root = JSONPointer(tokens: [])

    /// A pointer from its unescaped tokens.
    public init(tokens: [String]) {
        self.tokens = tokens
    }

    /// A pointer from its text (`/meters/0/name`); nil when it does not begin with a slash.
    public init?(_ text: String) {
        if text.isEmpty || text == "/" {
            self = .root
            return
        }
        guard text.hasPrefix("/") else { return nil }
        tokens = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map {
            JSONPointer.unescaped($0)
        }
    }

    /// The member `key` of the object at this place.
    public func appending(_ key: String) -> JSONPointer {
        JSONPointer(tokens: tokens + [key])
    }

    /// The element `index` of the array at this place.
    public func appending(_ index: Int) -> JSONPointer {
        appending(String(index))
    }

    /// The text of the pointer; the root is written `/`.
    public var description: String {
        tokens.isEmpty ? "/" : tokens.map { "/" + JSONPointer.escaped($0) }.joined()
    }

    private static func escaped(_ token: String) -> String {
        var text = ""
        for character in token {
            switch character {
            case "~": text += "~0"
            case "/": text += "~1"
            default: text.append(character)
            }
        }
        return text
    }

    private static func unescaped(_ token: Substring) -> String {
        var text = ""
        var afterTilde = false
        for character in token {
            if afterTilde {
                text.append(character == "1" ? "/" : character == "0" ? "~" : character)
                afterTilde = false
            } else if character == "~" {
                afterTilde = true
            } else {
                text.append(character)
            }
        }
        return text
    }
}
