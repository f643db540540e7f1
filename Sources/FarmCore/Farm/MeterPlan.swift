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
    public var bus: String
    /// Its address on the bus.
    public var address: UInt8
    /// Its load.
    public var load: CompiledLoad
    /// What drives its tariff input: closed from 0.5 upwards; nil leaves the contact open.
    public var tariffInput: CompiledSignal?
    /// The serial number on the plate.
    public var serialNumber: String
    /// What the electrician did.
    public var installation: Installation
    /// The settings in the order of the model.
    public var settings: [Double]
    /// Energy indexes the meter starts with, millijoules.
    public var presets: [(index: EnergyIndex, millijoules: Int64)]
    /// The civil time of its clock.
    public var timeZone: CivilZone

    /// A meter fresh from the factory: settings as the model has them, no load but the given.
    public init(name: String, model: MeterModel, load: CompiledLoad, timeZone: CivilZone) {
        self.init(
            name: name,
            model: model,
            bus: "",
            address: 1,
            load: load,
            tariffInput: nil,
            serialNumber: "00000000",
            installation: Installation(),
            settings: model.settings.map(\.defaultValue),
            presets: [],
            timeZone: timeZone
        )
    }

    init(
        name: String,
        model: MeterModel,
        bus: String,
        address: UInt8,
        load: CompiledLoad,
        tariffInput: CompiledSignal?,
        serialNumber: String,
        installation: Installation,
        settings: [Double],
        presets: [(index: EnergyIndex, millijoules: Int64)],
        timeZone: CivilZone
    ) {
        self.name = name
        self.model = model
        self.bus = bus
        self.address = address
        self.load = load
        self.tariffInput = tariffInput
        self.serialNumber = serialNumber
        self.installation = installation
        self.settings = settings
        self.presets = presets
        self.timeZone = timeZone
    }
}
