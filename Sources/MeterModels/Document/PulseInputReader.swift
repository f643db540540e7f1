import Documents
import Metrology

/// Reads the pulse inputs of a model.
enum PulseInputReader {
    static func read(_ reader: ObjectReader, _ parts: inout MeterModelParts) {
        guard let inputs = reader.optional("pulseInputs")?.object("the pulse inputs") else {
            return
        }
        let count = inputs.required("count")?.integer("inputs", in: 1...PulseInputDesign.most)
        let kinds = inputs.required("kinds", "what they can count: \(allKinds)").map(kinds)
        let weight = inputs.optional("weight")?.number("Wh, varh or litres", in: 0.001...1e8)
        let offTime = inputs.optional("minimumOffTime")?.milliseconds(in: 0...60_000)
        var design = PulseInputDesign(count: count ?? 1, kinds: kinds ?? [])
        if let weight { design.weight = weight }
        if let offTime { design.offTime = Double(offTime) }
        if let node = inputs.optional("rollover") { rollovers(node, &design) }
        inputs.finish()
        guard count != nil, !design.kinds.isEmpty else { return }
        parts.design.pulseInputs = design
    }

    private static let allKinds = PulseKind.allCases.map(\.name).joined(separator: ", ")

    private static func kinds(_ node: Node) -> [PulseKind] {
        var found: [PulseKind] = []
        let list = node.array("a list of what they can count, the factory's first") ?? []
        if list.isEmpty, case .array = node.value { node.report("is empty; \(allKinds)") }
        for entry in list {
            guard let name = entry.string("one of \(allKinds)") else { continue }
            guard let kind = PulseKind(name: name) else {
                let names = PulseKind.allCases.map(\.name)
                entry.report("\"\(name)\" is unknown\(Spelling.hint(for: name, among: names))")
                continue
            }
            if found.contains(kind) {
                entry.report("stands above already; each kind once")
            } else {
                found.append(kind)
            }
        }
        return found
    }

    /// `{ "pulses": 1000000000, "index": 10000000 }`.
    private static func rollovers(_ node: Node, _ design: inout PulseInputDesign) {
        guard let reader = node.object("where counters begin again at zero") else { return }
        let most = 1_000_000_000_000
        if let pulses = reader.optional("pulses")?.integer("pulses", in: 1...most) {
            design.pulseRollover = Int64(pulses)
        }
        if let index = reader.optional("index")?.integer("kWh, kvarh or m³", in: 1...most) {
            design.indexRollover = Int64(index)
        }
        reader.finish()
    }
}

extension SettingReader {
    /// Reports a setting of a pulse input that does not fit the inputs.
    static func checkInput(
        _ n: Int,
        _ part: MeterSetting.InputPart,
        _ setting: SettingDefinition,
        _ node: Node,
        _ design: MeterDesign
    ) {
        guard let inputs = design.pulseInputs, n <= inputs.count else {
            let count = design.pulseInputs?.count ?? 0
            node.report("is of pulse input \(n); the device has \(count), see /pulseInputs")
            return
        }
        let values = setting.choices.map(\.value)
        let least = values.min() ?? setting.range.lowerBound
        switch part {
        case .kind:
            let kinds = Set(inputs.kinds.map { Double($0.rawValue) })
            if values.isEmpty || !kinds.isSuperset(of: values) {
                let known = inputs.kinds.map { "\($0.rawValue) \($0.name)" }
                node.report(
                    "has other choices than \"kinds\" in /pulseInputs; "
                        + known.joined(separator: ", ")
                )
            }
        case .weight, .currentRatio, .voltageRatio:
            if least <= 0 { node.report("allows 0 or less; it is above 0") }
        case .offTime:
            if least < 0 { node.report("allows less than 0; a time is 0 or more") }
        }
    }
}
