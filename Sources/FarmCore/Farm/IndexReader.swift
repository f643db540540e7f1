internal import Documents
internal import MeterModels
internal import Metrology

/// Reads the energies that a meter starts with.
enum IndexReader {
    /// The most counters that a complaint names.
    private static let mostNames = 24

    /// The indexes at a node; what is no counter of the model is reported.
    static func read(
        _ node: Node?,
        _ model: MeterModel?
    ) -> [(index: EnergyIndex, millijoules: Int64)] {
        guard let object = node?.object("energies by name, in Wh, varh or VAh"), let model else {
            return []
        }
        let counters = MeterCounters(model)
        let limit = Double(model.design.energyRollover) / 3.6e6
        return object.each().compactMap { key, value in
            if model.design.networks.isEmpty {
                value.report("\(model.name) counts no energy")
                return nil
            }
            guard case .energy(let index)? = model.catalogue[key], index.minus == [] else {
                let hint = Spelling.hint(for: key, among: counters.allNames)
                value.report("\"\(key)\" is no energy index\(hint)")
                return nil
            }
            guard counters.has(index) else {
                value.report("\(model.name) has no counter \"\(key)\"; \(list(counters.names))")
                return nil
            }
            guard let energy = value.number("an energy in Wh", in: 0...limit) else { return nil }
            return (index, Int64((energy * 3.6e6).rounded()))
        }
    }

    private static func list(_ names: [String]) -> String {
        let first = names.prefix(mostNames).joined(separator: ", ")
        return names.count > mostNames
            ? "it has \(first), … (\(names.count) in all)" : "it has \(first)"
    }
}
