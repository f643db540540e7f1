/// What a meter sees while the site's conditions stand still: every instantaneous value.
///
/// Values are at the primary with the *configured* ratios applied (metrology.md B.6); what the
/// network type cannot measure is NaN.
public struct Measurement: Sendable {
    /// How the meter is set up.
    public let network: NetworkType
    /// Factors from the primary back to the meter's inputs: 1/kCT and 1/kVT as configured.
    public let toSecondary: SIMD2<Double>
    /// Powers and currents, as the registers count them.
    public internal(set) var elements = ElementReadings()
    /// The frequency, Hz.
    public internal(set) var frequency = Double.nan
    /// Symmetrical components of the voltages, V; NaN where the network has no sequence.
    public internal(set) var voltageSequence = SequenceComponents()
    /// Symmetrical components of the currents, A; NaN where not every current is known.
    public internal(set) var currentSequence = SequenceComponents()

    /// Voltages of the inputs against the meter's own star point, V.
    var terminalVoltage = SIMD4<Double>(repeating: .nan)
    /// U12, U23, U31, V.
    var lineVoltage = SIMD4<Double>(repeating: .nan)
    /// Spectra; nil when all waves are sines.
    var waves: MeasuredWaves?
    /// The voltage below which a phase counts as missing, V.
    var detection = 0.0

    /// Nothing measured yet.
    init(network: NetworkType, toSecondary: SIMD2<Double>) {
        self.network = network
        self.toSecondary = toSecondary
    }

    /// What a meter sees.
    ///
    /// - Parameters:
    ///   - site: what the installation really carries.
    ///   - installation: transformers and wires as they really are.
    ///   - ratios: the ratios programmed in the meter.
    ///   - network: how the meter is set up.
    ///   - design: what its maker decided.
    public init(
        of site: SiteConditions,
        through installation: Installation,
        ratios: ConfiguredRatios,
        network: NetworkType,
        design: MeterDesign
    ) {
        let stage = InputStage(installation, ratios: ratios, network: network, design: design)
        self = stage.measurement(of: site)
    }
}
