import Documents
import Metrology

extension SettingReader {
    /// Reports a setting that does not fit the rest of the model.
    static func check(_ setting: SettingDefinition, _ node: Node, _ design: MeterDesign) {
        guard case .metrology(let role) = setting.role else { return }
        let values = setting.choices.map(\.value)
        let greatest = values.max() ?? setting.range.upperBound
        let least = values.min() ?? setting.range.lowerBound
        switch role {
        case .network where greatest >= Double(design.networks.count):
            let count = design.networks.count
            node.report("names network \(Node.text(greatest)); the list has \(count)")
        case .demandPeriod: checkDemandPeriod(setting, node, design)
        case .pulse(let n, let part): checkPulse(n, part, values, node, design)
        case .input(let n, let part): checkInput(n, part, setting, node, design)
        case .alarm(let n, let part): checkAlarm(n, part, least...greatest, node, design)
        case .equipment(let part):
            EquipmentSettingCheck(node, design).check(part, least...greatest)
        case .partialMode where least < 0 || greatest > 2:
            node.report("names a mode that is not known; 0 ASY, 1 SYn, 2 trF")
        case .inputMode where least < 0 || greatest > 1:
            node.report("names a mode that is not known; 0 each its own, 1 as the first")
        case .combinedEnergy where least < 1 || greatest > 3:
            node.report("names a sum that is not known; 1 import, 2 sum, 3 difference")
        default:
            if role.isRatio, least <= 0 {
                node.report("allows 0 or less; a transformer's values are above 0")
            }
        }
    }

    private static func checkDemandPeriod(
        _ setting: SettingDefinition,
        _ node: Node,
        _ design: MeterDesign
    ) {
        guard let period = design.demand?.period else {
            node.report("needs \"demand\": the meter forms none")
            return
        }
        if setting.defaultValue != Double(period) {
            node.report(
                "has the default \(Node.text(setting.defaultValue)); /demand/period is \(period)"
            )
        }
    }

    private static func checkPulse(
        _ n: Int,
        _ part: MeterSetting.PulsePart,
        _ values: [Double],
        _ node: Node,
        _ design: MeterDesign
    ) {
        guard let output = design.output(n) else {
            let count = design.outputs.count - (design.hasLamp ? 1 : 0)
            node.report("is of pulse output \(n); the meter has \(count), see /pulses")
            return
        }
        switch part {
        case .weight:
            guard case .programmable(let choices, _) = output.weight else {
                node.report("needs \"weights\" to choose from in /pulses")
                return
            }
            let unknown = values.filter { value in
                PulseWeight(wattHours: value).map { !choices.contains($0) } ?? true
            }
            if values.isEmpty || !unknown.isEmpty {
                node.report("has other choices than \"weights\" in /pulses")
            }
        case .duration:
            if values.isEmpty || values.contains(where: { !output.durations.contains(Int64($0)) }) {
                node.report("has other choices than \"durations\" in /pulses")
            }
        case .mode:
            if values.isEmpty || values.contains(where: { !(0...3).contains($0) }) {
                node.report(
                    "names a use that is not known; choices of 0 pulses, 1 alarm, 2 and 3 remote"
                )
            }
        case .source:
            if values.contains(where: { !output.sources.indices.contains(Int($0)) }) {
                node.report("names a quantity beyond the output's list \"of\" in /pulses")
            }
        }
    }

    private static func checkAlarm(
        _ n: Int,
        _ part: MeterSetting.AlarmPart,
        _ values: ClosedRange<Double>,
        _ node: Node,
        _ design: MeterDesign
    ) {
        guard let alarms = design.alarms, n <= alarms.count else {
            node.report("is of alarm \(n); the meter has \(design.alarms?.count ?? 0)")
            return
        }
        let relays = design.equipment?.relays.count ?? 0
        if part == .output, values.lowerBound < 0 || values.upperBound > Double(relays) {
            node.report("names a relay that is not there; 0 none, 1 to \(relays)")
        }
        if part == .source,
            values.lowerBound < -1
                || values.upperBound >= Double(alarms.quantities.count)
        {
            node.report("names a quantity beyond the list /alarms/of; −1 for none")
        }
    }
}

extension MeterSetting {
    /// Whether it belongs to a transformer's ratio.
    var isRatio: Bool {
        switch self {
        case .currentTransformerPrimary, .currentTransformerSecondary, .currentTransformerRatio,
            .voltageTransformerPrimary, .voltageTransformerSecondary, .voltageTransformerRatio:
            true
        default: false
        }
    }
}

extension SettingDefinition.Role {
    /// The unit that the meaning of the setting fixes.
    var fixedUnit: String? {
        switch self {
        case .metrology(let setting):
            switch setting {
            case .currentTransformerPrimary, .currentTransformerSecondary: "A"
            case .voltageTransformerPrimary, .voltageTransformerSecondary: "V"
            case .demandPeriod, .alarm(_, .delay), .alarm(_, .releaseDelay): "s"
            case .operatingTimeThreshold: "W"
            case .equipment(let part): part.fixedUnit
            case .operatingTimeThresholdPercent: "%"
            case .pulse(_, .duration), .input(_, .offTime): "ms"
            // What a pulse or an alarm is about is chosen, and its unit with it.
            case .pulse(_, .weight), .input(_, .weight), .alarm(_, .high), .alarm(_, .low),
                .alarm(_, .hysteresis):
                nil
            default: ""
            }
        case .line(.baudRate): "bit/s"
        case .line: ""
        case .stored: nil
        }
    }
}
