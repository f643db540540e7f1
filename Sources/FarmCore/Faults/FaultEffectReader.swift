internal import Documents
internal import LoadProfiles
internal import SimulatedTime

/// Reads what a fault does: a word, or an object with one key.
enum FaultEffectReader {
    static let expected =
        "what it does, such as \"noReply\" or { \"exception\": \"serverDeviceBusy\" }"

    private typealias Reader = @Sendable (Node) -> FaultEffect?

    private static let words: [(word: String, effect: FaultEffect)] = [
        ("noReply", .noReply), ("restart", .restart), ("late", .late), ("merge", .merge),
        ("stuckFrameCount", .stuckFrameCount),
    ]

    /// Each kind of effect by its key.
    private static let kinds: [(key: String, read: Reader)] = [
        ("exception", exception), ("value", { FaultyValueReader.read($0).map { .value($0) } }),
        ("delay", { FaultDelayReader.read($0).map { .delay($0) } }),
        ("unit", { change($0, "an address", 0...255).map { .unit($0) } }),
        ("function", { change($0, "a function code", 1...127).map { .function($0) } }),
        ("checksum", { $0.choice(of: FaultyChecksum.self).map { .checksum($0) } }),
        ("truncate", { bytes($0, limit: 1000).map { .truncate($0) } }),
        ("extra", { bytes($0, limit: 256).map { .extra($0) } }),
        ("garbage", { bytes($0, limit: 256).map { .garbage($0) } }),
        ("split", split),
        ("duplicate", { $0.integer("copies", in: 1...10).map { .duplicate($0) } }),
        (
            "transactionId",
            { change($0, "an identifier", 0...65_535).map { .transactionID($0) } }
        ),
        ("protocolId", { change($0, "an identifier", 1...65_535).map { .protocolID($0) } }),
        ("length", { change($0, "a length", 0...65_535).map { .length($0) } }),
        ("tcp", { $0.choice(of: FaultEffect.Disconnection.self).map { .tcp($0) } }),
        ("connection", { $0.choice(of: FaultEffect.Welcome.self).map { .connection($0) } }),
        ("connectionLimit", connectionLimit),
    ]

    static func read(_ node: Node) -> FaultEffect? {
        if case .string(let word) = node.value { return read(word, node) }
        guard let object = node.object(expected) else { return nil }
        let given = kinds.filter { object.has($0.key) }
        let read = given.first.flatMap { kind in object.optional(kind.key).flatMap(kind.read) }
        if given.count > 1 {
            let names = given.map { "\"\($0.key)\"" }.joined(separator: " and ")
            node.report("has \(names); one effect each, in a fault of its own")
        }
        if object.keys.isEmpty { node.report("is empty; \(allowed)") }
        for (word, _) in words where object.has(word) {
            let place = node.pointer.appending(word)
            node.log.report(place, "stands for itself; \"effect\": \"\(word)\"")
        }
        for kind in kinds { _ = object.optional(kind.key) }
        object.finish(allowing: Set(words.map(\.word)))
        return given.count == 1 ? read : nil
    }

    private static var allowed: String {
        let alone = words.map { "\"\($0.word)\"" }.joined(separator: ", ")
        return "allowed: \(alone), or an object with one of "
            + kinds.map(\.key).joined(separator: ", ")
    }

    private static func read(_ word: String, _ node: Node) -> FaultEffect? {
        if let found = words.first(where: { $0.word == word }) { return found.effect }
        if kinds.contains(where: { $0.key == word }) {
            node.report("\"\(word)\" needs a value; an object such as { \"\(word)\": … }")
        } else {
            let names = words.map(\.word) + kinds.map(\.key)
            node.report("\"\(word)\" is no effect\(Spelling.hint(for: word, among: names))")
        }
        return nil
    }

    // MARK: Kinds

    /// The exceptions by name (Modbus application protocol V1.1b3, section 7); 07 is of its
    /// predecessors.
    private static let exceptions: [String: UInt8] = [
        "illegalFunction": 1, "illegalDataAddress": 2, "illegalDataValue": 3,
        "serverDeviceFailure": 4, "acknowledge": 5, "serverDeviceBusy": 6,
        "negativeAcknowledge": 7, "memoryParityError": 8, "gatewayPathUnavailable": 10,
        "gatewayTargetFailedToRespond": 11,
    ]

    @Sendable
    private static func exception(_ node: Node) -> FaultEffect? {
        guard case .string(let name) = node.value else {
            return node.integer("an exception code, or the name of one,", in: 1...255)
                .map { .exception(UInt8(truncatingIfNeeded: $0)) }
        }
        if let code = exceptions[name] { return .exception(code) }
        let hint = Spelling.hint(for: name, among: exceptions.keys)
        node.report("\"\(name)\" is no exception\(hint)")
        return nil
    }

    private static func bytes(_ node: Node, limit: Int) -> Int? {
        node.integer("a number of bytes", in: 1...limit)
    }

    /// A number, or `"+1"` for one more than the right one.
    private static func change(
        _ node: Node,
        _ what: String,
        _ range: ClosedRange<Int>
    ) -> NumberChange? {
        guard case .string(let text) = node.value else {
            return node.integer("\(what), or a change such as \"+1\",", in: range).map { .to($0) }
        }
        let sign = text.first
        let digits = text.dropFirst()
        guard sign == "+" || sign == "-", (1...5).contains(digits.utf8.count),
            let size = UInt16(digits), size > 0, digits.first != "+"
        else {
            node.report("\"\(text)\" is no change; \(what), or a change such as \"+1\" or \"-2\"")
            return nil
        }
        return .by(sign == "-" ? -Int(size) : Int(size))
    }

    @Sendable
    private static func split(_ node: Node) -> FaultEffect? {
        guard let object = node.object("{ \"pieces\": 3, \"pause\": \"5ms\" }") else { return nil }
        let pieces = object.required("pieces", "how many")?.integer("pieces", in: 2...256)
        let pause = object.required("pause", "the rest between two of them")?
            .timeSpan(in: .zero ... .seconds(10))
        object.finish()
        guard let pieces, let pause else { return nil }
        return .split(pieces: pieces, pause: pause)
    }

    @Sendable
    private static func connectionLimit(_ node: Node) -> FaultEffect? {
        guard let object = node.object("{ \"limit\": 2, \"whenFull\": \"refuse\" }") else {
            return nil
        }
        let limit = object.required("limit", "how many at a time")?
            .integer("connections", in: 0...100_000)
        let full = object.required("whenFull", "refuse or dropOldest")?
            .choice(of: FaultEffect.WhenFull.self)
        object.finish()
        guard let limit, let full else { return nil }
        return .connectionLimit(limit: limit, whenFull: full)
    }
}
