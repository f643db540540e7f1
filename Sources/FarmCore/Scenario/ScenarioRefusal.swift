/// Why a meter cannot carry out what a scenario asks of it; it is left as it was.
public enum ScenarioRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The model has no such setting.
    case unknownSetting(String, model: String)
    /// The model's setting cannot have the value.
    case settingNotAllowed(String, model: String)
    /// The model has fewer tariffs.
    case unknownTariff(Int, count: Int, model: String)
    /// The model has no such partial counter.
    case unknownPartial(String, model: String)
    /// The device cannot have the address.
    case addressNotAllowed(Int, ClosedRange<Int>, model: String)
    /// The model has no such pulse input; 0: no pulse line ends at the tariff input.
    case unknownInput(Int, model: String)
    /// The model has no such part: its name, and what the model has.
    case unknownPart(String, has: String, model: String)
    /// The breaker has tripped and was not reset.
    case breakerTripped(meter: String)
    /// The meter has no supply.
    case noSupply(meter: String)

    /// The sentence for a person.
    public var description: String {
        switch self {
        case .unknownSetting(let name, let model): "\(model) has no setting \"\(name)\""
        case .settingNotAllowed(let name, let model):
            "the setting \"\(name)\" of \(model) cannot have this value"
        case .unknownTariff(let tariff, let count, let model):
            "\(model) has no tariff \(tariff); 1 to \(count)"
        case .unknownPartial(let name, let model): "\(model) has no partial counter \"\(name)\""
        case .addressNotAllowed(let address, let range, let model):
            "\(model) cannot have the address \(address); "
                + "\(range.lowerBound) to \(range.upperBound)"
        case .unknownInput(0, let model): "no pulse line ends at the tariff input of \(model)"
        case .unknownInput(let input, let model): "\(model) has no pulse input \(input)"
        case .unknownPart(let part, let has, let model): "\(model) has no \(part); \(has)"
        case .breakerTripped(let meter):
            "the breaker of \(meter) has tripped; \"reset\" it before it is closed"
        case .noSupply(let meter): "\(meter) has no supply"
        }
    }
}
