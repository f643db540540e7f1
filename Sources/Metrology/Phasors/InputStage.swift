/// The way from the site to a meter's measuring elements, worked out once for an installation,
/// the programmed ratios and a network type.
///
/// A reference, because the way is the same for millions of steps and is not copied for any.
public final class InputStage: Sendable {
    /// How the meter is set up.
    public let network: NetworkType
    /// Factors from the primary back to the meter's inputs: 1/kCT and 1/kVT as configured.
    public let toSecondary: SIMD2<Double>

    let wiring: Wiring
    /// The current transformers as they really are.
    let installed: TransformerRatio
    let apparentTotal: ApparentTotal
    /// Displayed = true × configured / installed (metrology.md B.6), for currents and voltages;
    /// one factor, so that equal ratios are exact.
    public let gain: SIMD2<Double>
    /// The starting current and the voltage that counts as present, at the primary.
    public let threshold: SIMD2<Double>
    /// The voltage below which a phase counts as missing, at the primary.
    let detection: Double
    /// What makes the meter read other than the truth; nil for a perfect one.
    public let errors: MeterErrors?
    /// The current at which the inputs saturate, at the primary; infinite for one that never
    /// does.
    public let saturation: Double
    /// Whether the registers count the neutral's current.
    private let countsNeutral: Bool
    private let counting: TotalCounting
    private let refresh: Int64
    /// When operating time counts.
    private let operating: OperatingTimeRule
    /// What feeds the meter.
    private let supply: SupplyInput
    /// Whether the powers of the site are what the elements see, phase by phase.
    private let isPlain: Bool
    /// The gain of voltages and of powers for the phases that have an element of their own.
    private let voltageGain: SIMD4<Double>
    private let powerGain: SIMD4<Double>

    /// The way to a meter's elements.
    ///
    /// - Parameters:
    ///   - installation: transformers and wires as they really are.
    ///   - ratios: the ratios programmed in the meter.
    ///   - network: how the meter is set up.
    ///   - design: what its maker decided.
    ///   - operating: when operating time counts, where a setting says other than the maker.
    ///   - errors: what makes the meter read other than the truth.
    public init(
        _ installation: Installation,
        ratios: ConfiguredRatios,
        network: NetworkType,
        design: MeterDesign,
        operating: OperatingTimeRule? = nil,
        errors: MeterErrors? = nil
    ) {
        let ct = ratios.currentTransformer.ratio
        let vt = ratios.voltageTransformer.ratio
        self.network = network
        wiring = installation.wiring
        installed = installation.currentTransformer
        apparentTotal = design.apparentTotal
        self.operating = operating ?? design.operatingTime
        self.errors = errors
        supply = SupplyInput(design.supply, installation, network)
        saturation = (design.saturationCurrent ?? .infinity) * ct
        counting = design.totalCounting
        countsNeutral = design.demand?.sources.contains(.current(.n)) ?? false
        refresh = design.refresh
        gain = SIMD2(
            ct / installation.currentTransformer.ratio,
            vt / installation.voltageTransformer.ratio
        )
        toSecondary = SIMD2(1 / ct, 1 / vt)
        detection = design.phaseDetection * vt
        // At exactly the starting current the meter registers; the rounding of a division aside.
        threshold = SIMD2(design.startingCurrent * ct * (1 - 1e-12), detection)
        let isSingle = network == .singlePhase
        isPlain =
            wiring.isStraight && errors == nil && (isSingle || network == .fourWireUnbalanced)
        // A phase that is lost reads nothing, and the others do not miss it.
        let lives = wiring.lostPhases.others
        let elements: SIMD4<Double> = lives * (isSingle ? [1, 0, 0, 0] : [1, 1, 1, 0])
        voltageGain = elements * gain.y
        powerGain = elements * (gain.x * gain.y)
    }

    /// Whether the voltages at the meter's terminals feed it; always with a supply of its own.
    public func feeds(_ site: SiteConditions) -> Bool { supply.feeds(site) }

    /// Forms the energy of one refresh step in place: all that is needed while nobody looks.
    ///
    /// - Returns: whether the voltages at the meter's terminals feed it; where they do not, nothing
    ///   is formed.
    public func form(_ flows: inout Flows, from site: SiteConditions) -> Bool {
        guard supply.feeds(site) else { return false }
        if isPlain, site.harmonics == nil {
            let readings = plainReadings(of: site, withNeutral: countsNeutral)
            if !saturates(readings) {
                flows.take(readings, counting: counting, milliseconds: refresh)
                return true
            }
        }
        let readings = generalMeasurement(of: site).elements
        flows.take(readings, counting: counting, milliseconds: refresh)
        return true
    }

    /// What the elements hand to the registers.
    public func readings(of site: SiteConditions) -> ElementReadings {
        if isPlain, site.harmonics == nil {
            let readings = plainReadings(of: site, withNeutral: true)
            if !saturates(readings) { return readings }
        }
        return generalMeasurement(of: site).elements
    }

    /// Everything the meter can show.
    public func measurement(of site: SiteConditions) -> Measurement {
        var measurement = generalMeasurement(of: site)
        // The registers count what the plain way gives; what is shown agrees to the last digit.
        if isPlain, site.harmonics == nil { measurement.elements = readings(of: site) }
        return measurement
    }

    @inline(__always)
    private func saturates(_ readings: ElementReadings) -> Bool {
        let beyond = readings.current .> saturation
        return beyond[0] || beyond[1] || beyond[2]
    }

    /// Without a mistake in the wires each element's power is its phase's.
    @inline(__always)
    private func plainReadings(
        of site: SiteConditions,
        withNeutral: Bool
    ) -> ElementReadings {
        var readings = ElementReadings()
        var active = site.activePowers * powerGain
        var reactive = site.reactivePowers * powerGain
        // The fourth place is the total's, so that one root serves all.
        (active[3], reactive[3]) = (active.phaseSum, reactive.phaseSum)
        let voltages = site.voltages * voltageGain
        let isLive = voltages .> 0
        let perVolt = 1 / voltages.replacing(with: 1, where: .!isLive)
        var apparent = (active * active + reactive * reactive).squareRoot()
        var current = apparent * perVolt
        let starts = isLive .& (voltages .>= threshold.y) .& (current .>= threshold.x)
        readings.registers = any(starts .& (current .> 0))
        if apparentTotal == .arithmetic { apparent[3] = apparent.phaseSum }
        current[3] =
            withNeutral && network == .fourWireUnbalanced
            ? neutralCurrent(active * perVolt, reactive * perVolt) : 0
        (readings.active, readings.reactive) = (active, reactive)
        (readings.apparent, readings.current) = (apparent, current)
        readings.operates = operates(
            readings,
            hasVoltage: any(isLive .& (voltages .>= detection))
        )
        return readings
    }

    /// Whether operating time counts while the elements read this.
    @inline(__always)
    func operates(_ readings: ElementReadings, hasVoltage: @autoclosure () -> Bool) -> Bool {
        switch operating {
        case .powered: true
        case .voltagePresent: hasVoltage()
        case .activePowerAbove(let threshold): readings.active[3] > threshold
        }
    }

    /// The size of the sum of the phase currents, given in and across each voltage's direction.
    @inline(__always)
    private func neutralCurrent(_ x: SIMD4<Double>, _ lag: SIMD4<Double>) -> Double {
        let height = 0.866_025_403_784_438_6  // √3 / 2
        let re = x[0] - 0.5 * (x[1] + x[2]) - height * (lag[1] - lag[2])
        let im = -lag[0] + 0.5 * (lag[1] + lag[2]) - height * (x[1] - x[2])
        return (re * re + im * im).squareRoot()
    }
}

extension ElementReadings {
    /// Forms the total from the phases of a meter that measures each.
    @inline(__always)
    mutating func formTotals(_ total: ApparentTotal) {
        // Phases that cancel out leave nothing, not the rounding of their sum.
        let least = apparent.phaseSum * 1e-13
        active[3] = active.phaseSum.unlessBelow(least)
        reactive[3] = reactive.phaseSum.unlessBelow(least)
        switch total {
        case .vector:
            apparent[3] = (active[3] * active[3] + reactive[3] * reactive[3]).squareRoot()
        case .arithmetic: apparent[3] = apparent.phaseSum
        }
    }
}

extension Double {
    /// The number, or 0 where it is no larger than rounding makes it.
    @inline(__always)
    func unlessBelow(_ least: Double) -> Double { abs(self) > least ? self : 0 }
}
