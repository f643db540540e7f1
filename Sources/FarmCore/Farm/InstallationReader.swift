internal import Documents
internal import Metrology

/// Reads what the electrician did.
enum InstallationReader {
    static func read(_ node: Node?) -> Installation {
        var installation = Installation()
        guard let object = node?.object("an installation") else { return installation }
        if let ct = readTransformer(object.optional("currentTransformer"), "A") {
            installation.currentTransformer = ct
        }
        if let vt = readTransformer(object.optional("voltageTransformer"), "V") {
            installation.voltageTransformer = vt
        }
        if let wiring = object.optional("wiring") { installation.wiring = readWiring(wiring) }
        object.finish(allowing: ["description"])
        return installation
    }

    private static func readTransformer(_ node: Node?, _ unit: String) -> TransformerRatio? {
        guard let object = node?.object("\"primary\" and \"secondary\" in \(unit)") else {
            return nil
        }
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
        read("u1", of: object, own: .l1, into: &wiring.u1)
        read("u2", of: object, own: .l2, into: &wiring.u2)
        read("u3", of: object, own: .l3, into: &wiring.u3)
        read("i1", of: object, own: .l1, into: &wiring.i1)
        read("i2", of: object, own: .l2, into: &wiring.i2)
        read("i3", of: object, own: .l3, into: &wiring.i3)
        object.finish()
        return wiring
    }

    private static func read(
        _ key: String,
        of object: ObjectReader,
        own: Channel,
        into tap: inout Tap
    ) {
        guard let entry = object.optional(key), let text = entry.string("a phase") else { return }
        guard let read = self.tap(text, own: own) else {
            let allowed = ["l1", "l2", "l3", "-l1", "-l2", "-l3", "reversed", "open"]
            entry.report("\"\(text)\" is no connection\(Spelling.hint(for: text, among: allowed))")
            return
        }
        tap = read
    }

    private static func tap(_ text: String, own: Channel) -> Tap? {
        switch text {
        case "open": .open
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
