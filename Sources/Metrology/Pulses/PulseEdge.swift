/// A change of a pulse output.
public struct PulseEdge: Hashable, Sendable {
    /// When, microseconds since the epoch: the instant at which the accumulated energy reaches a
    /// multiple of the weight, rounded down, or later when the line was not free.
    public let instant: Int64
    /// Whether the output switches on.
    public let isOn: Bool

    /// An edge.
    public init(instant: Int64, isOn: Bool) {
        self.instant = instant
        self.isOn = isOn
    }
}
