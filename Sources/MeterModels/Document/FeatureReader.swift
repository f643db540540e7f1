import Documents

/// Reads what a device has, with where that is from.
enum FeatureReader {
    static func features(_ node: Node?, _ sources: [ModelSource]) -> [ModelFeature] {
        (node?.array("a list of features") ?? []).compactMap { feature($0, sources) }
    }

    private static func feature(_ node: Node, _ sources: [ModelSource]) -> ModelFeature? {
        guard let reader = node.object("a feature with \"text\" and \"evidence\"") else {
            return nil
        }
        let text = reader.required("text")?.string("a sentence")
        let evidence = reader.required("evidence", "official, derived or assumed")?
            .choice(of: Evidence.self)
        let note = reader.optional("note")?.string()
        let source = reader.optional("source").flatMap { SourceReference.read($0, sources) }
        if let evidence, evidence != .assumed, !reader.has("source"), note == nil {
            node.report("is \(evidence.rawValue) without source or note; one says where it is from")
        }
        reader.finish()
        guard let text, let evidence else { return nil }
        return ModelFeature(text: text, evidence: evidence, source: source, note: note)
    }
}

/// Reads which of a model's sources says something.
enum SourceReference {
    static func read(_ node: Node, _ sources: [ModelSource]) -> String? {
        guard let id = node.string("the id of a source") else { return nil }
        let known = sources.map(\.id)
        if !known.contains(id) {
            node.report("\"\(id)\" is no source\(Spelling.hint(for: id, among: known))")
        }
        return id
    }
}
