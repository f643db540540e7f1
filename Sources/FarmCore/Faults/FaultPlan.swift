public import Documents

/// One thing that goes wrong on purpose: for whom, when, and what.
///
/// Read from a document by ``FaultReader``; carried out by ``FaultEngine``. Described in
/// docs/faults.md.
public struct FaultPlan: Hashable, Sendable {
    /// Its name, unique in the farm; armed again under its name it replaces itself.
    public var name: String
    /// What the file says it is for; empty when it does not.
    public var description: String
    /// Which requests it concerns.
    public var target: FaultTarget
    /// Which of those it strikes.
    public var trigger: FaultTrigger
    /// What it does to those that it strikes.
    public var effect: FaultEffect
    /// What the fault was read from; nil for one that was made otherwise.
    public var document: JSONValue?

    /// Whether it must know which values an answer carries.
    var needsRecords: Bool {
        if case .value = effect { true } else { target.quantities != nil }
    }

    /// A fault; of everything, always, unless said otherwise.
    public init(
        _ name: String,
        _ effect: FaultEffect,
        target: FaultTarget = FaultTarget(),
        trigger: FaultTrigger = FaultTrigger(),
        description: String = ""
    ) {
        self.name = name
        self.effect = effect
        self.target = target
        self.trigger = trigger
        self.description = description
    }
}
