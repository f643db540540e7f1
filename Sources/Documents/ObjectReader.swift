/// Reads the members of one JSON object and knows in the end which nobody asked for.
public final class ObjectReader {
    /// The object itself.
    public let node: Node
    private let members: [String: JSONValue]
    private var asked: Set<String> = []

    /// Whether a member is a comment for people: its name begins with `//`.
    public static func isComment(_ key: String) -> Bool { key.utf8.starts(with: "//".utf8) }

    init(_ members: [String: JSONValue], at node: Node) {
        let hasComments = members.keys.contains(where: Self.isComment)
        self.members = hasComments ? members.filter { !Self.isComment($0.key) } : members
        self.node = node
    }

    /// The names of all members but comments, sorted.
    public var keys: [String] { members.keys.sorted() }

    /// Whether the object has the member, without counting as having read it.
    public func has(_ key: String) -> Bool { members[key] != nil }

    /// The member, or nil when it is missing.
    public func optional(_ key: String) -> Node? {
        asked.insert(key)
        guard let value = members[key] else { return nil }
        return Node(value, at: node.pointer.appending(key), log: node.log)
    }

    /// The member, or nil after a complaint that it is missing.
    public func required(_ key: String, _ what: String = "") -> Node? {
        if let found = optional(key) { return found }
        node.report("\"\(key)\" is missing" + (what.isEmpty ? "" : "; \(what)"))
        return nil
    }

    /// Every member as a node, sorted by name: for objects whose keys are names the user chose.
    public func each() -> [(key: String, node: Node)] {
        keys.compactMap { key in optional(key).map { (key, $0) } }
    }

    /// Complains of every member that was not asked for, naming the nearest key that exists.
    ///
    /// - Parameter silent: keys that are allowed without having been read.
    public func finish(allowing silent: Set<String> = []) {
        let known = asked.union(silent)
        for key in keys where !known.contains(key) {
            let hint = Spelling.hint(for: key, among: known.subtracting(["$schema"]))
            node.log.report(node.pointer.appending(key), "unknown key \"\(key)\"\(hint)")
        }
    }
}
