public import Documents
public import Metrology
public import SimulatedTime

/// One thing that a scenario does to a meter.
public enum ScenarioAction: Hashable, Sendable {
    /// Programs settings by name.
    case set([String: SettingValue])
    /// Connects the inputs anew: what is not named is right from now on.
    case wiring(Wiring)
    /// Puts in other transformers or wires.
    case installation(InstallationChange)
    /// Selects a tariff as a master on the bus does, 1 to 4.
    case selectTariff(Int)
    /// Closes the digital input (true) or opens it.
    case driveInput(Bool)
    /// Sets what the scopes name to zero.
    case reset([ResetScope])
    /// Starts, stops or clears partial counters.
    case partials(PartialVerb, PartialChoice)
    /// Sets the meter's own clock to a time.
    case setClock(Instant)
    /// Sets the meter's own clock so far ahead of the farm's; behind it where negative.
    case offsetClock(TimeSpan)
    /// Lets the meter's own clock gain so much, parts per thousand million.
    case driftClock(Int64)
    /// Feeds the meter from another load: its name, or the profile itself.
    case load(JSONValue)
    /// Connects the meter's terminals to the bus so.
    case connection(Station.Connection)
    /// Gives the meter another address, as its keys do.
    case address(UInt8)
    /// Sets the meter's end of the line.
    case line(LineChange)
    /// Begins the demand periods anew.
    case synchroniseDemand
    /// Acknowledges every alarm.
    case acknowledgeAlarms
    /// Does something to the wires of the pulse line at an input, counted from 1; 0 is the tariff
    /// input.
    case pulseLine(input: Int, PulseLineCondition)
    /// Restores the meter's supply (true) or cuts it.
    case supply(Bool)
    /// Holds digital inputs closed (true) or open, or lets them do what they do (nil).
    case inputs([Int: Bool?])
    /// Holds sensors at a value, or lets them do what they do (nil).
    case sensors([SensorPlace: Double?])
    /// Switches relays on (true) or off, as a master does.
    case relays([Int: Bool])
    /// Moves the breaker, or makes it trip.
    case breaker(BreakerCommand)

    /// Whether only a meter that is supplied can do it.
    var needsSupply: Bool {
        switch self {
        case .supply, .wiring, .installation, .driveInput, .load, .connection, .pulseLine: false
        case .inputs, .sensors, .breaker: false
        default: true
        }
    }

    /// Whether it changes how the meter hangs on its bus.
    var changesStation: Bool {
        switch self {
        case .connection, .address, .line, .set, .supply: true
        default: false
        }
    }

    /// What is set anew of the meter's end of the line.
    public struct LineChange: Hashable, Sendable {
        /// The speed in bit/s; nil leaves it.
        public var baudRate: Int?
        /// The parity; nil leaves it.
        public var parity: LinePlan.Parity?
        /// The stop bits; nil leaves them.
        public var stopBits: Int?

        /// A change.
        public init(
            baudRate: Int? = nil,
            parity: LinePlan.Parity? = nil,
            stopBits: Int? = nil
        ) {
            self.baudRate = baudRate
            self.parity = parity
            self.stopBits = stopBits
        }
    }

    /// The value of a setting as a file gives it.
    public enum SettingValue: Hashable, Sendable {
        /// A number in the setting's unit.
        case number(Double)
        /// The name of one of the setting's choices.
        case choice(String)
    }

    /// What is done to partial counters.
    public enum PartialVerb: String, Hashable, Sendable, CaseIterable {
        /// They count from now on.
        case start
        /// They stand still from now on.
        case stop
        /// They begin again at zero.
        case reset
    }

    /// Which partial counters are meant.
    public enum PartialChoice: Hashable, Sendable {
        /// All that the meter has.
        case all
        /// Those with these names.
        case named([String])
    }
}
