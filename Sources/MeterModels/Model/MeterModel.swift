public import Metrology
public import ModbusProtocol

/// One device of the library: everything that all meters of the model share.
///
/// Made once from a file of `profiles/meters/`; immutable afterwards.
public final class MeterModel: Sendable {
    /// The name under which farms refer to the model: its file's name without ending.
    public let id: String
    /// The maker's name of the device.
    public let name: String
    /// Who makes it.
    public let vendor: String
    /// Order numbers.
    public let references: [String]
    /// What the model was written from.
    public let sources: [ModelSource]
    /// What the device has, for people, with how sure that is.
    public let features: [ModelFeature]
    /// How it measures and counts.
    public let design: MeterDesign
    /// What stands on its rating plate.
    public let ratings: MeterRatings
    /// Its serial line.
    public let serial: SerialOptions
    /// How many measuring inputs with a load of their own it has; nil for the usual one.
    public let channels: Int?
    /// How it is set by plugs; nil for a device that is not.
    public let configurators: Configurators?
    /// What can be programmed.
    public let settings: [SettingDefinition]
    /// The names of quantities in this model's naming of the quadrants.
    public let catalogue: QuantityCatalogue
    /// Its Modbus side; nil for a meter without one.
    public let modbus: ModbusMap?
    /// Its M-Bus side; nil for a meter without one.
    public let mBus: MBusMap?
    /// How long it takes to answer a request.
    public let response: ResponseTime
    /// What functions 43/14 and 17 tell.
    public let identification: ModelIdentification
    /// The option modules that can be fitted, by name.
    public let modules: [OptionModule]
    /// The modules that are fitted, by slot.
    public let fitted: [FittedModule]
    /// Its front: what it shows, and what its keys do.
    public let panel: PanelDesign

    init(_ parts: MeterModelParts) {
        id = parts.id
        name = parts.name
        vendor = parts.vendor
        references = parts.references
        sources = parts.sources
        features = parts.features
        design = parts.design
        ratings = parts.ratings
        serial = parts.serial
        configurators = parts.configurators
        channels = parts.channels
        settings = parts.settings
        catalogue = parts.catalogue
        modbus = parts.modbus
        mBus = parts.mBus
        response = parts.response
        identification = parts.identification
        modules = parts.modules
        fitted = parts.fitted
        panel = parts.panel ?? PlainPanel(parts).design
    }

    /// How sure each register, coil, discrete input and record is.
    public var statements: [Evidence] {
        (modbus?.descriptions.map(\.evidence) ?? []) + (mBus?.descriptions.map(\.evidence) ?? [])
    }

    /// The place of a setting in ``settings``, nil when the model has none of that name.
    public func settingIndex(_ name: String) -> Int? {
        settings.firstIndex { $0.name == name }
    }

    /// Whether it has a contact that selects the tariff or lets partial counters count.
    public var hasTariffInput: Bool {
        design.inputTariffs > 1 || settings.contains { $0.acts(as: .partialMode) }
    }

    /// What the protocol side of a meter of this model may do; nil without Modbus.
    public var slaveProfile: SlaveProfile? {
        guard let modbus else { return nil }
        return SlaveProfile(
            functions: modbus.rules.functions,
            diagnosticSubfunctions: modbus.rules.diagnostics,
            readLimit: modbus.rules.readLimit,
            writeLimit: modbus.rules.writeLimit,
            identification: identification.conformity
        )
    }
}

/// The parts of a model while it is put together.
struct MeterModelParts {
    var id: String
    var name = ""
    var vendor = ""
    var references: [String] = []
    var sources: [ModelSource] = []
    var features: [ModelFeature] = []
    var design = MeterDesign()
    var ratings = MeterRatings()
    var serial = SerialOptions()
    var configurators: Configurators?
    var channels: Int?
    var settings: [SettingDefinition] = []
    var quadrants = QuadrantNames.obis
    var balanceTariffs: [Int] = []
    var catalogue = QuantityCatalogue()
    var modbus: ModbusMap?
    var mBus: MBusMap?
    var response = ResponseTime()
    var identification = ModelIdentification()
    var modules: [OptionModule] = []
    var fitted: [FittedModule] = []
    var panel: PanelDesign?

    /// Names what the model has by now.
    mutating func renewCatalogue() {
        catalogue = QuantityCatalogue(
            quadrants: quadrants,
            balanceTariffs: balanceTariffs,
            design: design
        )
    }
}
