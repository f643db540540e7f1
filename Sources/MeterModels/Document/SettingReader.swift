import Documents
import Metrology

/// Reads the settings of a model.
enum SettingReader {
    static func settings(
        _ reader: ObjectReader,
        _ design: inout MeterDesign
    ) -> [SettingDefinition] {
        guard let settings = reader.optional("settings")?.object("the settings by name") else {
            return []
        }
        var found: [SettingDefinition] = []
        for (name, node) in settings.each() {
            guard let setting = setting(name, node, design) else { continue }
            if case .metrology(let role) = setting.role, role.isRatio {
                design.ratioChangeResets.formUnion(setting.resets)
            }
            found.append(setting)
        }
        settings.finish()
        return found
    }

    private static func setting(
        _ name: String,
        _ node: Node,
        _ design: MeterDesign
    ) -> SettingDefinition? {
        guard let reader = node.object("a setting") else { return nil }
        let isStored = reader.optional("stored")?.bool() ?? false
        let role = role(name, node, isStored: isStored)
        let unit = reader.optional("unit")?.string("a unit")
        if let unit, let fixed = role?.fixedUnit, unit != fixed {
            reader.optional("unit")?.report("is \"\(unit)\"; \(name) is in \"\(fixed)\"")
        }
        let choices = choices(reader.optional("choices"))
        let range = reader.optional("range")?.range("a value", in: -1e12...1e12)
        if choices.isEmpty, range == nil, !reader.has("choices"), !reader.has("range") {
            node.report("has neither range nor choices; one of them says what is allowed")
        }
        let isWhole = reader.optional("whole")?.bool() ?? false
        let resets = (reader.optional("resets")?.array("a list of what is reset") ?? [])
            .compactMap { $0.choice(of: ResetScope.self) }
        let access = reader.optional("access")?.string()
        let fallback = reader.required("default")
        let value = fallback.flatMap { defaultValue($0, choices) }
        reader.finish()
        guard let role, let value, range != nil || !choices.isEmpty else { return nil }
        let setting = SettingDefinition(
            name: name,
            role: role,
            unit: role.fixedUnit ?? unit ?? "",
            defaultValue: value,
            range: range ?? value...value,
            isWhole: isWhole,
            choices: choices,
            resets: Set(resets),
            access: access
        )
        if !setting.allows(value) {
            fallback?.report("the default is not among what range and choices allow")
        }
        check(setting, node, design)
        return setting
    }

    private static func role(
        _ name: String,
        _ node: Node,
        isStored: Bool
    ) -> SettingDefinition.Role? {
        if let setting = MeterSetting(name: name) { return .metrology(setting) }
        if let setting = LineSetting(rawValue: name) { return .line(setting) }
        if isStored { return .stored }
        let known = MeterSetting.named.map(\.name) + LineSetting.allCases.map(\.rawValue)
        let hint = Spelling.hint(for: name, among: known)
        node.report("\"\(name)\" changes nothing; say \"stored\": true if it is only kept\(hint)")
        return nil
    }

    private static func choices(_ node: Node?) -> [SettingDefinition.Choice] {
        var found: [SettingDefinition.Choice] = []
        for entry in node?.array("a list of choices") ?? [] {
            guard let choice = choice(entry) else { continue }
            if found.contains(where: { $0.value == choice.value || $0.code == choice.code }) {
                entry.report("has the value or code of a choice above; each once")
            } else {
                found.append(choice)
            }
        }
        if let node, case .array(let list) = node.value, list.isEmpty {
            node.report("is empty; at least one choice")
        }
        return found
    }

    private static func choice(_ node: Node) -> SettingDefinition.Choice? {
        let limits = -1e12...1e12
        guard case .object = node.value else {
            return node.number("a value", in: limits).map {
                SettingDefinition.Choice(value: $0, code: $0, name: Node.text($0))
            }
        }
        guard let reader = node.object() else { return nil }
        let value = reader.required("value")?.number("a value", in: limits)
        let code = reader.optional("code")?.number("a register value", in: limits)
        let name = reader.optional("name")?.string()
        reader.finish()
        return value.map {
            SettingDefinition.Choice(value: $0, code: code ?? $0, name: name ?? Node.text($0))
        }
    }

    private static func defaultValue(
        _ node: Node,
        _ choices: [SettingDefinition.Choice]
    ) -> Double? {
        guard case .string(let name) = node.value, !choices.isEmpty else {
            return node.number("a value", in: -1e12...1e12)
        }
        guard let choice = choices.first(where: { $0.name == name }) else {
            let hint = Spelling.hint(for: name, among: choices.map(\.name))
            node.report("\"\(name)\" is no choice\(hint)")
            return nil
        }
        return choice.value
    }
}
