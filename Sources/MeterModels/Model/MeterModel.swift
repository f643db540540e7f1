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
    /// A few sentences on what the device has, for people.
    public let features: [String]
    /// How it measures and counts.
    public let design: MeterDesign
    /// What stands on its rating plate.
    public let ratings: MeterRatings
    /// Its serial line.
    public let serial: SerialOptions
    /// What can be programmed.
    public let settings: [SettingDefinition]
    /// The names of quantities in this model's naming of the quadrants.
    public let catalogue: QuantityCatalogue
    /// Its Modbus side; nil for a meter without one.
    public let modbus: ModbusMap?
    /// How long it takes to answer a request.
    public let response: ResponseTime
    /// What functions 43/14 and 17 tell.
    public let identification: ModelIdentification

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
        settings = parts.settings
        catalogue = parts.catalogue
        modbus = parts.modbus
        response = parts.response
        identification = parts.identification
    }

    /// The place of a setting in ``settings``, nil when the model has none of that name.
    public func settingIndex(_ name: String) -> Int? {
        settings.firstIndex { $0.name == name }
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
    var features: [String] = []
    var design = MeterDesign()
    var ratings = MeterRatings()
    var serial = SerialOptions()
    var settings: [SettingDefinition] = []
    var quadrants = QuadrantNames.obis
    var balanceTariffs: [Int] = []
    var catalogue = QuantityCatalogue()
    var modbus: ModbusMap?
    var response = ResponseTime()
    var identification = ModelIdentification()
}
