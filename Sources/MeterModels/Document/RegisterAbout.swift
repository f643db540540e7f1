import Documents

/// What people want to know of a register, and where it comes from.
struct RegisterAbout {
    var name = ""
    var evidence = Evidence.assumed
    var source: String?
    var note: String?

    /// Reads name and provenance; every register says how sure it is and why (DESIGN.md, rule 8).
    static func read(
        _ reader: ObjectReader,
        _ context: RegisterContext,
        fallback: String
    ) -> RegisterAbout {
        var about = RegisterAbout()
        about.name = reader.optional("name")?.string() ?? fallback
        let evidence = reader.required("evidence", "official, derived or assumed")
        about.evidence = evidence?.choice() ?? .assumed
        about.note = reader.optional("note")?.string()
        let source = reader.optional("source")
        about.source = source.flatMap { SourceReference.read($0, context.parts.sources) }
        if source == nil, about.note == nil, !reader.has("note") {
            reader.node.report("has neither source nor note; one of them says where it is from")
        }
        return about
    }
}
