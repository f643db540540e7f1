import Documents
import TestSupport
import Testing

/// A JSON Schema of profiles/schema.
struct SchemaFile {
    let root: JSONValue

    init(_ kind: String) throws {
        let file = "profiles/schema/\(kind).schema.json"
        root = try JSONValue.parse(Repository.bytes(file), file: file)
    }

    /// What stands at a JSON pointer.
    func at(_ pointer: String) throws -> JSONValue {
        try #require(root.at(pointer), "nothing at \(pointer)")
    }

    /// The elements of an array.
    func elements(_ pointer: String) throws -> [JSONValue] {
        guard case .array(let elements) = try at(pointer) else { return [] }
        return elements
    }

    /// The texts of an enumeration.
    func names(_ pointer: String) throws -> Set<String> {
        let texts = try #require(at(pointer).strings, "\(pointer) is no list of texts")
        #expect(texts.count == Set(texts).count, "\(pointer) names something twice")
        return Set(texts)
    }

    /// The keys of an object.
    func keys(_ pointer: String) throws -> Set<String> {
        guard case .object(let members) = try at(pointer) else { return [] }
        return Set(members.keys)
    }

    /// All texts that the pattern at a pointer lets through.
    func texts(_ pointer: String) throws -> Set<String> {
        let pattern = try #require(at(pointer).string, "\(pointer) is no pattern")
        return try PatternExpansion.texts(of: pattern)
    }
}

extension JSONValue {
    /// What stands at a JSON pointer inside.
    func at(_ pointer: String) -> JSONValue? {
        JSONPointer(pointer)?.tokens.reduce(self) { value, token in value?.member(token) }
    }

    private func member(_ token: String) -> JSONValue? {
        switch self {
        case .object(let members): members[token]
        case .array(let elements):
            Int(token).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
        default: nil
        }
    }

    var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    var strings: [String]? {
        guard case .array(let elements) = self else { return nil }
        let texts = elements.compactMap(\.string)
        return texts.count == elements.count ? texts : nil
    }
}
