internal import Documents
internal import LoadProfiles

/// Reads one case of a lesson.
struct LessonCaseReader {
    /// What the lesson is about; nil where it does not say.
    let subject: LessonSubject?

    private static let ratios = 0.01...100.0
    private static let ways = ["do", "places", "ratio", "address", "bus"]

    /// The case; nil after complaints.
    func read(_ node: Node) -> LessonCase? {
        guard let object = node.object("a case with \"cause\", what is done, and \"text\"") else {
            return nil
        }
        let cause = object.required("cause", "what is wrong").flatMap(cause)
        let ports = object.optional("ports").map(ports) ?? []
        let text = Lesson.text(object, "text", "what was wrong, why it shows so, how to find it")
        let given = Self.ways.filter { object.has($0) }
        let ways = given.first.flatMap { key in
            object.optional(key).flatMap { self.ways(key, $0) }
        }
        for key in given.dropFirst() { _ = object.optional(key) }
        if given.count != 1 {
            let names = Self.ways.map { "\"\($0)\"" }.joined(separator: ", ")
            node.report("needs exactly one of \(names)")
        }
        object.finish()
        guard let cause, let text, let ways, given.count == 1 else { return nil }
        return LessonCase(cause: cause, ports: ports, ways: ways, text: text)
    }

    private func cause(_ node: Node) -> LessonCause? {
        guard let name = node.string("a cause such as reversedTransformer") else { return nil }
        let known = subject.map(LessonCause.all(of:)) ?? LessonCause.allCases
        if let cause = known.first(where: { $0.rawValue == name }) { return cause }
        let hint = Spelling.hint(for: name, among: known.map(\.rawValue))
        node.report("\"\(name)\" is no cause of this subject\(hint)")
        return nil
    }

    private func ports(_ node: Node) -> Set<PortPlan.WireProtocol> {
        let nodes = node.array("a list of protocols") ?? []
        if nodes.isEmpty, case .array = node.value {
            node.report("is empty; at least one protocol")
        }
        return Set(nodes.compactMap { $0.choice(of: PortPlan.WireProtocol.self) })
    }

    private func ways(_ key: String, _ node: Node) -> [LessonCase.Way]? {
        switch key {
        case "places": return places(node)
        case "ratio":
            let ratio = node.number("how many times the ratio", in: Self.ratios)
            if ratio == 1 { node.report("is 1: nothing would be wrong") }
            return ratio.map { [LessonCase.Way(deed: .ratio($0))] }
        case "address":
            return node.choice(of: LessonCase.Address.self)
                .map { [LessonCase.Way(deed: .address($0))] }
        case "bus": return deeds(node, ofBus: true).map { [LessonCase.Way(deed: .bus($0))] }
        default: return deeds(node, ofBus: false).map { [LessonCase.Way(deed: .meter($0))] }
        }
    }

    private func places(_ node: Node) -> [LessonCase.Way]? {
        guard let object = node.object("what is done, by places such as i1") else { return nil }
        let entries = object.each()
        if !(1...Lesson.wayLimit).contains(entries.count) {
            node.report("has \(entries.count) places; 1 to \(Lesson.wayLimit)")
        }
        let ways = entries.compactMap { name, entry -> LessonCase.Way? in
            guard Self.isPlace(name) else {
                entry.report("\"\(name)\" is no place; inputs such as i1, u1-u2, l3")
                return nil
            }
            return deeds(entry, ofBus: false)
                .map { LessonCase.Way(place: name, deed: .meter($0)) }
        }
        return ways.isEmpty || ways.count < entries.count ? nil : ways
    }

    /// Lower-case letters and digits, with single dashes between them.
    private static func isPlace(_ name: String) -> Bool {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        return parts.allSatisfy { part in
            !part.isEmpty
                && part.utf8.allSatisfy { byte in
                    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                }
        }
    }

    /// Actions in the words of a scenario that a lesson can undo.
    private func deeds(_ node: Node, ofBus: Bool) -> [JSONValue]? {
        let target: Scenario.Target = ofBus ? .buses("*") : .meters("*")
        guard let read = ScenarioActionReader(target, nil).deeds(node) else { return nil }
        guard read.allSatisfy(\.canBeUndone) else {
            let known =
                ofBus
                ? "line and fault"
                : "wiring, installation, set, supply, connection, address, line and fault"
            node.report("has an action that a lesson cannot undo; it can undo \(known)")
            return nil
        }
        if case .array(let list) = node.value { return list }
        return [node.value]
    }
}

extension ScenarioActionReader.Deed {
    /// Whether it can be mended from what was there before.
    fileprivate var canBeUndone: Bool {
        switch ofMeter {
        case .wiring, .installation, .set, .supply, .connection, .address, .line: true
        case nil:
            if case .clearFault = ofBus { false } else { true }
        default: false
        }
    }
}
