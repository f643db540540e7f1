/// What one phase of the installation really carries, as a load profile gives it.
public struct PhaseConditions: Hashable, Sendable {
    /// Voltage to neutral, V RMS; not negative.
    public var voltage: Double
    /// Active power taken from the mains, W, in whole milliwatts; negative is export.
    public var activePower: Double
    /// Reactive power, var, in whole millivars; positive when an importing current lags.
    public var reactivePower: Double

    /// The conditions of one phase; powers are rounded to the milliunit, which *is* the truth.
    public init(voltage: Double, activePower: Double = 0, reactivePower: Double = 0) {
        self.voltage = voltage
        self.activePower = (activePower * 1000).rounded() / 1000
        self.reactivePower = (reactivePower * 1000).rounded() / 1000
    }

    /// A dead phase.
    public static let dead = PhaseConditions(voltage: 0)
}

/// What the installation really carries: three phases and the frequency.
///
/// The truth that every meter on it sees through its own wiring and transformers. Phase voltages
/// stand 120° apart, L1 before L2 before L3.
public struct SiteConditions: Hashable, Sendable {
    /// Phase 1.
    public var l1: PhaseConditions
    /// Phase 2.
    public var l2: PhaseConditions
    /// Phase 3.
    public var l3: PhaseConditions
    /// Frequency, Hz.
    public var frequency: Double
    /// The shapes of the waves; nil when all are sines. Voltages and powers of the phases are
    /// those of the fundamental, harmonics come on top.
    public var harmonics: SiteHarmonics?

    /// The conditions of a site.
    public init(
        l1: PhaseConditions,
        l2: PhaseConditions,
        l3: PhaseConditions,
        frequency: Double = 50,
        harmonics: SiteHarmonics? = nil
    ) {
        self.l1 = l1
        self.l2 = l2
        self.l3 = l3
        self.frequency = frequency
        self.harmonics = harmonics
    }

    /// The three phases in order.
    public var phases: [PhaseConditions] { [l1, l2, l3] }
}
