import Metrology

extension NameReading {
    /// The dimension of a unit, which says what can be measured in it.
    enum Dimension: Hashable {
        case voltage
        case current
        case power(PowerKind)
        case energy(PowerKind)
        case frequency
        case percent
        case degree
        case time
        case none
        case other

        /// The dimension of a unit in the spelling of model files.
        init(_ unit: String) {
            switch unit {
            case "": self = .none
            case "%": self = .percent
            case "°": self = .degree
            case "h", "min", "s", "ms": self = .time
            default: self = Self.prefixed(unit)
            }
        }

        private static func prefixed(_ unit: String) -> Dimension {
            let symbols: [(String, Dimension)] = [
                ("varh", .energy(.reactive)), ("VAh", .energy(.apparent)),
                ("Wh", .energy(.active)), ("var", .power(.reactive)), ("VA", .power(.apparent)),
                ("W", .power(.active)), ("Hz", .frequency), ("V", .voltage), ("A", .current),
            ]
            for (symbol, dimension) in symbols where unit.hasSuffix(symbol) {
                let prefix = unit.dropLast(symbol.count)
                return ["", "m", "k", "M", "G"].contains(prefix) ? dimension : .other
            }
            return .other
        }

        /// The subject that only a unit of this dimension can have.
        var subject: NameMeaning.Subject? {
            switch self {
            case .voltage: .voltage
            case .current: .current
            case .power: .power
            case .energy: .energy
            case .frequency: .frequency
            default: nil
            }
        }
    }

    /// What is measured, by the words and, where they leave it open, by the unit; nil where they
    /// say nothing or contradict each other.
    func subject(_ dimension: Dimension) -> NameMeaning.Subject? {
        var candidates = strong.isEmpty ? weak : strong
        if strong.isEmpty, has(.numbersTariffs), tariffs.isEmpty, dimension == .none {
            return .tariff
        }
        if candidates.isEmpty {
            return dimension == .time && has(.hours) ? .operatingTime : dimension.subject
        }
        if candidates.contains(.distortion) { return .distortion }
        if candidates.contains(.powerFactor) { return .powerFactor }
        let carriers = strong.union(weak).intersection([.voltage, .current])
        if candidates.contains(.phaseSequence), dimension != .none, carriers.count == 1 {
            return carriers.first
        }
        if candidates == [.power], has(.hours) { return .energy }
        if candidates.contains(.energy) { candidates.remove(.power) }
        if candidates.contains(.power), powers.isEmpty, weakPowers.isEmpty == false, strong.isEmpty
        {
            candidates.formUnion(weak)
        }
        if candidates.count > 1, let subject = dimension.subject, candidates.contains(subject) {
            return subject
        }
        if candidates.count > 1, strong.isEmpty, dimension == .none {
            candidates.subtract([.voltage, .current, .power, .energy, .frequency])
        }
        return candidates.count == 1 ? candidates.first : nil
    }

    /// The kind of power or energy, by the words and else by the unit.
    func power(_ dimension: Dimension) -> PowerKind? {
        let named = powers.isEmpty ? (strong.isEmpty ? weakPowers : []) : powers
        if named.count == 1 { return named.first }
        guard named.isEmpty else { return nil }
        switch dimension {
        case .power(let kind), .energy(let kind): return kind
        default: return .active
        }
    }

    /// The only phase that is named; nil where there is none or several.
    var phase: Channel? {
        guard phases.count == 1, let number = phases.first else { return nil }
        return Channel.phases[number - 1]
    }
}
