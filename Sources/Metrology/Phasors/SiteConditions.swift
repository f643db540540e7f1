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

    fileprivate init(whole voltage: Double, _ activePower: Double, _ reactivePower: Double) {
        self.voltage = voltage
        self.activePower = activePower
        self.reactivePower = reactivePower
    }

    /// A dead phase.
    public static let dead = PhaseConditions(voltage: 0)
}

/// What the installation really carries: three phases and the frequency.
///
/// The truth that every meter on it sees through its own wiring and transformers. Phase voltages
/// stand 120° apart, L1 before L2 before L3. Kept phase beside phase, because that is how a meter
/// that is simulated for years works through it.
public struct SiteConditions: Hashable, Sendable {
    /// Voltages to neutral of L1 to L3, V RMS; the fourth is unused.
    public private(set) var voltages: SIMD4<Double>
    /// Active powers of L1 to L3, W, in whole milliwatts; the fourth is 0.
    public private(set) var activePowers: SIMD4<Double>
    /// Reactive powers of L1 to L3, var, in whole millivars; the fourth is 0.
    public private(set) var reactivePowers: SIMD4<Double>
    /// Frequency, Hz.
    public var frequency: Double
    /// The shapes of the waves; nil when all are sines.
    ///
    /// Voltages and powers of the phases are those of the fundamental, harmonics come on top.
    public var harmonics: SiteHarmonics?

    /// The conditions of a site; a phase without voltage carries nothing.
    public init(
        l1: PhaseConditions,
        l2: PhaseConditions,
        l3: PhaseConditions,
        frequency: Double = 50,
        harmonics: SiteHarmonics? = nil
    ) {
        let voltages = SIMD4(l1.voltage, l2.voltage, l3.voltage, 0)
        let dead = .!(voltages .> 0)
        self.voltages = voltages.replacing(with: 0, where: dead)
        activePowers = SIMD4(l1.activePower, l2.activePower, l3.activePower, 0)
            .replacing(with: 0, where: dead)
        reactivePowers = SIMD4(l1.reactivePower, l2.reactivePower, l3.reactivePower, 0)
            .replacing(with: 0, where: dead)
        self.frequency = frequency
        self.harmonics = harmonics
    }

    /// The conditions of a site in whole milliunits; a phase without voltage carries none.
    ///
    /// - Parameters:
    ///   - voltages: V; not negative. The fourth is ignored, here and below.
    ///   - milliwatts: whole numbers.
    ///   - millivars: whole numbers.
    public init(
        voltages: SIMD4<Double>,
        milliwatts: SIMD4<Double>,
        millivars: SIMD4<Double>,
        frequency: Double,
        harmonics: SiteHarmonics? = nil
    ) {
        var live = voltages .> 0
        live[3] = false
        self.voltages = voltages.replacing(with: 0, where: .!live)
        activePowers = (milliwatts / 1000).replacing(with: 0, where: .!live)
        reactivePowers = (millivars / 1000).replacing(with: 0, where: .!live)
        self.frequency = frequency
        self.harmonics = harmonics
    }

    /// Phase 1.
    public var l1: PhaseConditions {
        get { phase(0) }
        set { set(0, newValue) }
    }
    /// Phase 2.
    public var l2: PhaseConditions {
        get { phase(1) }
        set { set(1, newValue) }
    }
    /// Phase 3.
    public var l3: PhaseConditions {
        get { phase(2) }
        set { set(2, newValue) }
    }
    /// The three phases in order.
    public var phases: [PhaseConditions] { [l1, l2, l3] }

    private func phase(_ k: Int) -> PhaseConditions {
        PhaseConditions(whole: voltages[k], activePowers[k], reactivePowers[k])
    }

    private mutating func set(_ k: Int, _ phase: PhaseConditions) {
        let isLive = phase.voltage > 0
        voltages[k] = isLive ? phase.voltage : 0
        activePowers[k] = isLive ? phase.activePower : 0
        reactivePowers[k] = isLive ? phase.reactivePower : 0
    }
}
