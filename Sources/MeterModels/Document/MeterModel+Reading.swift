public import Documents
import Metrology

extension MeterModel {
    /// Reads a meter model; nil after every fault of it has been reported.
    ///
    /// - Parameter id: the name by which farms refer to the model.
    public static func read(_ node: Node, id: String) -> MeterModel? {
        let faults = node.log.faults.count
        guard let reader = node.object("a meter model") else { return nil }
        var parts = MeterModelParts(id: id)
        readHead(reader, &parts)
        DesignReader(reader).read(&parts)
        PulseReader.read(reader, &parts)
        WatchReader.read(reader, &parts)
        parts.catalogue = QuantityCatalogue(
            quadrants: parts.quadrants,
            balanceTariffs: parts.balanceTariffs,
            design: parts.design
        )
        parts.settings = SettingReader.settings(reader, &parts.design)
        LineReader.read(reader, &parts)
        if let modbus = reader.optional("modbus")?.object("the Modbus side of a meter") {
            parts.modbus = ModbusReader(modbus, parts).read(&parts)
        }
        reader.finish(allowing: ["$schema"])
        return node.log.faults.count == faults ? MeterModel(parts) : nil
    }

    private static func readHead(_ reader: ObjectReader, _ parts: inout MeterModelParts) {
        parts.name = reader.required("name")?.string() ?? ""
        parts.vendor = reader.required("vendor")?.string() ?? ""
        parts.references = reader.optional("references")?.strings("order numbers") ?? []
        parts.features = reader.optional("features")?.strings("sentences") ?? []
        parts.sources = sources(reader.required("sources", "what the model was written from"))
    }

    private static func sources(_ node: Node?) -> [ModelSource] {
        var sources: [ModelSource] = []
        for entry in node?.array("a list of sources") ?? [] {
            guard let reader = entry.object("a source with id and title") else { continue }
            let id = reader.required("id")?.string()
            let title = reader.required("title")?.string()
            reader.finish()
            guard let id, let title else { continue }
            if sources.contains(where: { $0.id == id }) {
                entry.report("a source \"\(id)\" stands above; each id once")
                continue
            }
            sources.append(ModelSource(id: id, title: title))
        }
        return sources
    }
}
