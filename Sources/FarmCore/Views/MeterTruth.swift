public import Metrology
public import SimulatedTime

/// A meter as whoever made the farm can see it, and no master can: what its installation really
/// carries, what it sees of that, and every quantity exactly.
public struct MeterTruth: Sendable {
    /// The meter's name.
    public let meter: String
    /// The name of its model in the library.
    public let model: String
    /// The grid instant up to which everything is booked, and for which it holds.
    public let instant: Instant
    /// Whether the meter is supplied.
    public let isPowered: Bool
    /// Whether it answers on its ports.
    public let isAnswering: Bool
    /// How it is set up; nil for a device that measures nothing.
    public let network: NetworkType?
    /// What load and network feed, as a perfect meter without a mistake in its wires sees it.
    public let right: CircuitTruth
    /// What the elements see through wires and transformers, and what they make of it; nil for a
    /// device that measures nothing.
    public let seen: CircuitTruth?
    /// What it counts and shows, by name.
    public let quantities: [QuantityTruth]
}

/// One quantity of a meter, exactly.
public struct QuantityTruth: Hashable, Sendable {
    /// Its name in the model's catalogue.
    public let name: String
    /// Its OBIS code; nil where there is none.
    public let obis: String?
    /// The SI unit; empty for a plain number.
    public let unit: String
    /// The integer in which the meter evaluates it; nil where it has no such value now.
    public let exact: Int64?
    /// How many of those integers make the unit.
    public let perUnit: Double

    /// The value in the unit, the nearest Double; nil where there is none.
    public var value: Double? { exact.map { Double($0) / perUnit } }
}
