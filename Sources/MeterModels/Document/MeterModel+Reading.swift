public import Documents
import Metrology

extension MeterModel {
    /// Reads a meter model; nil after every fault of it has been reported.
    ///
    /// - Parameters:
    ///   - id: the name by which farms refer to the model.
    ///   - fitted: the modules that the document has taken in.
    public static func read(
        _ node: Node,
        id: String,
        fitted: [FittedModule] = []
    ) -> MeterModel? {
        let faults = node.log.faults.count
        guard let reader = node.object("a meter model") else { return nil }
        var parts = MeterModelParts(id: id)
        parts.fitted = fitted
        readHead(reader, &parts)
        DesignReader(reader).read(&parts)
        PulseReader.read(reader, &parts)
        PulseInputReader.read(reader, &parts)
        EquipmentReader.readParts(reader, &parts)
        WatchReader.read(reader, &parts)
        parts.renewCatalogue()
        EquipmentReader.readOutputs(reader, &parts)
        parts.settings = SettingReader.settings(reader, &parts.design)
        LineReader.read(reader, &parts)
        parts.channels = reader.optional("channels")?.integer("measuring inputs", in: 2...16)
        parts.configurators = ConfiguratorReader.read(reader, parts.serial)
        if let modbus = reader.optional("modbus")?.object("the Modbus side of a meter") {
            parts.modbus = ModbusReader(modbus, parts).read(&parts)
        }
        if let mBus = reader.optional("mbus")?.object("the M-Bus side of a meter") {
            parts.mBus = MBusReader(mBus, parts).read(&parts)
        }
        parts.panel = PanelReader.read(reader.optional("panel"), parts)
        reader.finish(allowing: ["$schema"])
        return node.log.faults.count == faults ? MeterModel(parts) : nil
    }

    private static func readHead(_ reader: ObjectReader, _ parts: inout MeterModelParts) {
        parts.name = reader.required("name")?.string() ?? ""
        parts.vendor = reader.required("vendor")?.string() ?? ""
        parts.references = reader.optional("references")?.strings("order numbers") ?? []
        parts.sources = SourceList.read(
            reader.required("sources", "what the model was written from")
        )
        parts.modules = ModuleReader.modules(reader.optional("modules"), parts.sources)
        parts.features = FeatureReader.features(reader.optional("features"), parts.sources)
    }
}
