import Documents
import Metrology

/// Reports a setting of equipment that the model does not have, or that allows too much.
struct EquipmentSettingCheck {
    private let node: Node
    private let design: EquipmentDesign

    init(_ node: Node, _ design: MeterDesign) {
        self.node = node
        self.design = design.equipment ?? EquipmentDesign()
    }

    func check(_ setting: EquipmentSetting, _ values: ClosedRange<Double>) {
        switch setting {
        case .input(let n, let part):
            require(n, of: design.inputCount, "digital input", "digitalInputs")
            switch part {
            case .output: requireRelay(values)
            case .alarm, .contact, .latch: requireWord(values)
            case .delay, .releaseDelay: requireTime(values)
            }
        case .relay(let n, let part):
            require(n, of: design.relays.count, "relay", "relays")
            if part == .contact { requireWord(values) } else { requireTime(values) }
        case .analogueInput(let n, let part):
            require(n, of: design.analogueInputs.count, "analogue input", "sensors")
            if part == .range { requireWord(values) }
        case .analogueOutput(let n, let part):
            require(n, of: design.analogueOutputs.count, "analogue output", "analogueOutputs")
            if part == .range { requireWord(values) }
        case .analogueOutputSource(let n): checkSource(n, values)
        case .breaker:
            if design.breaker == nil { node.report("is of a breaker; the model has none") }
            requireTime(values)
        }
    }

    private func checkSource(_ n: Int, _ values: ClosedRange<Double>) {
        let outputs = design.analogueOutputs
        require(n, of: outputs.count, "analogue output", "analogueOutputs")
        guard outputs.indices.contains(n - 1) else { return }
        let last = Double(outputs[n - 1].quantities.count - 1)
        if values.lowerBound < -1 || values.upperBound > last {
            node.report("names a quantity beyond the list /analogueOutputs/of; −1 for none")
        }
    }

    private func require(_ n: Int, of count: Int, _ what: String, _ key: String) {
        if n > count { node.report("is of \(what) \(n); the model has \(count), see /\(key)") }
    }

    private func requireRelay(_ values: ClosedRange<Double>) {
        let count = design.relays.count
        if values.lowerBound < 0 || values.upperBound > Double(count) {
            node.report("names a relay that is not there; 0 none, 1 to \(count)")
        }
    }

    private func requireWord(_ values: ClosedRange<Double>) {
        if values.lowerBound < 0 || values.upperBound > 1 {
            node.report("allows more than 0 and 1")
        }
    }

    private func requireTime(_ values: ClosedRange<Double>) {
        if values.lowerBound < 0 { node.report("allows less than 0") }
    }
}

extension EquipmentSetting {
    /// The unit that the meaning of the setting fixes.
    var fixedUnit: String? {
        switch self {
        case .input(_, .delay), .input(_, .releaseDelay), .relay(_, .hold),
            .relay(_, .flashPeriod), .breaker(.longTimeDelay), .breaker(.shortTimeDelay),
            .breaker(.residualDelay):
            "s"
        case .relay(_, .flashFrequency): "Hz"
        case .breaker: "A"
        // What an analogue signal stands for is chosen, and its unit with it.
        case .analogueInput(_, .low), .analogueInput(_, .high), .analogueOutput(_, .low),
            .analogueOutput(_, .high):
            nil
        default: ""
        }
    }
}
