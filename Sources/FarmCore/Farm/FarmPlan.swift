public import SimulatedTime

/// A whole farm, checked: what a daemon switches on or a simulation runs.
public struct FarmPlan: Sendable {
    /// When virtual time begins.
    public enum Start: Hashable, Sendable {
        /// At the wall clock's time of the start.
        case now
        /// At an instant.
        case at(Instant)
    }

    /// The name.
    public var name: String
    /// The source of chance.
    public var seed: Seed
    /// When virtual time begins.
    public var start: Start
    /// Virtual seconds per second.
    public var speed: Double
    /// The civil time of the farm.
    public var timeZone: CivilZone
    /// What an acknowledged write is worth.
    public var durability = Durability.strict
    /// How much host time passes between two rounds of checkpoints.
    public var checkpointEvery = TimeSpan.seconds(30)
    /// The buses in the order of the file.
    public var buses: [BusPlan]
    /// The meters in the order of the file, repeats multiplied; then the sources of pulses.
    public var meters: [MeterPlan]
    /// The pulse lines in the order of the file.
    public var pulseLines: [PulseLinePlan] = []
    /// Which meters they join.
    public var pulseWeb = PulseWeb(meters: [], lines: [])
    /// What it was made of; nil for a plan that was not read from a file.
    var parts: FarmParts?

    /// How often rounds of checkpoints may be wished for.
    public static let checkpointRange = TimeSpan.milliseconds(50)...TimeSpan.seconds(3600)

    /// The meters of a bus in the order of the file.
    public func meters(of bus: BusPlan) -> [MeterPlan] {
        meters.filter { $0.bus == bus.name }
    }
}
