/// The integer in which a quantity is evaluated.
public enum BaseUnit: Hashable, Sendable {
    /// Millionths of the SI unit named.
    case micro(String)
    /// Millijoules: energies in Wh, varh or VAh × 3 600 000.
    case millijoule(String)
    /// Milliampere seconds, for Ah.
    case milliampereSecond
    /// Microlitres, for litres and cubic metres.
    case microlitre
    /// Milliseconds.
    case millisecond
    /// Seconds, for instants.
    case second
    /// A plain number.
    case count

    /// How many of the integers make one `unit`; nil when the unit does not fit the quantity.
    public func perUnit(_ unit: String) -> Double? {
        switch self {
        case .micro(let symbol):
            return BaseUnit.prefixed(symbol, unit).map { $0 * 1e6 }
        case .millijoule(let symbol):
            return BaseUnit.prefixed(symbol, unit).map { $0 * 3.6e6 }
        case .milliampereSecond: return unit == "Ah" ? 3.6e6 : nil
        case .microlitre: return ["l": 1e6, "m3": 1e9][unit]
        case .millisecond:
            return ["ms": 1, "s": 1e3, "min": 6e4, "h": 3.6e6][unit]
        case .second: return unit == "s" ? 1 : nil
        case .count: return unit.isEmpty ? 1 : nil
        }
    }

    /// The SI unit without prefix.
    public var symbol: String {
        switch self {
        case .micro(let symbol), .millijoule(let symbol): symbol
        case .milliampereSecond: "Ah"
        case .microlitre: "l"
        case .millisecond, .second: "s"
        case .count: ""
        }
    }

    /// The units a register may name for this quantity.
    public var allowedUnits: [String] {
        switch self {
        case .micro("%"), .micro(""): symbol.isEmpty ? [""] : ["%"]
        case .micro("°"), .micro("°C"): [symbol]
        case .micro(let symbol), .millijoule(let symbol): ["m", "", "k", "M"].map { $0 + symbol }
        case .milliampereSecond: ["Ah"]
        case .microlitre: ["l", "m3"]
        case .millisecond: ["ms", "s", "min", "h"]
        case .second: ["s"]
        case .count: [""]
        }
    }

    private static func prefixed(_ symbol: String, _ unit: String) -> Double? {
        if unit == symbol { return 1 }
        guard !symbol.isEmpty, unit.hasSuffix(symbol) else { return nil }
        return ["m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9][String(unit.dropLast(symbol.count))]
    }
}

extension Quantity {
    /// The integer unit of the quantity's values.
    public var unit: BaseUnit {
        switch self {
        case .voltage: .micro("V")
        case .current: .micro("A")
        case .frequency: .micro("Hz")
        case .power(let kind, _, _): .micro(kind.symbol)
        case .powerFactor, .powerFactorAverage: .micro("")
        case .phaseAngle: .micro("°")
        case .voltageDistortion, .currentDistortion, .voltageHarmonic, .currentHarmonic,
            .voltageUnbalance, .currentUnbalance:
            .micro("%")
        case .voltageSequence: .micro("V")
        case .currentSequence: .micro("A")
        case .energy(let index), .periodEnergy(let index, _): .millijoule(index.symbol)
        case .energyOverflowValue, .combinedEnergy(false), .pulses(_, .weight):
            .millijoule("Wh")
        case .combinedEnergy(true): .millijoule("varh")
        case .extreme(let quantity, let statistic):
            statistic.isTime ? .second : quantity.quantity.unit
        case .equipment(let quantity): quantity.unit
        case .charge: .milliampereSecond
        case .demand(.energy(let lanes), _), .secondaryDemand(.energy(let lanes), _):
            .micro(EnergyIndex(lanes).powerSymbol)
        case .demand(.current, _), .secondaryDemand(.current, _): .micro("A")
        case .operatingTime: .millisecond
        case .demandTime, .demandMaximumTime, .alarm(_, .since): .second
        case .input(_, let reading): reading.unit
        case .delivered(let kind): kind.isVolume ? .microlitre : .millijoule(kind.weightUnit)
        case .powerFactorSector, .energyOverflows, .tariff, .tariffInput, .quadrant,
            .phaseSequence, .phasesPresent, .partialsRunning, .alarm, .pulses,
            .inputStates:
            .count
        }
    }
}

extension Quantity {
    /// Whether it is a value of the moment, which extremes and alarms can watch.
    public var isInstantaneous: Bool {
        switch self {
        case .voltage, .current, .frequency, .power, .powerFactor, .powerFactorAverage,
            .phaseAngle, .voltageDistortion, .currentDistortion, .voltageHarmonic,
            .currentHarmonic, .voltageSequence, .currentSequence, .voltageUnbalance,
            .currentUnbalance:
            true
        case .equipment(let quantity): quantity.isInstantaneous
        default: false
        }
    }
}

extension InputReading {
    fileprivate var unit: BaseUnit {
        switch self {
        case .state, .pulses, .partialPulses: .count
        case .energy, .partialEnergy: .millijoule("Wh")
        case .reactive, .partialReactive: .millijoule("varh")
        case .volume, .partialVolume: .microlitre
        case .index, .partialIndex: .micro("")
        }
    }
}

extension PowerKind {
    /// The unit's symbol.
    public var symbol: String {
        switch self {
        case .active: "W"
        case .reactive: "var"
        case .apparent: "VA"
        }
    }
}

extension EnergyIndex {
    /// The unit's symbol.
    public var symbol: String { powerSymbol + "h" }

    var powerSymbol: String {
        let lanes = plus.union(minus)
        if !lanes.isDisjoint(with: .active) { return "W" }
        return lanes.isDisjoint(with: .reactive) ? "VA" : "var"
    }
}
