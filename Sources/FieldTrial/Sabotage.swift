/// A fault built into a simulated farm on purpose, to prove that the checkers see it.
public enum Sabotage: String, CaseIterable, Sendable {
    /// Writes are acknowledged before their entries are on the disk.
    case acknowledgesEarly
    /// The farm serves instants that no lease on the disk covers.
    case ignoresLease
    /// The journal forgets entries before the states that hold them are on the disk.
    case forgetsEarly
    /// A state that was handed to the disk is not written.
    case losesState
    /// A foreign address is answered.
    case answersForeigners
    /// A write that the disk has refused is carried out.
    case carriesOutRefused
    /// A look at a meter changes it.
    case countsLooks
    /// Reads are answered only when the disk has finished a batch.
    case readsWait
    /// The answers of two masters are mixed up.
    case mixesAnswers
}
