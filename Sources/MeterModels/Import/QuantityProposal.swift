import Metrology

/// What a register is taken for by its name.
struct QuantityProposal: Hashable {
    /// The name of the quantity.
    var name: String
    /// What was filled in where the name says too little; empty where it says all.
    var assumptions: [String] = []

    /// Why a name was not understood.
    struct Refusal: Error {
        let reason: String
    }
}

/// What is known of the whole table when one of its names is read.
struct TableContext {
    /// The names of the kinds of energy that have a direction somewhere: `active`, `reactive`.
    var directed: Set<PowerKind> = []
    /// Whether some voltage or current names a phase.
    var hasPhases = false
    /// Whether the meter has one phase.
    var isSinglePhase = false
}
