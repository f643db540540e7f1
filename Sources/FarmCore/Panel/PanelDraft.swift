internal import MeterModels
internal import Metrology

/// What a person has changed at a front and has not kept yet.
struct PanelDraft: Hashable, Sendable {
    /// New values, by the place of the setting among the model's.
    private(set) var settings: [Int: Double] = [:]
    /// What is to be set to zero.
    private(set) var resets: Set<ResetScope> = []

    /// Notes a new value of a setting.
    mutating func set(_ setting: Int, to value: Double) { settings[setting] = value }

    /// Notes whether something is to be set to zero.
    mutating func reset(_ scope: ResetScope, _ isWanted: Bool) {
        if isWanted { resets.insert(scope) } else { resets.remove(scope) }
    }

    /// What has to be done to the meter so that it is kept.
    func actions(of meter: MeterMachine) -> [ScenarioAction] {
        var values: [String: ScenarioAction.SettingValue] = [:]
        for (place, value) in settings where meter.settings[place] != value {
            values[meter.model.settings[place].name] = .number(value)
        }
        let scopes = ResetScope.allCases.filter(resets.contains)
        return (values.isEmpty ? [] : [.set(values)]) + (scopes.isEmpty ? [] : [.reset(scopes)])
    }
}
