internal import SimulatedTime

/// An edge on its way to an input of a meter.
struct IncomingEdge: Hashable, Sendable {
    /// When the contact changes, exactly.
    var instant: Instant
    /// The grid instant of the sender at which the edge is known: not before it can the receiver
    /// have seen it, however often either is looked at.
    var due: Instant
    /// Whether the contact closes.
    var isOn: Bool
}

/// What is wrong with the wires of a pulse line at the receiver.
public enum PulseLineCondition: String, Hashable, Sendable, CaseIterable {
    /// Nothing.
    case right
    /// A wire is cut: the input never closes.
    case open
    /// The wires touch: the input is closed for good.
    case shorted
}
