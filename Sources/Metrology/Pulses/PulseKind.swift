/// What a pulse input counts.
public enum PulseKind: Int, Hashable, Sendable, CaseIterable {
    /// Active energy of an electricity meter; a pulse is so many Wh.
    case electricity = 0
    /// Reactive energy of an electricity meter; a pulse is so many varh.
    case reactive = 1
    /// Water; a pulse is so many litres.
    case water = 2
    /// Gas; a pulse is so many litres.
    case gas = 3
    /// Oil; a pulse is so many litres.
    case oil = 4
    /// Heat; a pulse is so many Wh.
    case heat = 5

    /// The name in files.
    public var name: String {
        switch self {
        case .electricity: "electricity"
        case .reactive: "reactive"
        case .water: "water"
        case .gas: "gas"
        case .oil: "oil"
        case .heat: "heat"
        }
    }

    /// The kind of a name; nil when there is none.
    public init?(name: String) {
        guard let kind = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = kind
    }

    /// Whether it is a volume, in litres; else an energy.
    public var isVolume: Bool { self == .water || self == .gas || self == .oil }

    /// The unit of a pulse's weight.
    public var weightUnit: String {
        switch self {
        case .electricity, .heat: "Wh"
        case .reactive: "varh"
        case .water, .gas, .oil: "l"
        }
    }

    /// What a pulse of so much stands for: millijoules, or microlitres of a volume.
    ///
    /// - Parameter weight: Wh, varh or litres.
    /// - Returns: nil for what no pulse can stand for.
    public func weight(_ weight: Double) -> PulseWeight? {
        isVolume ? PulseWeight(litres: weight) : PulseWeight(wattHours: weight)
    }

    /// What a pulse of 1 Wh, varh or litre stands for.
    public var standardWeight: PulseWeight {
        PulseWeight(units: isVolume ? 1_000_000 : 3_600_000) ?? .unit
    }

    /// Millijoules or microlitres as millionths of the unit in which such a counter is read: kWh,
    /// kvarh, m³; litres of oil.
    public func index(_ amount: Int64) -> Int64 { amount / (indexUnit / 1_000_000) }

    /// The millijoules or microlitres of that unit.
    public var indexUnit: Int64 {
        switch self {
        case .electricity, .reactive, .heat: 3_600_000_000
        case .water, .gas: 1_000_000_000
        case .oil: 1_000_000
        }
    }
}
