/// What the measuring elements hand to the registers: powers and currents at the primary, with
/// the configured ratios applied.
///
/// L1, L2, L3 and the total; of currents the neutral's in the fourth place. What the network type
/// does not have is 0.
public struct ElementReadings: Sendable {
    /// Active powers, W.
    public internal(set) var active = SIMD4<Double>()
    /// Reactive powers of the fundamental, var.
    public internal(set) var reactive = SIMD4<Double>()
    /// Apparent powers, VA.
    public internal(set) var apparent = SIMD4<Double>()
    /// RMS currents, A.
    public internal(set) var current = SIMD4<Double>()
    /// Whether any current reaches the starting current while its voltage is there.
    public internal(set) var registers = false
    /// Whether the phases have powers of their own.
    public internal(set) var hasPhases = true
    /// Whether operating time counts.
    public internal(set) var operates = false

    /// Nothing flows.
    public init() {}
}

extension SIMD4<Double> {
    /// The first three added up.
    @inline(__always)
    var phaseSum: Double { self[0] + self[1] + self[2] }
}
