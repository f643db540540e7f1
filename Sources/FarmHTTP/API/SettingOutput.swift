internal import Documents
internal import FarmCore
internal import MeterModels

extension MeterMachine {
    /// What is programmed, with what is allowed.
    var settingsOutput: JSONOutput {
        .items(zip(model.settings, settings).map { $0.output($1) })
    }
}

extension SettingDefinition {
    /// The setting with its value.
    func output(_ value: Double) -> JSONOutput {
        [
            "name": .text(name), "title": .text(Words.title(name)), "value": word(value),
            "default": word(defaultValue), "allowed": allowed,
            "unit": unit.isEmpty ? .null : .text(unit),
        ]
    }

    /// A value as files give it.
    private func word(_ value: Double) -> JSONOutput {
        choices.first { $0.value == value }.map { .text($0.name) } ?? .number(value)
    }

    private var allowed: JSONOutput {
        guard choices.isEmpty else {
            let list = choices.map { choice -> JSONOutput in
                ["name": .text(choice.name), "value": .number(choice.code)]
            }
            return ["choices": .array(list)]
        }
        return [
            "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound),
            "whole": .bool(isWhole),
        ]
    }
}
