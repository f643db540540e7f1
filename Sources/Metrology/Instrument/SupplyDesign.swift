/// What feeds a meter itself, and what it forgets while nothing does.
public struct SupplyDesign: Hashable, Sendable {
    /// The conductors that feed it.
    ///
    /// Phases with the neutral: from each of them to the neutral. Phases without: from each to
    /// each. ``SupplyConductor/anyPhase`` alone: between any two of the conductors that are
    /// connected, the neutral among them; with the neutral: from any phase to it.
    public var from: [SupplyConductor] = [.l1, .n]
    /// The least voltage between the conductors that feed it, V RMS at its terminals; below it the
    /// meter is dead.
    public var minimumVoltage = SupplyDesign.leastShare * 230
    /// How long it takes to start up before it answers on its ports, milliseconds; it counts from
    /// the return of the supply on.
    public var startTime: Int64 = 0
    /// What it forgets without supply beyond what every meter does.
    public var forgets: Set<VolatileMemory> = []

    /// A meter that is fed by its first phase.
    public init() {}

    /// The share of the rated voltage below which a meter is dead whose maker does not say.
    ///
    /// 150 V of 230 V: the one condition of supply that the seeds print (COUNTIS E43, manual
    /// 537 885: V1, V2, V3 above 150 V AC). Meters are bound to work down to 0.8 of the rated
    /// voltage, the extended operating range of IEC 62052-11; their supplies reach lower.
    public static let leastShare = 0.65

    /// The least voltage of a meter whose maker does not say.
    ///
    /// - Parameters:
    ///   - voltage: rated, from phase to neutral, V.
    ///   - conductors: what feeds the meter; one that is fed from phase to phase has √3 times the
    ///     rated voltage.
    public static func leastVoltage(
        rated voltage: Double,
        from conductors: [SupplyConductor]
    ) -> Double {
        let isBetweenPhases = !conductors.contains { $0 == .n || $0 == .anyPhase }
        return leastShare * voltage * (isBetweenPhases ? 3.0.squareRoot() : 1)
    }
}

/// A conductor that can feed a meter.
public enum SupplyConductor: String, Hashable, Sendable, CaseIterable {
    /// Phase 1.
    case l1
    /// Phase 2.
    case l2
    /// Phase 3.
    case l3
    /// Neutral.
    case n
    /// Any phase will do.
    case anyPhase
    /// A supply of its own, independent of what is measured.
    case auxiliary
}

/// What some meters keep without supply and others do not.
///
/// Energies, partial counters, operating time, load curve and settings every meter keeps; the
/// demand window, pulses that wait and alarms every meter loses.
public enum VolatileMemory: String, Hashable, Sendable, CaseIterable {
    /// The time of the own clock, in a meter without a battery: it begins again at 2000-01-01.
    case clock
    /// The maxima of the demands with their instants.
    case demandMaxima
    /// The least and greatest values.
    case extremes
    /// Which partial counters run: they do again what they do when they leave the factory.
    case partialsRunning
    /// The tariff that was selected by communication: it is 1 again.
    case tariff
}
