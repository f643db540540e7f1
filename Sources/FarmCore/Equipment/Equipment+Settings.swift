internal import MeterModels
internal import Metrology

extension Equipment {
    /// Takes over what the settings say; what they do not name is as in the factory.
    mutating func apply(_ definitions: [SettingDefinition], _ values: [Double]) {
        alarmOutputs = Array(repeating: 0, count: MeterSetting.most)
        let before = inputRules
        inputRules = inputRules.map { _ in DigitalInputRule() }
        for (definition, value) in zip(definitions, values) {
            switch definition.role {
            case .metrology(.equipment(let setting)): apply(setting, value)
            case .metrology(.alarm(let n, .output)) where alarmOutputs.indices.contains(n - 1):
                alarmOutputs[n - 1] = Int(exactly: value) ?? 0
            default: break
            }
        }
        for index in inputs.indices where inputRules[index].watchesOther(than: before[index]) {
            inputs[index].forgetAlarm()
        }
    }

    private mutating func apply(_ setting: EquipmentSetting, _ value: Double) {
        switch setting {
        case .input(let n, let part):
            guard inputRules.indices.contains(n - 1) else { return }
            inputRules[n - 1].take(part, value)
        case .relay(let n, let part):
            guard relayRules.indices.contains(n - 1) else { return }
            relayRules[n - 1].take(part, value)
        case .analogueInput(let n, let part):
            guard inputScalings.indices.contains(n - 1) else { return }
            inputScalings[n - 1].take(part, value)
        case .analogueOutput(let n, let part):
            guard outputs.indices.contains(n - 1) else { return }
            outputs[n - 1].scaling.take(part, value)
        case .analogueOutputSource(let n):
            guard outputs.indices.contains(n - 1) else { return }
            let quantities = design.analogueOutputs[n - 1].quantities
            let place = Int(exactly: value) ?? -1
            outputs[n - 1].quantity =
                quantities.indices.contains(place) ? quantities[place] : nil
        case .breaker(let part): breakerRule.take(part, value)
        }
    }
}

extension DigitalInputRule {
    /// Whether what it watches for is not what another rule does.
    fileprivate func watchesOther(than other: DigitalInputRule) -> Bool {
        hasAlarm != other.hasAlarm || contact != other.contact
    }

    fileprivate mutating func take(_ part: EquipmentSetting.InputPart, _ value: Double) {
        switch part {
        case .alarm: hasAlarm = value == 1
        case .contact: contact = value == 1 ? .normallyClosed : .normallyOpen
        case .delay: delay = Int64((value * 1000).rounded())
        case .releaseDelay: releaseDelay = Int64((value * 1000).rounded())
        case .latch: latches = value == 1
        case .output: output = Int(exactly: value) ?? 0
        }
    }
}

extension RelayRule {
    fileprivate mutating func take(_ part: EquipmentSetting.RelayPart, _ value: Double) {
        switch part {
        case .contact: contact = value == 1 ? .normallyClosed : .normallyOpen
        case .hold: hold = Int64((value * 1e6).rounded())
        case .flashPeriod: flashPeriod = Int64((value * 1e6).rounded())
        case .flashFrequency: flashPeriod = value > 0 ? Int64((1e6 / value).rounded()) : 0
        }
    }
}

extension AnalogueScaling {
    fileprivate mutating func take(_ part: EquipmentSetting.ScalingPart, _ value: Double) {
        switch part {
        case .range: range = value == 1 ? .liveZero : .deadZero
        case .low: low = value
        case .high: high = value
        }
    }
}

extension BreakerRule {
    fileprivate mutating func take(_ part: EquipmentSetting.BreakerPart, _ value: Double) {
        let current: Double? = value > 0 ? value : nil
        let milliseconds = Int64((value * 1000).rounded())
        switch part {
        case .longTimeCurrent: longTimeCurrent = current
        case .longTimeDelay: longTimeDelay = milliseconds
        case .shortTimeCurrent: shortTimeCurrent = current
        case .shortTimeDelay: shortTimeDelay = milliseconds
        case .instantaneousCurrent: instantaneousCurrent = current
        case .residualCurrent: residualCurrent = current
        case .residualDelay: residualDelay = milliseconds
        }
    }
}
