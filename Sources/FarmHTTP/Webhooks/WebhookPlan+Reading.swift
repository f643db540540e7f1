internal import Documents

extension WebhookPlan {
    /// How long a token may be.
    static let tokenLengths = 16...200
    /// The longest address, characters.
    static let longestAddress = 2000
    /// The longest pattern of meters, characters.
    static let longestPattern = 1000
    /// The longest name, characters.
    static let longestName = 64

    /// A webhook as it is given; nil after a complaint.
    static func read(_ node: Node) -> WebhookPlan? {
        guard let object = node.object("a webhook") else { return nil }
        let name = object.required("webhook", "the name of the webhook").flatMap(name)
        let address = object.required("url", "http://HOST:PORT/PATH").flatMap(address)
        let topics = object.optional("topics").map(topics) ?? [.changes]
        let meters = object.optional("meters").flatMap(pattern)
        let token = object.optional("token").flatMap(token)
        object.finish()
        guard let name, let address else { return nil }
        return WebhookPlan(
            name: name,
            address: address,
            topics: topics,
            meters: meters,
            token: token
        )
    }

    private static func name(_ node: Node) -> String? {
        guard let name = node.string("a name") else { return nil }
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard isPlain, (1...longestName).contains(name.utf8.count) else {
            node.report("a name has 1 to \(longestName) letters, digits, dots, dashes, underscores")
            return nil
        }
        return name
    }

    private static func address(_ node: Node) -> WebAddress? {
        guard let text = node.string("an address") else { return nil }
        guard text.count <= longestAddress else {
            node.report("has more than \(longestAddress) characters")
            return nil
        }
        do throws(WebAddress.Refusal) {
            return try WebAddress(text)
        } catch {
            node.report("\(error)")
            return nil
        }
    }

    private static func topics(_ node: Node) -> [Topic] {
        guard let nodes = node.array("a list of topics") else { return [] }
        if nodes.isEmpty { node.report("names no topic; changes, faults, frames") }
        var topics: [Topic] = []
        for node in nodes {
            guard let topic = node.choice(of: Topic.self) else { continue }
            if topics.contains(topic) { node.report("\"\(topic.rawValue)\" is named twice") }
            topics.append(topic)
        }
        return topics
    }

    private static func pattern(_ node: Node) -> String? {
        guard let text = node.string("names of meters with * and ?, and commas") else { return nil }
        guard (1...longestPattern).contains(text.count),
            text.contains(where: { !" ,".contains($0) })
        else {
            node.report("names no meter; names with * and ?, 1 to \(longestPattern) characters")
            return nil
        }
        return text
    }

    private static func token(_ node: Node) -> String? {
        guard let token = node.string("a token") else { return nil }
        guard tokenLengths.contains(token.utf8.count),
            token.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            node.report(
                "a token has \(tokenLengths.lowerBound) to \(tokenLengths.upperBound) characters, "
                    + "without spaces and accents"
            )
            return nil
        }
        return token
    }
}
