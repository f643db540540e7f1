import Documents
import Metrology

/// Reads what a meter keeps the least and greatest values of, and its alarms.
enum WatchReader {
    static func read(_ reader: ObjectReader, _ parts: inout MeterModelParts) {
        if let extremes = reader.optional("extremes")?.object("the least and greatest values") {
            let list = extremes.required("of", "names of instantaneous quantities")
            parts.design.extremes = quantities(list, parts.catalogue)
            extremes.finish()
        }
        guard let alarms = reader.optional("alarms")?.object("the alarms") else { return }
        let count = alarms.required("count")?.integer("alarms", in: 1...MeterSetting.most)
        let list = alarms.required("of", "names of instantaneous quantities")
        let watched = quantities(list, parts.catalogue)
        alarms.finish()
        guard let count, !watched.isEmpty else { return }
        parts.design.alarms = AlarmDesign(count: count, quantities: watched)
    }

    static func quantities(_ node: Node?, _ catalogue: QuantityCatalogue) -> [Quantity] {
        var found: [Quantity] = []
        if let node, case .array(let list) = node.value, list.isEmpty {
            node.report("is empty; at least one quantity such as voltage.l1")
        }
        for entry in node?.array("names of instantaneous quantities") ?? [] {
            guard let name = entry.string("the name of a quantity") else { continue }
            guard let quantity = catalogue[name] else {
                let names = catalogue.names.filter { catalogue[$0]?.isInstantaneous == true }
                let hint = Spelling.hint(for: name, among: names)
                entry.report("\"\(name)\" is no quantity\(hint)")
                continue
            }
            if !quantity.isInstantaneous {
                entry.report("\(name) is no value of the moment; such as voltage.l1 is needed")
            } else if found.contains(quantity) {
                entry.report("stands above already; each quantity once")
            } else {
                found.append(quantity)
            }
        }
        return found
    }
}
