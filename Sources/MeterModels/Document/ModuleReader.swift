import Documents

/// Reads which modules a device takes.
enum ModuleReader {
    static func modules(_ node: Node?, _ sources: [ModelSource]) -> [OptionModule] {
        guard let reader = node?.object("option modules by name") else { return [] }
        return reader.each().compactMap { module($0.key, $0.node, sources) }
    }

    private static func module(
        _ name: String,
        _ node: Node,
        _ sources: [ModelSource]
    ) -> OptionModule? {
        guard let reader = node.object("a module with its slots") else { return nil }
        let title = reader.required("title")?.string() ?? ""
        let slots = reader.required("slots", "the slots it fits")?.strings("slots") ?? []
        let most = reader.optional("most")?.integer("modules", in: 1...16) ?? 1
        let evidence = reader.required("evidence", "official, derived or assumed")?
            .choice(of: Evidence.self)
        let source = reader.optional("source").flatMap { SourceReference.read($0, sources) }
        let note = reader.optional("note")?.string()
        check(reader.required("adds", "what it adds to the model"), most)
        reader.finish()
        if slots.isEmpty { node.report("fits no slot; at least one") }
        guard let evidence else { return nil }
        return OptionModule(
            name: name,
            title: title,
            slots: slots,
            most: most,
            evidence: evidence,
            source: source,
            note: note
        )
    }

    /// A part of a model, or one for each of several such modules.
    private static func check(_ node: Node?, _ most: Int) {
        guard let node else { return }
        guard case .array(let parts) = node.value else {
            _ = node.object("a part of a model, or a list of parts")
            return
        }
        if parts.count != most {
            node.report("has \(parts.count) parts; one for each of the \(most) modules")
        }
        for part in node.array() ?? [] { _ = part.object("a part of a model") }
    }
}
