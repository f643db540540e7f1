import Metrology
import TestSupport
import Testing

@Suite("Pulse inputs")
struct PulseInputTests {
    private func input(_ wattHours: Double = 1, offTime: Int64 = 30_000) throws -> PulseInput {
        PulseInput(weight: try #require(PulseWeight(wattHours: wattHours)), offTime: offTime)
    }

    @Test("A pulse counts when the input has been open for the least off time, to the microsecond")
    func offTime() throws {
        var input = try input()
        input.turn(true, at: 1_000_000, counts: true)
        input.turn(false, at: 1_050_000, counts: true)
        input.turn(true, at: 1_079_999, counts: true)
        #expect(input.pulses() == 1 && input.isOn)
        input.turn(false, at: 1_090_000, counts: true)
        input.turn(true, at: 1_120_000, counts: true)
        #expect(input.pulses() == 2)
        // A change that is none is nothing.
        input.turn(true, at: 2_000_000, counts: true)
        #expect(input.pulses() == 2)
    }

    @Test("Without supply nothing counts, and the contact is as it is afterwards")
    func withoutSupply() throws {
        var input = try input()
        input.turn(true, at: 100, counts: false)
        #expect(input.pulses() == 0 && input.isOn)
        input.turn(false, at: 200_000, counts: true)
        input.turn(true, at: 400_000, counts: true)
        #expect(input.pulses() == 1)
    }

    @Test("The amount is the sum of the weights in force when each pulse came, and wraps")
    func weights() throws {
        for seed in UInt64(0)..<50 {
            var chance = SeededGenerator(seed: seed)
            var (input, instant, exact) = (try input(), Int64(0), Int128(0))
            var (numerator, denominator) = (Int128(3_600_000), Int128(1))
            var settled: Int128 = 0
            for _ in 0..<200 {
                if Int.random(in: 0..<10, using: &chance) == 0 {
                    let constant = Double(Int.random(in: 1...20_000, using: &chance))
                    let weight = try #require(PulseWeight(impulsesPerKilowattHour: constant))
                    input.setWeight(weight, isVolume: false)
                    settled += exact * numerator / denominator
                    exact = 0
                    numerator = Int128(weight.numerator)
                    denominator = Int128(weight.denominator)
                }
                instant += 100_000
                input.turn(true, at: instant, counts: true)
                instant += 100_000
                input.turn(false, at: instant, counts: true)
                exact += 1
            }
            let amount = settled + exact * numerator / denominator
            #expect(Int128(input.amount(rollover: .max)) == amount, "seed \(seed)")
            #expect(Int128(input.amount(rollover: 777)) == amount % 777, "seed \(seed)")
            #expect(input.pulses() == 200)
            input.resetPartial()
            #expect(input.pulses(ofPartial: true) == 0 && input.pulses() == 200)
            #expect(input.amount(ofPartial: true, rollover: .max) == 0)
        }
    }

    @Test("What counts litres after watt hours begins anew")
    func kinds() throws {
        var input = try input()
        input.turn(true, at: 1, counts: true)
        let litre = try #require(PulseWeight(litres: 1))
        input.setWeight(litre, isVolume: true)
        #expect(input.amount(rollover: .max) == 0 && input.pulses() == 0)
        input.turn(false, at: 2, counts: true)
        input.turn(true, at: 100_000, counts: true)
        let microlitres: Int64 = 1_000_000
        #expect(input.amount(rollover: .max) == microlitres)
        #expect(PulseKind.water.index(microlitres) == 1000)
        #expect(PulseKind.oil.index(microlitres) == microlitres)
        #expect(PulseKind.electricity.index(3_600_000) == 1000)
    }
}
