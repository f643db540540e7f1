import Documents
import Metrology

/// Reads what feeds the meter, and what it forgets without.
enum SupplyReader {
    static func read(_ reader: ObjectReader, _ parts: inout MeterModelParts) {
        var supply = SupplyDesign()
        supply.from = standardConductors(parts.design.networks)
        var least: Double?
        if let object = reader.optional("supply")?.object("what feeds the meter") {
            if let node = object.required("from", "conductors such as l1 and n") {
                supply.from = conductors(node, parts.design.networks) ?? supply.from
            }
            least = object.optional("minimumVoltage").flatMap {
                leastVoltage($0, rated: parts.ratings.voltage, supply.from)
            }
            object.optional("startTime")?.milliseconds(in: 0...600_000)
                .map { supply.startTime = $0 }
            object.optional("forgets").map { supply.forgets = forgotten($0) }
            object.finish()
        }
        let standard = SupplyDesign.leastVoltage(rated: parts.ratings.voltage, from: supply.from)
        supply.minimumVoltage = least ?? standard
        parts.design.supply = supply
    }

    /// What feeds a meter whose model does not say.
    private static func standardConductors(_ networks: [NetworkType]) -> [SupplyConductor] {
        guard !networks.isEmpty else { return [.auxiliary] }
        return networks.allSatisfy(\.hasNeutral) ? [.l1, .n] : [.anyPhase]
    }

    private static func conductors(_ node: Node, _ networks: [NetworkType]) -> [SupplyConductor]? {
        guard let entries = node.array("a list of conductors") else { return nil }
        var found: [SupplyConductor] = []
        for entry in entries {
            guard let conductor = entry.choice(of: SupplyConductor.self) else { return nil }
            if found.contains(conductor) {
                entry.report("stands above already; each conductor once")
            } else {
                found.append(conductor)
            }
        }
        if let fault = fault(found, networks) {
            node.report(fault)
            return nil
        }
        return found
    }

    /// Why conductors cannot feed a meter in these networks; nil when they can.
    private static func fault(_ from: [SupplyConductor], _ networks: [NetworkType]) -> String? {
        if from.isEmpty { return "is empty; such as [\"l1\", \"n\"]" }
        if from.contains(.auxiliary) {
            return from.count > 1 ? "has others beside \"auxiliary\", which stands alone" : nil
        }
        if from.contains(.anyPhase), from.contains(where: { $0 != .anyPhase && $0 != .n }) {
            return "has phases beside \"anyPhase\"; only \"n\" may stand there"
        }
        if from.count == 1, from != [.anyPhase] {
            return "has one conductor; a phase needs \"n\" or another phase"
        }
        if networks.isEmpty, from != [.auxiliary] {
            return "names conductors that a device without \"networks\" does not measure; "
                + "[\"auxiliary\"]"
        }
        for network in networks {
            if let missing = from.first(where: { !network.connects($0) }) {
                return "names \"\(missing.rawValue)\", which a meter set to \(network.rawValue) "
                    + "does not have; such as \"anyPhase\""
            }
        }
        return nil
    }

    private static func leastVoltage(
        _ node: Node,
        rated: Double,
        _ from: [SupplyConductor]
    ) -> Double? {
        guard let voltage = node.number("a voltage in V", in: 1...1000) else { return nil }
        if from == [.auxiliary] {
            node.report("concerns no meter with a supply of its own; leave it out")
        }
        let greatest =
            SupplyDesign.leastVoltage(rated: rated, from: from) / SupplyDesign.leastShare
        // The rounding of √3 aside.
        if voltage > greatest * 1.001 {
            node.report("is above the rated voltage, \(Node.text(greatest.rounded())) V here")
        }
        return voltage
    }

    private static func forgotten(_ node: Node) -> Set<VolatileMemory> {
        var found: Set<VolatileMemory> = []
        for entry in node.array("a list of what it forgets") ?? [] {
            guard let memory = entry.choice(of: VolatileMemory.self) else { continue }
            if !found.insert(memory).inserted {
                entry.report("stands above already; each once")
            }
        }
        return found
    }
}
