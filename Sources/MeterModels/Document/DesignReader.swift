import Documents
import Metrology

/// Reads what concerns metrology: networks, ratings, supply, counting, energies, tariffs, partial
/// counters, demand.
struct DesignReader {
    private let reader: ObjectReader

    init(_ reader: ObjectReader) { self.reader = reader }

    func read(_ parts: inout MeterModelParts) {
        readNetworks(&parts.design)
        RatingsReader.read(reader, &parts)
        SupplyReader.read(reader, &parts)
        let (names, tariffs) = readCounting(&parts.design)
        (parts.quadrants, parts.balanceTariffs) = (names, tariffs)
        parts.catalogue = QuantityCatalogue(quadrants: names, balanceTariffs: tariffs)
        readEnergy(&parts.design)
        readTariffs(&parts.design)
        for n in tariffs where n > parts.design.tariffCount {
            reader.optional("counting")?.report(
                "balanceTariffs names tariff \(n); the meter has \(parts.design.tariffCount)"
            )
        }
        readPartials(&parts.design, parts.catalogue)
        readDemand(&parts.design, parts.catalogue)
    }

    private func readNetworks(_ design: inout MeterDesign) {
        guard let node = reader.required("networks", "network types such as 4NBL") else { return }
        let list = node.array("a list of network types") ?? []
        var networks: [NetworkType] = []
        for entry in list {
            guard let network = entry.choice(of: NetworkType.self) else { continue }
            if networks.contains(network) {
                entry.report("stands above already; each network type once")
            } else {
                networks.append(network)
            }
        }
        // An empty list is a device that measures nothing, such as a pulse concentrator.
        if case .array = node.value, networks.count == list.count { design.networks = networks }
    }

    private func readCounting(_ design: inout MeterDesign) -> (QuadrantNames, [Int]) {
        guard let counting = reader.optional("counting")?.object("how the meter counts") else {
            return (.obis, [])
        }
        counting.optional("total")?.choice().map { design.totalCounting = $0 }
        counting.optional("apparent")?.choice().map { design.apparentTotal = $0 }
        counting.optional("powerFactorSign")?.choice().map { design.powerFactorSign = $0 }
        counting.optional("powerFactorAtZero")?.number("a power factor", in: 0...1)
            .map { design.powerFactorAtZero = $0 }
        counting.optional("refresh")?.milliseconds(in: 100...60_000).map { design.refresh = $0 }
        counting.optional("phaseEnergies")?.bool().map { design.keepsPhaseEnergies = $0 }
        counting.optional("periodEnergies")?.bool().map { design.keepsPeriodEnergies = $0 }
        counting.optional("phaseDetection")?.number("a voltage in V", in: 0...1000)
            .map { design.phaseDetection = $0 }
        if let node = counting.optional("operatingTime"), let rule = operatingTime(node) {
            design.operatingTime = rule
        }
        counting.optional("operatingTimeRollover")?.integer("hours", in: 1...10_000_000)
            .map { design.operatingTimeRollover = Int64($0) * 3_600_000 }
        let names = counting.optional("quadrantNames")?.choice(of: QuadrantNames.self)
        let tariffs = counting.optional("balanceTariffs")?.array("a list of tariffs")?
            .compactMap { $0.integer("a tariff", in: 1...4) }
        counting.finish()
        return (names ?? .obis, tariffs ?? [])
    }

    private func operatingTime(_ node: Node) -> OperatingTimeRule? {
        if case .object = node.value {
            guard let rule = node.object() else { return nil }
            let power = rule.required("activePowerAbove")?.number("a power in W", in: 0...1e9)
            rule.finish()
            return power.map { .activePowerAbove($0) }
        }
        return node.word(of: [
            "powered": OperatingTimeRule.powered, "voltagePresent": .voltagePresent,
        ])
    }

    private func readEnergy(_ design: inout MeterDesign) {
        guard let node = reader.optional("energy"),
            let energy = node.object("how energies are kept")
        else { return }
        let step = energy.optional("step").flatMap { millijoules($0, 1e-5...1e6) }
        let rollover = energy.optional("rollover").flatMap { millijoules($0, 1...2.5e12) }
        let overflow = energy.optional("overflow").flatMap { millijoules($0, 1...2.5e12) }
        energy.finish()
        step.map { design.energyStep = $0 }
        rollover.map { design.energyRollover = $0 }
        design.overflowValue = overflow
        if let step, let rollover, rollover % step != 0 {
            node.report("rollover is not a multiple of step; both in Wh")
        }
    }

    private func millijoules(_ node: Node, _ range: ClosedRange<Double>) -> Int64? {
        node.number("an energy in Wh", in: range).map { Int64(($0 * 3.6e6).rounded()) }
    }

    private func readTariffs(_ design: inout MeterDesign) {
        enum TariffSource: String, CaseIterable { case communication, input }
        guard let node = reader.optional("tariffs"), let tariffs = node.object("the tariffs")
        else { return }
        design.tariffCount = tariffs.required("count")?.integer("tariffs", in: 1...4) ?? 1
        let sources = tariffs.optional("sources")?.array("a list of sources")?
            .compactMap { $0.choice(of: TariffSource.self) }
        let input = tariffs.optional("inputTariffs")
        design.inputTariffs = input?.integer("tariffs", in: 0...design.tariffCount) ?? 0
        if let sources, !sources.contains(.input), design.inputTariffs > 0 {
            input?.report("needs \"input\" among the sources")
        }
        tariffs.finish()
    }

    private func readPartials(_ design: inout MeterDesign, _ catalogue: QuantityCatalogue) {
        enum Power: String, CaseIterable { case start, stop, reset }
        guard let partials = reader.optional("partials")?.object("the partial counters") else {
            return
        }
        for node in partials.optional("each")?.array("what can be done to each") ?? [] {
            _ = node.choice(of: Power.self)
        }
        partials.optional("running")?.bool().map { design.partialsRunAtFirst = $0 }
        for node in partials.required("of")?.array("names of partial counters") ?? [] {
            guard let selection = node.partial(catalogue) else { continue }
            if design.partials.contains(selection) {
                node.report("stands above already; each partial counter once")
            } else {
                design.partials.append(selection)
            }
        }
        partials.finish()
    }

    private func readDemand(_ design: inout MeterDesign, _ catalogue: QuantityCatalogue) {
        guard let demand = reader.optional("demand")?.object("how demands are formed") else {
            return
        }
        let window = demand.required("window")?.choice(of: DemandDesign.Window.self)
        let day: Int64 = 86_400_000
        let period = demand.required("period")?.milliseconds(in: 1000...day)
        let subinterval = demand.optional("subinterval")?.milliseconds(in: 1000...day)
        var sources: [DemandSource] = []
        for node in demand.required("of", "such as active.import")?.array("demands") ?? [] {
            guard let name = node.string("what is averaged") else { continue }
            if case .demand(let source, _)? = catalogue["demand.\(name).last"] {
                sources.append(source)
            } else {
                let all = catalogue.names.filter { $0.hasPrefix("demand.") }
                    .filter { $0.hasSuffix(".last") }.map { String($0.dropFirst(7).dropLast(5)) }
                node.report("\"\(name)\" is no demand\(Spelling.hint(for: name, among: all))")
            }
        }
        let records = demand.optional("loadCurveRecords")?.integer("records", in: 0...100_000)
        demand.finish()
        guard let window, let period else { return }
        design.demand = DemandDesign(
            window: window,
            period: period / 1000,
            subinterval: (subinterval ?? 60_000) / 1000,
            sources: sources,
            loadCurveRecords: records ?? 0
        )
    }
}
