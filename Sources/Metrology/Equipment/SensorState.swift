/// What a sensor brings to its input.
public struct SensorState: Hashable, Sendable {
    /// What it brings, in millionths of its unit; nil when nothing is connected.
    public private(set) var value: Int64?
    /// What somebody holds it at; nil when it does what it does.
    public private(set) var forced: Int64?

    /// An input that nothing is connected to.
    public init() {}

    /// Takes over what the sensor brings by itself.
    public mutating func take(_ value: Int64?) { self.value = forced ?? value }

    /// Holds it at a value, or lets it do what it does by itself.
    public mutating func force(_ value: Int64?) { forced = value }

    /// Goes through what it is held at; what it brings by itself is asked again.
    public mutating func visit(_ visitor: inout some StateVisitor) {
        visitor.visit("forced", &forced)
    }
}
