internal import Documents
internal import MeterModels

/// Reads what is programmed in a meter.
enum SettingsReader {
    /// The settings in the order of the model; factory values where the file says nothing.
    static func read(_ node: Node?, _ model: MeterModel?) -> [Double] {
        guard let model else { return [] }
        var values = model.settings.map(\.defaultValue)
        guard let object = node?.object("settings by name") else { return values }
        for (index, definition) in model.settings.enumerated() {
            guard let entry = object.optional(definition.name) else { continue }
            if let value = value(entry, definition) { values[index] = value }
        }
        object.finish()
        return values
    }

    private static func value(_ node: Node, _ definition: SettingDefinition) -> Double? {
        if case .string(let name) = node.value {
            if let choice = definition.choices.first(where: { $0.name == name }) {
                return choice.value
            }
            let names = definition.choices.map(\.name)
            node.report("\"\(name)\" is no choice\(Spelling.hint(for: name, among: names))")
            return nil
        }
        guard let value = node.number("a number") else { return nil }
        guard definition.allows(value) else {
            node.report("\(Node.text(value)) is not allowed; \(allowed(definition))")
            return nil
        }
        return value
    }

    private static func allowed(_ definition: SettingDefinition) -> String {
        let unit = definition.unit.isEmpty ? "" : " \(definition.unit)"
        guard definition.choices.isEmpty else {
            let values = definition.choices.map { "\(Node.text($0.value)) (\($0.name))" }
            return values.joined(separator: ", ")
        }
        let (low, high) = (definition.range.lowerBound, definition.range.upperBound)
        let kind = definition.isWhole ? "whole numbers " : ""
        return "\(kind)\(Node.text(low)) to \(Node.text(high))\(unit)"
    }
}
