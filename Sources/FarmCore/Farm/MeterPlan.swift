public import LoadProfiles
public import MeterModels
public import Metrology
public import SimulatedTime

/// Everything that makes one meter of a farm, checked and ready to be switched on.
public struct MeterPlan: Sendable {
    /// The name, unique in the farm.
    public var name: String
    /// The model.
    public var model: MeterModel
    /// The name of the bus it hangs on.
    public var bus = ""
    /// How it hangs on the bus.
    public var station = Station(address: 1)
    /// What tells it from the other meters of its bus in the journal, 1 to 255: its address,
    /// unless another has the same.
    public var home: UInt8 = 1
    /// An address of the host at which it is reached by itself; nil without.
    public var ip: String?
    /// What scenarios do to it; nil when they leave it alone.
    public var script: MeterScript?
    /// What was put on the farm's agenda for it while the farm ran; nil for nothing.
    public var agenda: MeterAgenda?
    /// Its load.
    public var load: CompiledLoad
    /// What drives its tariff input: closed from 0.5 upwards; nil leaves the contact open.
    public var tariffInput: CompiledSignal?
    /// Which measuring input of which device it is; nil for a device of its own.
    public var channel: DeviceChannel?
    /// What is connected to its inputs and sensors; nil where nothing is.
    public var equipment: EquipmentDrives?
    /// A calendar that drives its tariff; nil without.
    public var tariffControl: TariffControl?
    /// The pulse lines that end at it.
    public var inputLines: [InputLine] = []
    /// What flows through it, where it is a source of pulses that is no electricity meter.
    public var flow: PulseFlow?
    /// What makes it read other than the truth; nil for a perfect meter.
    public var errors: MeterErrors?
    /// How far its own clock is ahead at the start.
    public var clockOffset = TimeSpan.zero
    /// How much its own clock gains, parts per thousand million.
    public var clockDrift: Int64 = 0
    /// The serial number on the plate.
    public var serialNumber = "00000000"
    /// What the electrician did.
    public var installation = Installation()
    /// The settings in the order of the model.
    public var settings: [Double]
    /// Energy indexes the meter starts with, millijoules.
    public var presets: [(index: EnergyIndex, millijoules: Int64)] = []
    /// The civil time of its clock.
    public var timeZone: CivilZone

    /// Its address on the bus.
    public var address: UInt8 {
        get { station.address }
        set {
            station.address = newValue
            home = newValue
        }
    }

    /// A meter fresh from the factory: settings as the model has them, no load but the given.
    public init(name: String, model: MeterModel, load: CompiledLoad, timeZone: CivilZone) {
        self.name = name
        self.model = model
        self.load = load
        self.timeZone = timeZone
        settings = model.settings.map(\.defaultValue)
    }
}
