import SimulatedTime

/// How the power of one phase, or of all three together, is given.
enum PhaseSource: Sendable {
    /// Nothing flows.
    case idle
    /// A sufficient pair of signals.
    case pair(PowerPair)
    /// What other meters of the farm carry on this phase.
    case meters(MeterSum)

    /// Whether seed and meter change it.
    var usesChance: Bool {
        switch self {
        case .idle: false
        case .pair(let pair): pair.usesChance
        case .meters(let sum): sum.losses.usesChance
        }
    }

    func bound(to zone: CivilZone) -> PhaseSource {
        switch self {
        case .idle: return .idle
        case .pair(var pair):
            pair.first = pair.first.bound(to: zone)
            pair.second = pair.second.bound(to: zone)
            pair.waves = pair.waves.map { $0.map { $0.bound(to: zone) } }
            return .pair(pair)
        case .meters(var sum):
            sum.losses = sum.losses.bound(to: zone)
            return .meters(sum)
        }
    }
}
