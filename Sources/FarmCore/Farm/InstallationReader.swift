internal import Documents
internal import MeterModels
internal import Metrology

/// Reads what the electrician did.
enum InstallationReader {
    /// What stands in an installation: how it is, and how far its current transformers err.
    struct Found {
        var installation = Installation()
        var transformerError: TransformerErrorSource?
        var transformer: InstalledTransformer?
    }

    /// Reads an installation.
    ///
    /// - Parameter catalogue: finds a current transformer by its order number.
    static func read(_ node: Node?, _ catalogue: TransformerShelf? = nil) -> Found {
        var found = Found()
        guard let object = node?.object("an installation") else { return found }
        if let current = object.optional("currentTransformer")?.object(
            "\"primary\" and \"secondary\" in A"
        ) {
            if let catalogue, current.has("model") {
                found.transformer = InstalledTransformer.read(current, catalogue)
                found.transformerError = found.transformer?.errors
                found.transformer.map { found.installation.currentTransformer = $0.model.ratio }
            } else {
                found.transformerError = TransformerErrorSource(current)
                readTransformer(current, "A").map { found.installation.currentTransformer = $0 }
            }
        }
        if let voltage = object.optional("voltageTransformer")?.object(
            "\"primary\" and \"secondary\" in V"
        ) {
            readTransformer(voltage, "V").map { found.installation.voltageTransformer = $0 }
        }
        if let wiring = object.optional("wiring") {
            found.installation.wiring = readWiring(wiring)
        }
        object.finish(allowing: ["description"])
        return found
    }

    /// Reads what a scenario changes of it; nil after complaints.
    static func change(_ node: Node) -> InstallationChange? {
        guard let object = node.object("what is changed of an installation") else { return nil }
        if object.keys.isEmpty {
            node.report("is empty; \(InstallationChange.parts.joined(separator: ", "))")
        }
        var change = InstallationChange()
        change.currentTransformer = object.optional("currentTransformer")?
            .object("\"primary\" and \"secondary\" in A").flatMap { readTransformer($0, "A") }
        change.voltageTransformer = object.optional("voltageTransformer")?
            .object("\"primary\" and \"secondary\" in V").flatMap { readTransformer($0, "V") }
        change.wiring = object.optional("wiring").map(readWiring)
        object.finish()
        return change
    }

    private static func readTransformer(
        _ object: ObjectReader,
        _ unit: String
    ) -> TransformerRatio? {
        let range = 0.001...1_000_000.0
        let primary = object.required("primary")?.number("\(unit) at the primary", in: range)
        let secondary = object.required("secondary")?.number("\(unit) at the secondary", in: range)
        object.finish()
        guard let primary, let secondary else { return nil }
        return TransformerRatio(primary: primary, secondary: secondary)
    }

    private static func readWiring(_ node: Node) -> Wiring {
        var wiring = Wiring()
        guard let object = node.object("inputs by name") else { return wiring }
        read("u1", of: object, .voltage, own: .l1, into: &wiring.u1)
        read("u2", of: object, .voltage, own: .l2, into: &wiring.u2)
        read("u3", of: object, .voltage, own: .l3, into: &wiring.u3)
        read("i1", of: object, .current, own: .l1, into: &wiring.i1)
        read("i2", of: object, .current, own: .l2, into: &wiring.i2)
        read("i3", of: object, .current, own: .l3, into: &wiring.i3)
        wiring.neutralIsConnected = !isOpen("n", of: object)
        wiring.upstreamNeutralIsWhole = !isOpen("neutralUpstream", of: object)
        wiring.lostPhases = object.optional("lostPhases").map(readPhases) ?? []
        object.finish()
        return wiring
    }

    /// Whether a neutral is open, the only mistake there is.
    private static func isOpen(_ key: String, of object: ObjectReader) -> Bool {
        guard let entry = object.optional(key), let text = entry.string("\"open\"") else {
            return false
        }
        if text != "open" { entry.report("\"\(text)\" is no state of a neutral; only \"open\"") }
        return text == "open"
    }

    /// The phases of a list, each once.
    private static func readPhases(_ node: Node) -> PhaseSet {
        let entries = node.array("a list of phases such as [\"l1\"]") ?? []
        if entries.isEmpty, case .array = node.value { node.report("is empty; at least one phase") }
        let names = Channel.phases.map(\.name)
        var phases: PhaseSet = []
        for entry in entries {
            guard let text = entry.string("a phase") else { continue }
            guard let phase = Channel.phases.first(where: { $0.name == text }) else {
                entry.report("\"\(text)\" is no phase\(Spelling.hint(for: text, among: names))")
                continue
            }
            if !phases.insert(PhaseSet(phase)).inserted { entry.report("stands twice") }
        }
        return phases
    }

    /// What an input measures: what can be wrong with it differs.
    private enum Input {
        case voltage, current
    }

    private static func read(
        _ key: String,
        of object: ObjectReader,
        _ input: Input,
        own: Channel,
        into tap: inout Tap
    ) {
        guard let entry = object.optional(key), let text = entry.string("a phase") else { return }
        let read = self.tap(text, own: own)
        if read == .shorted, input == .voltage {
            entry.report(
                "\"shorted\" is no connection of a voltage input; its fuse blows: \"open\""
            )
        } else if let read {
            tap = read
        } else {
            let phases = ["l1", "l2", "l3", "-l1", "-l2", "-l3", "reversed", "open"]
            let allowed = phases + (input == .current ? ["shorted"] : [])
            entry.report("\"\(text)\" is no connection\(Spelling.hint(for: text, among: allowed))")
        }
    }

    private static func tap(_ text: String, own: Channel) -> Tap? {
        switch text {
        case "open": .open
        case "shorted": .shorted
        case "reversed": .phase(own, reversed: true)
        case "l1": .to(.l1)
        case "l2": .to(.l2)
        case "l3": .to(.l3)
        case "-l1": .phase(.l1, reversed: true)
        case "-l2": .phase(.l2, reversed: true)
        case "-l3": .phase(.l3, reversed: true)
        default: nil
        }
    }
}
