import Documents
import Metrology

/// Reads the lamp and the pulse outputs of a model.
struct PulseReader {
    private let catalogue: QuantityCatalogue

    private init(_ catalogue: QuantityCatalogue) { self.catalogue = catalogue }

    static func read(_ reader: ObjectReader, _ parts: inout MeterModelParts) {
        guard let pulses = reader.optional("pulses")?.object("the pulses") else { return }
        let reading = PulseReader(parts.catalogue)
        var outputs: [PulseOutputDesign] = []
        if let node = pulses.optional("led"), let lamp = reading.lamp(node) {
            outputs.append(lamp)
            parts.design.hasLamp = true
        }
        if let node = pulses.optional("output") {
            outputs += [reading.output(node)].compactMap { $0 }
            if pulses.has("outputs") {
                pulses.optional("outputs")?.report("stands beside \"output\"; only one of them")
            }
        } else if let node = pulses.optional("outputs") {
            let list = node.array("a list of pulse outputs") ?? []
            outputs += list.compactMap(reading.output)
            if list.count > MeterSetting.most {
                node.report("has \(list.count) outputs; at most \(MeterSetting.most)")
            }
        }
        pulses.finish()
        parts.design.outputs = outputs
    }

    /// `1000`, or `{ "constant": 1000, "of": "active.import" }`; both directions unless told.
    private func lamp(_ node: Node) -> PulseOutputDesign? {
        let what = "pulses for a kWh"
        var lanes = EnergyLanes.active
        var constant: Double?
        var keeps: Bool?
        if case .object = node.value {
            guard let reader = node.object() else { return nil }
            constant = reader.required("constant")?.number(what, in: 0.001...1e7)
            if let of = reader.optional("of") { lanes = source(of) ?? lanes }
            keeps = reader.optional("keepsResidue")?.bool()
            reader.finish()
        } else {
            constant = node.number(what, in: 0.001...1e7)
        }
        guard let weight = constant.flatMap(PulseWeight.init(impulsesPerKilowattHour:)) else {
            return nil
        }
        var lamp = PulseOutputDesign(lanes: lanes, weight: .secondary(weight), durations: [])
        lamp.isLamp = true
        if let keeps { lamp.keepsResidue = keeps }
        return lamp
    }

    private func output(_ node: Node) -> PulseOutputDesign? {
        guard let reader = node.object("the pulse output") else { return nil }
        let sources = reader.optional("of").map(sources) ?? [.activeImport]
        let durations = durations(reader)
        let weight = weight(reader)
        let offTime = reader.optional("offTime").map(offTime)
        let overrun = reader.optional("overrun").map(overrun)
        let ratings = reader.optional("ratings").map(ratings)
        let keeps = reader.optional("keepsResidue")?.bool()
        reader.finish()
        guard let weight, let first = sources.first, !durations.isEmpty else { return nil }
        var output = PulseOutputDesign(lanes: first, weight: weight, durations: durations)
        output.sources = sources
        if let offTime = offTime ?? nil { output.offTime = offTime }
        if let overrun = overrun ?? nil { output.overrun = overrun }
        output.ratings = ratings ?? nil
        if let keeps { output.keepsResidue = keeps }
        return output
    }

    /// One energy by name, or a list to choose from.
    private func sources(_ node: Node) -> [EnergyLanes] {
        guard case .array = node.value else { return [source(node)].compactMap { $0 } }
        let names = node.array("names of energies") ?? []
        if names.isEmpty, case .array = node.value {
            node.report("is empty; at least one energy such as active.import")
        }
        return names.compactMap(source)
    }

    private func source(_ node: Node) -> EnergyLanes? {
        guard let name = node.string("an energy such as active.import") else { return nil }
        if case .energy(let index)? = catalogue["energy.\(name).total"], index.minus == [] {
            return index.plus
        }
        let names = catalogue.names.filter { $0.hasPrefix("energy.") && $0.hasSuffix(".total") }
            .map { String($0.dropFirst(7).dropLast(6)) }
        node.report("\"\(name)\" is no energy\(Spelling.hint(for: name, among: names))")
        return nil
    }

    private func durations(_ reader: ObjectReader) -> [Int64] {
        let allowed: ClosedRange<Int64> = 1...10_000
        guard let list = reader.optional("durations") else {
            guard let node = reader.optional("duration") else { return [100] }
            return [node.milliseconds(in: allowed)].compactMap { $0 }
        }
        if reader.has("duration") {
            reader.optional("duration")?.report("stands beside \"durations\"; only one of them")
        }
        let durations = (list.array("a list of durations, the factory's first") ?? [])
            .compactMap { $0.milliseconds(in: allowed) }
        if durations.isEmpty { list.report("is empty; at least one duration") }
        return durations
    }

    private func weight(_ reader: ObjectReader) -> PulseWeightRule? {
        let given = ["weight", "weights", "weightByRatio"].filter(reader.has)
        guard given.count <= 1 else {
            for key in given { _ = reader.optional(key) }
            let names = given.map { "\"\($0)\"" }.joined(separator: " and ")
            reader.node.report("has \(names); only one of them")
            return nil
        }
        if let node = reader.optional("weights") { return programmable(node) }
        if let node = reader.optional("weightByRatio") { return byRatio(node) }
        return reader.required("weight", "or \"weights\", or \"weightByRatio\"")
            .flatMap(wattHours).map { .fixed($0) }
    }

    private func wattHours(_ node: Node) -> PulseWeight? {
        node.number("Wh for a pulse", in: 0.001...1e8).flatMap(PulseWeight.init(wattHours:))
    }

    private func programmable(_ node: Node) -> PulseWeightRule? {
        let choices = (node.array("a list of weights, the factory's first") ?? [])
            .compactMap(wattHours)
        guard let first = choices.first else {
            node.report("is empty; at least one weight")
            return nil
        }
        return .programmable(choices: choices, factory: first)
    }

    private func byRatio(_ node: Node) -> PulseWeightRule? {
        var bands: [PulseWeightBand] = []
        for entry in node.array("a list of weights by ratio") ?? [] {
            guard let reader = entry.object("a weight up to a ratio") else { continue }
            let ratio = reader.required("upTo")?.number("a ratio", in: 0.001...1e9)
            let weight = reader.required("weight").flatMap(wattHours)
            reader.finish()
            guard let ratio, let weight else { continue }
            if let last = bands.last, last.upTo >= ratio {
                entry.report("upTo does not ascend; the ratios ascend")
            }
            bands.append(PulseWeightBand(upTo: ratio, weight: weight))
        }
        if bands.isEmpty, case .array(let list) = node.value, list.isEmpty {
            node.report("is empty; at least one weight with the ratio it reaches up to")
        }
        return bands.last.map { .byRatio(bands, beyond: $0.weight) }
    }

    /// `"asLongAsPulse"`, `"standardMinimum"` (30 ms), or a duration.
    private func offTime(_ node: Node) -> PulseOffTime? {
        if case .string(let word) = node.value, !(word.first?.isNumber ?? false) {
            return node.word(of: [
                "asLongAsPulse": PulseOffTime.asLongAsPulse, "standardMinimum": .standardMinimum,
            ])
        }
        return node.milliseconds(in: 0...10_000).map { .milliseconds($0) }
    }

    /// `"discard"`, or `{ "backlog": 255 }`.
    private func overrun(_ node: Node) -> PulseOverrun? {
        if case .object = node.value {
            guard let reader = node.object() else { return nil }
            let limit = reader.required("backlog")?.integer("pulses that wait", in: 1...1_000_000)
            reader.finish()
            return limit.map { .backlog(limit: Int64($0)) }
        }
        return node.word(of: ["discard": PulseOverrun.discard])
    }

    private func ratings(_ node: Node) -> S0Ratings? {
        guard let reader = node.object("the electrical ratings of the output") else { return nil }
        let voltage = reader.required("maximumVoltage")?.number("V", in: 0...1000)
        let current = reader.required("maximumCurrent")?.number("mA", in: 0...10_000)
        reader.finish()
        guard let voltage, let current else { return nil }
        return S0Ratings(maximumVoltage: voltage, maximumCurrent: current)
    }
}
