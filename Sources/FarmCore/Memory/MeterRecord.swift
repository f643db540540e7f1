internal import MeterModels
public import SimulatedTime

/// What a farm's memory knows of a meter besides its state: who it is, and what the farm file said
/// when it was last started.
public struct MeterRecord: Equatable, Sendable {
    /// The name in the farm file, by which the meter is found again.
    public var name: String
    /// The model's name.
    public var model: String
    /// The bus it hangs on.
    public var bus: String
    /// What tells it from the others there, ``MeterPlan/home``: its address, as a rule.
    public var address: UInt8
    /// The serial number on the plate.
    public var serialNumber: String
    /// The programme of the farm file, as ``MeterState`` writes it.
    public var programme: [UInt8]

    /// What is known of a meter.
    public init(
        name: String,
        model: String,
        bus: String,
        address: UInt8,
        serialNumber: String,
        programme: [UInt8]
    ) {
        self.name = name
        self.model = model
        self.bus = bus
        self.address = address
        self.serialNumber = serialNumber
        self.programme = programme
    }

    /// What is to be known of a meter of the farm file.
    public init(_ plan: MeterPlan) {
        self.init(
            name: plan.name,
            model: plan.model.id,
            bus: plan.bus,
            address: plan.home,
            serialNumber: plan.serialNumber,
            programme: MeterState.bytes(of: MeterProgramme(plan))
        )
    }
}

/// A meter's state at an instant.
public struct MeterCheckpoint: Equatable, Sendable {
    /// The meter's name.
    public var meter: String
    /// The grid instant up to which everything was booked.
    public var bookedUntil: Instant
    /// The last entry of its bus's journal that had been carried out.
    public var sequence: Int64
    /// The state, as ``MeterState`` writes it.
    public var state: [UInt8]

    /// A state.
    public init(meter: String, bookedUntil: Instant, sequence: Int64, state: [UInt8]) {
        self.meter = meter
        self.bookedUntil = bookedUntil
        self.sequence = sequence
        self.state = state
    }
}
