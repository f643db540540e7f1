/// What a device has besides metrology: inputs, relays, sensors, analogue outputs, a breaker.
public struct EquipmentDesign: Hashable, Sendable {
    /// How many digital inputs there are.
    public var inputCount = 0
    /// The relays.
    public var relays: [RelayDesign] = []
    /// How many temperature sensors (PT100) can be connected.
    public var temperatureCount = 0
    /// The analogue inputs.
    public var analogueInputs: [AnalogueInputDesign] = []
    /// The analogue outputs.
    public var analogueOutputs: [AnalogueOutputDesign] = []
    /// The breaker; nil without one.
    public var breaker: BreakerDesign?

    /// The most digital inputs of a device.
    public static let mostInputs = 32
    /// The most relays of a device.
    public static let mostRelays = 16
    /// The most temperature sensors, analogue inputs and analogue outputs of a device, each.
    public static let mostSensors = 8

    /// Nothing.
    public init() {}

    /// Whether there is nothing at all.
    public var isEmpty: Bool { self == EquipmentDesign() }
}

/// A relay as it leaves the factory.
public struct RelayDesign: Hashable, Sendable {
    /// What its contact does.
    public var rule = RelayRule()
    /// What switches it besides commands: counts that are 1 while it is to be on.
    public var follows: [Quantity] = []

    /// A relay that closes on command and stays so.
    public init() {}
}

/// An analogue input as it leaves the factory.
public struct AnalogueInputDesign: Hashable, Sendable {
    /// The range of its current, and what its ends mean.
    public var scaling: AnalogueScaling

    /// An input.
    public init(_ scaling: AnalogueScaling) { self.scaling = scaling }
}

/// An analogue output as it leaves the factory.
public struct AnalogueOutputDesign: Hashable, Sendable {
    /// What it can be set to show.
    public var quantities: [Quantity]
    /// The range of its current, and the values at its ends, in the SI unit of what it shows.
    public var scaling: AnalogueScaling

    /// An output.
    public init(_ quantities: [Quantity], _ scaling: AnalogueScaling) {
        self.quantities = quantities
        self.scaling = scaling
    }
}

extension EquipmentDesign {
    /// What there is, in a few words: `24 inputs, 6 relays, breaker`.
    public var summary: String {
        let counts = [
            (inputCount, "inputs"), (relays.count, "relays"),
            (temperatureCount, "temperatures"), (analogueInputs.count, "analogue inputs"),
            (analogueOutputs.count, "analogue outputs"),
        ]
        let named = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return (named + (breaker == nil ? [] : ["breaker"])).joined(separator: ", ")
    }
}
