import Metrology
import Testing

@Suite("The weight of a pulse")
struct PulsesWeightTests {
    /// The rule of the E44 (systems-in-the-seeds.md A.3.2).
    static func e44() throws -> PulseWeightRule {
        let bands: [(Double, Double)] = [(4, 1), (24, 5), (124, 25), (624, 125), (3124, 1000)]
        return .byRatio(
            try bands.map {
                PulseWeightBand(upTo: $0.0, weight: try #require(PulseWeight(wattHours: $0.1)))
            },
            beyond: try #require(PulseWeight(wattHours: 10_000))
        )
    }

    private func ratios(_ primary: Double, _ secondary: Double, voltage: Double = 1)
        -> ConfiguredRatios
    {
        var ratios = ConfiguredRatios()
        ratios.currentTransformer = TransformerRatio(primary: primary, secondary: secondary)
        ratios.voltageTransformer = TransformerRatio(primary: voltage, secondary: 1)
        return ratios
    }

    @Test("Watt hours and meter constants are exact fractions of a millijoule")
    func exact() throws {
        let cases: [(Double, Int64, Int64)] = [
            (1000, 3_600_000, 1), (10_000, 360_000, 1), (5000, 720_000, 1), (2000, 1_800_000, 1),
            (1600, 2_250_000, 1), (3200, 1_125_000, 1), (7000, 3_600_000, 7),
            (0.1, 36_000_000_000, 1),
        ]
        for (constant, numerator, denominator) in cases {
            let weight = try #require(PulseWeight(impulsesPerKilowattHour: constant))
            #expect(weight.numerator == numerator && weight.denominator == denominator)
        }
        for (wattHours, millijoules) in [(0.5, 1_800_000), (10_000, 36_000_000_000)]
            as [(Double, Int64)]
        {
            let weight = try #require(PulseWeight(wattHours: wattHours))
            #expect(weight.numerator == millijoules && weight.denominator == 1)
            #expect(weight.wattHours == wattHours)
        }
    }

    @Test("What is no weight is refused")
    func refused() {
        for bad in [0, -1, .nan, .infinity, -.infinity, 1e-9, 1e13] as [Double] {
            #expect(PulseWeight(wattHours: bad) == nil, "\(bad)")
            #expect(PulseWeight(impulsesPerKilowattHour: bad) == nil, "\(bad)")
        }
        #expect(PulseWeight(impulsesPerKilowattHour: 4e9) == nil, "less than a millijoule")
    }

    @Test("A lamp of 1000 imp/kWh behind any transformer of the seeds is exact")
    func lampThroughTransformers() throws {
        let lamp = PulseWeightRule.secondary(
            try #require(PulseWeight(impulsesPerKilowattHour: 1000))
        )
        let cases: [(Double, Double, Double, Int64)] = [
            (1, 1, 1, 3_600_000), (100, 5, 1, 72_000_000), (75, 5, 1, 54_000_000),
            (12_000, 1, 1, 43_200_000_000), (12_000, 5, 6, 51_840_000_000), (1, 5, 1, 720_000),
        ]
        for (primary, secondary, voltage, millijoules) in cases {
            let weight = lamp.weight(ratios(primary, secondary, voltage: voltage))
            #expect(weight.numerator == millijoules && weight.denominator == 1)
        }
    }

    @Test("Ratios without a small fraction are rounded, nonsense changes nothing")
    func rounding() throws {
        let weight = try #require(PulseWeight(wattHours: 1))
        let third = weight.scaled(by: TransformerRatio(primary: 1, secondary: 7.000_001))
        #expect(third.denominator <= PulseWeight.largestDenominator)
        #expect(abs(third.millijoules - 3_600_000 / 7.000_001) < 1.0 / 4096)
        for (primary, secondary) in [(0, 5), (-5, 5), (5, 0), (.nan, 5), (.infinity, 1)]
            as [(Double, Double)]
        {
            let odd = TransformerRatio(primary: primary, secondary: secondary)
            #expect(weight.scaled(by: odd) == weight)
        }
        let huge = weight.scaled(by: TransformerRatio(primary: 1e12, secondary: 1e-6))
        #expect(huge.numerator == PulseWeight.largest && huge.denominator == 1)
        let tiny = weight.scaled(by: TransformerRatio(primary: 1e-6, secondary: 1e12))
        #expect(tiny.numerator == 1 && tiny.denominator == 1)
    }

    @Test("The E44 takes the weight of its band, at both ends of each")
    func bands() throws {
        let rule = try Self.e44()
        let table: [(Double, Double, Double)] = [
            (1, 4, 1), (5, 24, 5), (25, 124, 25), (125, 624, 125), (625, 3124, 1000),
            (3125, 12_000, 10_000),
        ]
        for (first, last, wattHours) in table {
            for ratio in [first, last] {
                #expect(rule.weight(ratios(ratio, 1)).wattHours == wattHours, "\(ratio)")
                #expect(rule.weight(ratios(ratio * 5, 5)).wattHours == wattHours, "\(ratio)")
            }
        }
        #expect(rule.weight(ratios(21, 5)).wattHours == 5, "4.2 is above the first band")
        #expect(rule.weight(ratios(100, 5)).wattHours == 5)
        #expect(rule.weight(ratios(12_000, 5)).wattHours == 1000, "the last band needs 1 A")
    }

    @Test("A programmed weight holds when the meter offers it")
    func programmable() throws {
        let choices = try [1, 10, 100, 1000, 10_000].map {
            try #require(PulseWeight(wattHours: $0))
        }
        let rule = PulseWeightRule.programmable(choices: choices, factory: choices[1])
        #expect(rule.weight(ConfiguredRatios()) == choices[1])
        #expect(rule.weight(ConfiguredRatios(), chosen: choices[3]) == choices[3])
        #expect(rule.weight(ConfiguredRatios(), chosen: PulseWeight(wattHours: 5)) == choices[1])
        let fixed = PulseWeightRule.fixed(choices[0])
        #expect(fixed.weight(ratios(100, 5), chosen: choices[3]) == choices[0])
    }

    @Test("A design gives the output that its settings make")
    func design() throws {
        let weight = try #require(PulseWeight(wattHours: 10))
        var design = PulseOutputDesign(
            lanes: .activeImport,
            weight: .fixed(weight),
            durations: [50, 100, 200]
        )
        design.factoryDuration = 100
        design.overrun = .discard
        let output = design.output(ratios: ConfiguredRatios())
        #expect(output.weight == weight && output.overrun == .discard && output.keepsResidue)
        #expect(output.timing == PulseTiming(milliseconds: 100))
        #expect(design.timing(duration: 200).period == 400_000)
        #expect(design.timing(duration: 123) == design.timing())
        #expect(PulseOverrun.backlog(limit: -4).limit == 0)
    }
}
