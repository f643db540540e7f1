internal import Documents
internal import LoadProfiles
internal import Metrology
internal import SimulatedTime

/// Reads what a step of a scenario does: one action, or a list of them.
struct ScenarioActionReader {
    /// What is done, to a meter or to a bus.
    struct Deed {
        var ofMeter: ScenarioAction?
        var ofBus: BusAction?
    }

    /// Reads one kind of action, given its object and what stands under its key.
    private typealias Reader = @Sendable (Node, Node) -> ScenarioAction?

    private enum Supply: String, CaseIterable { case on, off }

    private let target: Scenario.Target
    private let library: ProfileLibrary?

    init(_ target: Scenario.Target, _ library: ProfileLibrary?) {
        self.target = target
        self.library = library
    }

    /// Each kind of action on a meter by its key.
    private static let kinds: [(key: String, read: Reader)] = [
        ("set", { settings($1) }), ("wiring", { wiring($0, $1) }),
        ("installation", { InstallationReader.change($1).map { .installation($0) } }),
        ("tariff", { tariff($1) }),
        ("input", { $1.bool().map { .driveInput($0) } }), ("reset", { reset($1) }),
        ("partials", { partials($1) }), ("clock", { clock($1) }),
        ("demand", { $1.action("synchronise", .synchroniseDemand) }),
        ("alarms", { $1.action("acknowledge", .acknowledgeAlarms) }),
        ("supply", { $1.choice(of: Supply.self).map { .supply($0 == .on) } }),
        ("load", { .load($1.value) }),
        (
            "connection",
            { $1.choice(of: Station.Connection.self).map { .connection($0) } }
        ),
        ("address", { $1.integer("an address", in: 1...255).map { .address(UInt8($0)) } }),
        ("line", { lineChange($1).map { .line($0) } }), ("pulseLine", { pulseLine($1) }),
        ("inputs", { EquipmentActionReader.inputs($1) }),
        ("sensors", { EquipmentActionReader.sensors($1) }),
        ("relays", { EquipmentActionReader.relays($1) }),
        ("breaker", { EquipmentActionReader.breaker($1) }),
    ]
    /// The kinds of action on a bus.
    private static let busKinds = ["fault", "clearFault", "line"]

    /// What can be done to the target.
    private var keys: [String] {
        switch target {
        case .meters: Self.kinds.map(\.key) + ["fault", "clearFault"]
        case .buses: Self.busKinds
        case .farm: ["fault", "clearFault"]
        }
    }

    /// The deeds in their order; nil after complaints.
    func deeds(_ node: Node) -> [Deed]? {
        guard case .array = node.value else { return deed(node).map { [$0] } }
        let nodes = node.array() ?? []
        if nodes.isEmpty { node.report("is empty; at least one action") }
        let deeds = nodes.compactMap(deed)
        return deeds.count == nodes.count && !deeds.isEmpty ? deeds : nil
    }

    private func deed(_ node: Node) -> Deed? {
        guard let object = node.object("an action such as { \"tariff\": 2 }") else { return nil }
        let given = keys.filter { object.has($0) }
        let read = given.first.flatMap { key in
            object.optional(key).flatMap { deed(key, node, $0) }
        }
        if given.count > 1 {
            let names = given.map { "\"\($0)\"" }.joined(separator: " and ")
            node.report("has \(names); one action each, in a list")
        }
        if object.keys.isEmpty {
            node.report("is empty; one of \(keys.joined(separator: ", "))")
        }
        for key in keys { _ = object.optional(key) }
        object.finish()
        return given.count == 1 ? read : nil
    }

    private func deed(_ key: String, _ action: Node, _ node: Node) -> Deed? {
        if key == "fault" || key == "clearFault" || !isMeterStep {
            return busAction(key, node).map { Deed(ofBus: $0) }
        }
        guard let kind = Self.kinds.first(where: { $0.key == key }),
            let read = kind.read(action, node)
        else { return nil }
        if case .load = read, let library, !isLoad(node, in: library) { return nil }
        return Deed(ofMeter: read)
    }

    private var isMeterStep: Bool {
        if case .meters = target { true } else { false }
    }

    private func busAction(_ key: String, _ node: Node) -> BusAction? {
        switch key {
        case "fault": FaultReader.read(node).map { .fault(aimed($0)) }
        case "clearFault": node.string("the name of a fault").map { .clearFault($0) }
        default: LinePlanReader.conditions(node, on: .good).map { _ in .line(node.value) }
        }
    }

    /// A fault of a step for some meters or buses strikes those, unless it names others.
    private func aimed(_ fault: FaultPlan) -> FaultPlan {
        var fault = fault
        switch target {
        case .meters(let pattern): fault.target.meter = fault.target.meter ?? pattern
        case .buses(let pattern): fault.target.bus = fault.target.bus ?? pattern
        case .farm: break
        }
        return fault
    }

    /// Whether a load can be read, with a complaint when it cannot.
    private func isLoad(_ node: Node, in library: ProfileLibrary) -> Bool {
        LoadReader(library, timeZone: .utc, log: node.log).load(node) != nil
    }

    /// What is set anew of a meter's end of the line.
    static func lineChange(_ node: Node) -> ScenarioAction.LineChange? {
        guard let object = node.object("the meter's line settings") else { return nil }
        var change = ScenarioAction.LineChange()
        change.baudRate = object.optional("baudRate")?
            .integer("a baud rate", in: LinePlanReader.baudRates)
        change.parity = object.optional("parity")?.choice(of: LinePlan.Parity.self)
        change.stopBits = object.optional("stopBits")?.integer("stop bits", in: 1...2)
        if object.keys.isEmpty {
            node.report("is empty; one of \"baudRate\", \"parity\", \"stopBits\"")
        }
        object.finish()
        return object.keys.isEmpty ? nil : change
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

    /// `{ "input": 3, "is": "open" }`.
    private static func pulseLine(_ node: Node) -> ScenarioAction? {
        guard let object = node.object("\"input\" and what it \"is\"") else { return nil }
        let input = object.required("input", "a number from 1, or \"tariff\"")
            .flatMap(PulseLineReader.input)
        let condition = object.required("is", "right, open or shorted")?
            .choice(of: PulseLineCondition.self)
        object.finish()
        guard let input, let condition else { return nil }
        return .pulseLine(input: input, condition)
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
        guard let object = node.object("\"set\", \"offset\" or \"drift\"") else { return nil }
        let time = object.optional("set").map { $0.instant() }
        let offset = object.optional("offset")
        let drift = object.optional("drift")
        object.finish()
        // As the farm file has it, so that both say it in the same words.
        func own(_ key: String, _ value: Node) -> OwnClockReader.Found {
            OwnClockReader.read(Node(.object([key: value.value]), at: node.pointer, log: node.log))
        }
        switch (time, offset, drift) {
        case (let time?, nil, nil): return time.map { .setClock($0) }
        case (nil, let offset?, nil): return .offsetClock(own("offset", offset).offset)
        case (nil, nil, let drift?): return .driftClock(own("drift", drift).drift)
        default:
            node.report(
                "needs exactly one of \"set\" (an instant), \"offset\" (a duration) and \"drift\" "
                    + "(millionths)"
            )
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
