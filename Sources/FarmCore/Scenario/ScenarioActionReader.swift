internal import Documents
internal import LoadProfiles
internal import Metrology
internal import SimulatedTime

/// Reads what a step of a scenario does: one action, or a list of them.
enum ScenarioActionReader {
    private typealias Reader = @Sendable (Node, Node) -> ScenarioAction?

    private enum Supply: String, CaseIterable { case on, off }

    /// Each kind of action by its key; a reader is given the action's object and what stands
    /// under the key.
    private static let kinds: [(key: String, read: Reader)] = [
        ("set", { settings($1) }), ("wiring", { wiring($0, $1) }), ("tariff", { tariff($1) }),
        ("input", { $1.bool().map { .driveInput($0) } }), ("reset", { reset($1) }),
        ("partials", { partials($1) }), ("clock", { clock($1) }),
        ("demand", { $1.action("synchronise", .synchroniseDemand) }),
        ("alarms", { $1.action("acknowledge", .acknowledgeAlarms) }),
        ("supply", { $1.choice(of: Supply.self).map { .supply($0 == .on) } }),
    ]

    /// The actions in their order; nil after complaints.
    static func actions(_ node: Node) -> [ScenarioAction]? {
        guard case .array = node.value else { return action(node).map { [$0] } }
        let nodes = node.array() ?? []
        if nodes.isEmpty { node.report("is empty; at least one action") }
        let actions = nodes.compactMap(action)
        return actions.count == nodes.count && !actions.isEmpty ? actions : nil
    }

    private static func action(_ node: Node) -> ScenarioAction? {
        guard let object = node.object("an action such as { \"tariff\": 2 }") else { return nil }
        let given = kinds.filter { object.has($0.key) }
        let read = given.first.flatMap { kind in
            object.optional(kind.key).flatMap { kind.read(node, $0) }
        }
        if given.count > 1 {
            let names = given.map { "\"\($0.key)\"" }.joined(separator: " and ")
            node.report("has \(names); one action each, in a list")
        }
        if object.keys.isEmpty {
            node.report("is empty; one of \(kinds.map(\.key).joined(separator: ", "))")
        }
        for kind in kinds { _ = object.optional(kind.key) }
        object.finish()
        return given.count == 1 ? read : nil
    }

    private static func settings(_ node: Node) -> ScenarioAction? {
        guard let object = node.object("settings by name") else { return nil }
        if object.keys.isEmpty { node.report("is empty; at least one setting") }
        var values: [String: ScenarioAction.SettingValue] = [:]
        for (name, entry) in object.each() {
            if case .string(let choice) = entry.value {
                values[name] = .choice(choice)
            } else {
                entry.number("a number, or the name of a choice")
                    .map { values[name] = .number($0) }
            }
        }
        return values.isEmpty || values.count < object.keys.count ? nil : .set(values)
    }

    /// As an installation has it, so that both say it in the same words.
    private static func wiring(_ action: Node, _ node: Node) -> ScenarioAction? {
        let alone = Node(.object(["wiring": node.value]), at: action.pointer, log: action.log)
        return .wiring(InstallationReader.read(alone).installation.wiring)
    }

    private static func tariff(_ node: Node) -> ScenarioAction? {
        node.integer("a tariff", in: 1...4).map { .selectTariff($0) }
    }

    private static func reset(_ node: Node) -> ScenarioAction? {
        let scopes = node.array("a list of what is reset") ?? []
        if scopes.isEmpty, case .array = node.value {
            let all = ResetScope.allCases.map(\.rawValue).joined(separator: ", ")
            node.report("is empty; \(all)")
        }
        let read = scopes.compactMap { $0.choice(of: ResetScope.self) }
        return read.isEmpty ? nil : .reset(read)
    }

    /// `"start"` for all, or `{ "start": [names] }`.
    private static func partials(_ node: Node) -> ScenarioAction? {
        guard case .object = node.value else {
            return node.choice(of: ScenarioAction.PartialVerb.self).map { .partials($0, .all) }
        }
        guard let object = node.object() else { return nil }
        var found: [(ScenarioAction.PartialVerb, [String])] = []
        for verb in ScenarioAction.PartialVerb.allCases {
            object.optional(verb.rawValue).map { found.append((verb, names($0))) }
        }
        object.finish()
        guard let (verb, names) = found.first, found.count == 1 else {
            node.report("needs exactly one of \"start\", \"stop\" and \"reset\"")
            return nil
        }
        return .partials(verb, .named(names))
    }

    private static func names(_ node: Node) -> [String] {
        let entries = node.array("names of partial counters") ?? []
        if entries.isEmpty, case .array = node.value {
            node.report("is empty; at least one partial counter")
        }
        let catalogue = QuantityCatalogue()
        return entries.compactMap { entry in
            guard let name = entry.string("the name of a partial counter") else { return nil }
            if catalogue[name]?.asPartial == nil {
                let partials = catalogue.names.filter { catalogue[$0]?.asPartial != nil }
                entry.report(
                    "\"\(name)\" is no partial counter\(Spelling.hint(for: name, among: partials))"
                )
            }
            return name
        }
    }

    private static func clock(_ node: Node) -> ScenarioAction? {
        guard let object = node.object("\"set\" or \"offset\"") else { return nil }
        let time = object.optional("set").map { $0.instant() }
        let offset = object.optional("offset")
        object.finish()
        switch (time, offset) {
        case (let time?, nil): return time.map { .setClock($0) }
        case (nil, let offset?):
            // As the farm file has it, so that both say it in the same words.
            let alone = Node(.object(["offset": offset.value]), at: node.pointer, log: node.log)
            return .offsetClock(OwnClockReader.read(alone).offset)
        default:
            node.report("needs exactly one of \"set\" (an instant) and \"offset\" (a duration)")
            return nil
        }
    }
}

extension Node {
    /// What the one word that is allowed here means; nil after a complaint.
    fileprivate func action(_ word: String, _ action: ScenarioAction) -> ScenarioAction? {
        guard let text = string("\"\(word)\"") else { return nil }
        if text == word { return action }
        report("\"\(text)\" is unknown\(Spelling.hint(for: text, among: [word]))")
        return nil
    }
}

extension Quantity {
    /// The partial counter that it is; nil for anything else.
    var asPartial: PartialSelection? {
        guard case .energy(let index) = self, index.minus == [], index.channel == .total,
            index.bins.isSubset(of: .allPartials)
        else { return nil }
        return PartialSelection(index.plus, bins: index.bins)
    }
}
