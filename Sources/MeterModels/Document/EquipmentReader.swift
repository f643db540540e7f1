import Documents
import Metrology

/// Reads what a device has besides metrology.
///
/// Each part is an object, or a list of such groups whose numbers go on.
enum EquipmentReader {
    /// Digital inputs, sensors and the breaker: what alarms can watch and relays can follow.
    static func readParts(_ reader: ObjectReader, _ parts: inout MeterModelParts) {
        var design = EquipmentDesign()
        for (node, group) in groups(reader, "digitalInputs") {
            let limit = EquipmentDesign.mostInputs - design.inputCount
            design.inputCount += count(group, "digital inputs", limit, node)
            group.finish()
        }
        for (node, group) in groups(reader, "sensors") { readSensors(group, node, &design) }
        if let breaker = reader.optional("breaker")?.object("the breaker") {
            design.breaker = BreakerReader.read(breaker)
        }
        guard !design.isEmpty else { return }
        parts.design.equipment = design
        parts.renewCatalogue()
    }

    /// Relays and analogue outputs: what goes by values of the others.
    static func readOutputs(_ reader: ObjectReader, _ parts: inout MeterModelParts) {
        var design = parts.design.equipment ?? EquipmentDesign()
        for (node, group) in groups(reader, "relays") {
            let limit = EquipmentDesign.mostRelays - design.relays.count
            let number = count(group, "relays", limit, node)
            let relay = relay(group, parts.catalogue)
            group.finish()
            design.relays += Array(repeating: relay, count: number)
        }
        for (node, group) in groups(reader, "analogueOutputs") {
            let limit = EquipmentDesign.mostSensors - design.analogueOutputs.count
            let number = count(group, "analogue outputs", limit, node)
            let list = group.required("of", "names of instantaneous quantities")
            let quantities = WatchReader.quantities(list, parts.catalogue)
            let output = AnalogueOutputDesign(quantities, scaling(group))
            group.finish()
            design.analogueOutputs += Array(repeating: output, count: number)
        }
        guard !design.isEmpty else { return }
        parts.design.equipment = design
        parts.renewCatalogue()
    }

    /// The cause of a trip by name.
    static func tripCause(_ node: Node) -> TripCause? {
        let names = TripCause.allCases.map { ($0.name, $0) }
        return node.word(of: Dictionary(uniqueKeysWithValues: names))
    }

    private static func groups(
        _ reader: ObjectReader,
        _ key: String
    ) -> [(node: Node, group: ObjectReader)] {
        guard let node = reader.optional(key) else { return [] }
        guard case .array = node.value else {
            return node.object("what there is of them").map { [(node, $0)] } ?? []
        }
        return (node.array() ?? []).compactMap { entry in
            entry.object("what there is of them").map { (entry, $0) }
        }
    }

    private static func count(
        _ group: ObjectReader,
        _ what: String,
        _ limit: Int,
        _ node: Node
    ) -> Int {
        guard limit > 0 else {
            _ = group.optional("count")
            node.report("is beyond the most \(what) that a device can have")
            return 0
        }
        return group.required("count")?.integer(what, in: 1...limit) ?? 0
    }

    private static func readSensors(
        _ group: ObjectReader,
        _ node: Node,
        _ design: inout EquipmentDesign
    ) {
        let most = EquipmentDesign.mostSensors
        let temperatures = group.optional("temperature")?
            .integer("temperature sensors", in: 0...max(most - design.temperatureCount, 0))
        let currents = group.optional("current")?
            .integer("analogue inputs", in: 0...max(most - design.analogueInputs.count, 0))
        let input = AnalogueInputDesign(scaling(group))
        group.finish()
        if temperatures == nil, currents == nil, !group.has("temperature"), !group.has("current") {
            node.report("has neither \"temperature\" nor \"current\"; how many there are")
        }
        design.temperatureCount += temperatures ?? 0
        design.analogueInputs += Array(repeating: input, count: currents ?? 0)
    }

    private static func scaling(_ group: ObjectReader) -> AnalogueScaling {
        var scaling = AnalogueScaling()
        group.optional("range")?
            .word(of: ["0-20mA": AnalogueRange.deadZero, "4-20mA": .liveZero])
            .map { scaling.range = $0 }
        group.optional("low")?.number("a value", in: -1e12...1e12).map { scaling.low = $0 }
        group.optional("high")?.number("a value", in: -1e12...1e12).map { scaling.high = $0 }
        return scaling
    }

    private static func relay(
        _ group: ObjectReader,
        _ catalogue: QuantityCatalogue
    ) -> RelayDesign {
        var relay = RelayDesign()
        group.optional("contact")?.choice().map { relay.rule.contact = $0 }
        group.optional("hold")?.milliseconds(in: 0...86_400_000)
            .map { relay.rule.hold = $0 * 1000 }
        group.optional("flashPeriod")?.milliseconds(in: 0...3_600_000)
            .map { relay.rule.flashPeriod = $0 * 1000 }
        for node in group.optional("follows")?.array("names of what switches it") ?? [] {
            guard let quantity = node.quantity(catalogue) else { continue }
            if quantity.isSwitch {
                relay.follows.append(quantity)
            } else {
                node.report("is not just on or off; such as alarm.1.active or breaker.tripped")
            }
        }
        return relay
    }
}

extension Quantity {
    /// Whether it is 1 or 0 and may switch a relay.
    fileprivate var isSwitch: Bool {
        switch self {
        case .alarm(_, .active), .equipment(.input), .equipment(.inputAlarm(_, .active)),
            .equipment(.breaker(.tripped)), .equipment(.breaker(.closed)), .tariffInput:
            true
        default: false
        }
    }
}
