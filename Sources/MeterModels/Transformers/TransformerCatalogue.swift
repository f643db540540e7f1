public import Documents
internal import Metrology

/// The current transformers of a maker, as a file of `transformers/` lists them.
public struct TransformerCatalogue: Sendable {
    /// The transformers in the order of the file.
    public let transformers: [TransformerModel]

    /// Reads a catalogue; nil after every fault of it has been reported.
    public static func read(_ node: Node) -> TransformerCatalogue? {
        let faults = node.log.faults.count
        guard let reader = node.object("a catalogue of current transformers") else { return nil }
        let vendor = reader.required("vendor")?.string() ?? ""
        _ = reader.required("name")?.string()
        let sources = SourceList.read(
            reader.required("sources", "what the catalogue was written from")
        )
        var found: [TransformerModel] = []
        let list = reader.required("transformers", "a list of transformers")
        for entry in list?.array("a list of transformers") ?? [] {
            guard let model = transformer(entry, vendor, sources) else { continue }
            if found.contains(where: { plain($0.reference) == plain(model.reference) }) {
                entry.report("\"\(model.reference)\" stands above; each order number once")
            }
            found.append(model)
        }
        reader.finish(allowing: ["$schema"])
        return node.log.faults.count == faults ? TransformerCatalogue(transformers: found) : nil
    }

    private static func transformer(
        _ node: Node,
        _ vendor: String,
        _ sources: [ModelSource]
    ) -> TransformerModel? {
        guard let reader = node.object("a current transformer") else { return nil }
        let reference = reader.required("reference", "an order number")?.string()
        let kind = reader.optional("kind")?.choice(of: TransformerModel.Kind.self) ?? .closed
        let primary = reader.required("primary")?.number("A at the primary", in: 1...100_000)
        let secondary = reader.required("secondary")?.number("A at the secondary", in: 0.001...10)
        let accuracy = reader.required("class")?.choice(of: TransformerClass.self)
        let burden = reader.required("burden")?.number("VA", in: 0.01...1000)
        let evidence = reader.required("evidence", "official, derived or assumed")?
            .choice(of: Evidence.self)
        let note = reader.optional("note")?.string()
        _ = reader.optional("source").flatMap { SourceReference.read($0, sources) }
        if evidence != .assumed, !reader.has("source"), note == nil {
            node.report("has neither source nor note; one of them says where it is from")
        }
        reader.finish()
        guard let reference, let primary, let secondary, let accuracy, let burden, let evidence
        else { return nil }
        return TransformerModel(
            reference: reference,
            vendor: vendor,
            kind: kind,
            ratio: TransformerRatio(primary: primary, secondary: secondary),
            accuracy: accuracy,
            burden: burden,
            evidence: evidence,
            note: note
        )
    }

    /// An order number without its spaces.
    static func plain(_ reference: String) -> String { reference.filter { $0 != " " } }
}

/// The catalogues of current transformers of a library.
public struct TransformerLibrary: Sendable {
    private let profiles: ProfileLibrary

    /// The catalogues of a profile library.
    public init(_ profiles: ProfileLibrary) { self.profiles = profiles }

    /// All transformers, by order number; the first found of each.
    ///
    /// - Throws: the faults of the catalogues' files.
    public func all() throws(Faults) -> [TransformerModel] {
        var found: [TransformerModel] = []
        for name in profiles.names(of: .transformers) {
            guard let file = profiles.find(name, kind: .transformers, from: "") else { continue }
            let log = FaultLog(file: file.path)
            do {
                let value = try JSONValue.parse(file.bytes, file: file.path)
                found += TransformerCatalogue.read(Node(value, log: log))?.transformers ?? []
            } catch {
                throw Faults([error])
            }
            try log.throwIfAny()
        }
        return found
    }

    /// The transformer of an order number such as `4 121 07`; spaces do not count.
    ///
    /// - Throws: the faults of the catalogues' files; one at the root of `file` when there is none.
    public func transformer(_ reference: String, from file: String) throws(Faults)
        -> TransformerModel
    {
        let all = try all()
        let wanted = TransformerCatalogue.plain(reference)
        if let found = all.first(where: { TransformerCatalogue.plain($0.reference) == wanted }) {
            return found
        }
        let hint = Spelling.hint(for: reference, among: all.map(\.reference))
        throw Faults([
            Fault(
                file: file,
                pointer: .root,
                message: "no current transformer \"\(reference)\"\(hint)"
            )
        ])
    }
}
