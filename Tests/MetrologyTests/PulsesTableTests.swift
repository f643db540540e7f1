import Metrology
import Testing

/// The tables of s0-pulses.md.
@Suite("How fast a pulse output can be")
struct PulsesTableTests {
    private static let weights: [Double] = [0.5, 1, 5, 10, 25, 100, 125, 1000]

    /// kW at the hard limit of 30 ms off, by duration in ms.
    private static let hardLimit: [Int64: [Double]] = [
        30: [30, 60, 300, 600, 1500, 6000, 7500, 60000],
        40: [25.71, 51.43, 257.1, 514.3, 1286, 5143, 6429, 51430],
        50: [22.5, 45, 225, 450, 1125, 4500, 5625, 45000],
        100: [13.85, 27.69, 138.5, 276.9, 692.3, 2769, 3462, 27690],
        150: [10, 20, 100, 200, 500, 2000, 2500, 20000],
        200: [7.826, 15.65, 78.26, 156.5, 391.3, 1565, 1957, 15650],
        300: [5.455, 10.91, 54.55, 109.1, 272.7, 1091, 1364, 10910],
        400: [4.186, 8.372, 41.86, 83.72, 209.3, 837.2, 1047, 8372],
        500: [3.396, 6.792, 33.96, 67.92, 169.8, 679.2, 849.1, 6792],
    ]

    /// kW at half duty, by duration in ms.
    private static let halfDuty: [Int64: [Double]] = [
        30: [30, 60, 300, 600, 1500, 6000, 7500, 60000],
        40: [22.5, 45, 225, 450, 1125, 4500, 5625, 45000],
        50: [18, 36, 180, 360, 900, 3600, 4500, 36000],
        100: [9, 18, 90, 180, 450, 1800, 2250, 18000],
        150: [6, 12, 60, 120, 300, 1200, 1500, 12000],
        200: [4.5, 9, 45, 90, 225, 900, 1125, 9000],
        300: [3, 6, 30, 60, 150, 600, 750, 6000],
        400: [2.25, 4.5, 22.5, 45, 112.5, 450, 562.5, 4500],
        500: [1.8, 3.6, 18, 36, 90, 360, 450, 3600],
    ]

    /// Half a unit of the fourth digit of a printed number.
    private func precision(_ printed: Double) -> Double {
        var unit = 1.0
        while printed / unit >= 10_000 { unit *= 10 }
        while printed / unit < 1000 { unit /= 10 }
        return unit / 2 * 1.000_001
    }

    @Test("Greatest power by weight and duration, both rules", arguments: hardLimit.keys.sorted())
    func greatestPower(duration: Int64) throws {
        let tables: [(PulseOffTime, [Int64: [Double]])] = [
            (.standardMinimum, Self.hardLimit), (.asLongAsPulse, Self.halfDuty),
        ]
        for (off, table) in tables {
            let timing = PulseTiming(milliseconds: duration, off: off)
            let row = try #require(table[duration])
            #expect(row.count == Self.weights.count)
            for (wattHours, printed) in zip(Self.weights, row) {
                let weight = try #require(PulseWeight(wattHours: wattHours))
                let kilowatts = timing.maximumPower(weight) / 1000
                #expect(abs(kilowatts - printed) <= precision(printed), "\(wattHours) Wh, \(off)")
            }
            let large = try #require(PulseWeight(wattHours: 10_000))
            let printed = try #require(row.last) * 10
            #expect(abs(timing.maximumPower(large) / 1000 - printed) <= precision(printed))
        }
    }

    @Test("At the greatest power an output keeps up, above it pulses wait", arguments: Self.weights)
    func boundary(wattHours: Double) throws {
        let weight = try #require(PulseWeight(wattHours: wattHours))
        for duration in Self.hardLimit.keys.sorted() {
            let timing = PulseTiming(milliseconds: duration, off: .standardMinimum)
            // Half a second of energy, so that the greatest power is a whole number of mJ.
            let energy = Int64((timing.maximumPower(weight) * 500).rounded(.down))
            func afterTwoHours(_ energy: Int64) -> PulseOutput {
                var output = PulseOutput(weight: weight, timing: timing)
                output.add(energyPerStep: energy, steps: 14_400, start: 0, step: 500_000)
                return output
            }
            #expect(afterTwoHours(energy).backlog == 0)
            #expect(afterTwoHours(energy + energy / 100).backlog > 100)
        }
    }

    private struct Hour {
        let due: Int64
        let output: PulseOutput
    }

    /// An hour at a constant power in W.
    private func hour(
        _ power: Int64,
        _ wattHours: Double,
        _ duration: Int64,
        _ off: PulseOffTime
    ) throws -> Hour {
        let weight = try #require(PulseWeight(wattHours: wattHours))
        var output = PulseOutput(
            weight: weight,
            timing: PulseTiming(milliseconds: duration, off: off),
            overrun: .backlog(limit: .max)
        )
        for second in 0..<3600 as Range<Int64> {
            let start = second * 1_000_000
            output.add(energyPerStep: power * 1000, steps: 1, start: start, step: 1_000_000)
        }
        return Hour(due: Int64(Double(power) / wattHours), output: output)
    }

    @Test("4 120 82 at 63 A, 1 Wh: fits up to 200 ms, overruns at 300, 400 and 500 ms")
    func overrun() throws {
        let emitted: [Int64: Int64] = [300: 10_909, 400: 8372, 500: 6792]
        for duration in [50, 100, 200, 300, 400, 500] as [Int64] {
            let hour = try hour(14_490, 1, duration, .standardMinimum)
            let output = hour.output
            #expect(output.pulses + output.backlog == hour.due && output.lost == 0)
            // The first begins after 248.447 ms, then one a period.
            let expected = emitted[duration] ?? 14_490
            #expect(output.pulses == expected, "\(duration) ms")
        }
        // With an off time as long as the pulse, 200 ms are too long already.
        for (duration, fits) in [(50, true), (100, true), (200, false)] as [(Int64, Bool)] {
            let output = try hour(14_490, 1, duration, .asLongAsPulse).output
            #expect((output.backlog == 0) == fits)
        }
    }

    @Test("4 120 82 at 63 A: every other weight fits every duration")
    func otherWeights() throws {
        for wattHours in [10, 100, 1000, 10_000] as [Double] {
            for duration in [50, 100, 200, 300, 400, 500] as [Int64] {
                for off in [.standardMinimum, .asLongAsPulse] as [PulseOffTime] {
                    let hour = try hour(14_490, wattHours, duration, off)
                    #expect(hour.output.pulses == hour.due && hour.output.backlog == 0)
                }
            }
        }
    }

    @Test("A backlog of 255 bounds what a long overrun owes; all the rest is counted as lost")
    func bounded() throws {
        let weight = try #require(PulseWeight(wattHours: 1))
        let timing = PulseTiming(milliseconds: 300, off: .standardMinimum)
        var output = PulseOutput(weight: weight, timing: timing)
        output.add(energyPerStep: 14_490_000, steps: 3600, start: 0, step: 1_000_000)
        #expect(output.pulses == 10_909 && output.backlog == 255)
        #expect(output.lost == 14_490 - 10_909 - 255)
        // Then nothing flows and the line empties at its own pace, 84.15 s in all.
        output.add(energyPerStep: 0, steps: 85, start: 3_600_000_000, step: 1_000_000)
        #expect(output.backlog == 0 && output.pulses == 10_909 + 255)

        var discarding = PulseOutput(weight: weight, timing: timing, overrun: .discard)
        discarding.add(energyPerStep: 14_490_000, steps: 3600, start: 0, step: 1_000_000)
        // Due every 248 ms, free after 330 ms: every other one.
        #expect(discarding.pulses == 7245 && discarding.lost == 7245)
    }

    @Test("The rates of 0 046 70 and 0 046 81 at their greatest current")
    func smallMeters() throws {
        let half = try #require(PulseWeight(impulsesPerKilowattHour: 2000))
        let ten = try #require(PulseWeight(wattHours: 10))
        #expect(half == PulseWeight(wattHours: 0.5))
        #expect(abs(PulseTiming.rate(of: half, atPower: 32 * 230) - 4.09) < 0.005)
        #expect(abs(PulseTiming.rate(of: ten, atPower: 36 * 230) - 0.23) < 0.005)
        for off in [.standardMinimum, .asLongAsPulse] as [PulseOffTime] {
            #expect(try hour(32 * 230, 0.5, 40, off).output.pulses == 14_720)
            #expect(try hour(36 * 230, 10, 100, off).output.pulses == 828)
        }
    }

    @Test("The E44's bands: the rates at their tops, which 100 ms pulses always fit")
    func ratioBands() throws {
        let tops: [(Double, Double)] = [
            (4, 4.600), (24, 5.520), (124, 5.704), (624, 5.741), (3124, 3.593), (12_000, 1.380),
        ]
        let rule = try PulsesWeightTests.e44()
        for (ratio, printed) in tops {
            var ratios = ConfiguredRatios()
            ratios.currentTransformer = TransformerRatio(primary: ratio, secondary: 1)
            let weight = rule.weight(ratios)
            let power = 3 * 230 * 6 * ratio
            let rate = PulseTiming.rate(of: weight, atPower: power)
            #expect(abs(rate - printed) <= 0.0005, "ratio \(ratio)")
            let timing = PulseTiming(milliseconds: 100, off: .standardMinimum)
            #expect(timing.maximumPower(weight) > power)
            #expect(1 / rate >= 0.174, "a gap of more than 70 ms")
            let hour = try hour(Int64(power), weight.wattHours, 100, .standardMinimum)
            #expect(hour.output.pulses == hour.due && hour.output.backlog == 0)
        }
    }
}
