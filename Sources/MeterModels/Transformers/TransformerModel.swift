public import Metrology

/// A current transformer of a catalogue.
public struct TransformerModel: Hashable, Sendable {
    /// How it is put around its conductor.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A closed core.
        case closed
        /// A core that opens.
        case open
        /// Three cores in one housing.
        case threePhase
    }

    /// The maker's order number.
    public let reference: String
    /// Who makes it.
    public let vendor: String
    /// How it is put around its conductor.
    public let kind: Kind
    /// Rated currents, A.
    public let ratio: TransformerRatio
    /// The accuracy class that it keeps with its rated burden.
    public let accuracy: TransformerClass
    /// The rated burden in that class, VA.
    public let burden: Double
    /// How sure that is.
    public let evidence: Evidence
    /// What else there is to know.
    public let note: String?
}
