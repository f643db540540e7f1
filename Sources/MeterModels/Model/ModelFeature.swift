/// Something a device has or does, and how sure that is (DESIGN.md, rule 8).
public struct ModelFeature: Hashable, Sendable {
    /// What it has, a sentence.
    public let text: String
    /// How sure it is.
    public let evidence: Evidence
    /// The id of the source that says so; nil where none does.
    public let source: String?
    /// What else there is to know, such as how a contradiction of the sources was settled.
    public let note: String?

    /// A feature.
    public init(text: String, evidence: Evidence, source: String? = nil, note: String? = nil) {
        self.text = text
        self.evidence = evidence
        self.source = source
        self.note = note
    }
}
