import Metrology
import Testing

@Suite("Changes in the life of a pulse output")
struct PulsesChangeTests {
    private func weight(_ wattHours: Double) throws -> PulseWeight {
        try #require(PulseWeight(wattHours: wattHours))
    }

    @Test("A greater weight keeps the energy since the last pulse")
    func greaterWeight() throws {
        var output = PulseOutput(weight: try weight(1), timing: PulseTiming(milliseconds: 100))
        output.add(energyPerStep: 3_000_000, steps: 1, start: 0, step: 1_000_000)
        output.setWeight(try weight(10), at: 1_000_000)
        #expect(output.pulses == 0 && output.residueEnergy == 3_000_000)
        var edges: [PulseEdge] = []
        output.add(energyPerStep: 3_000_000, steps: 11, start: 1_000_000, step: 1_000_000) {
            edges.append($0)
        }
        // 36 MJ at 3 MJ a second, of which one second came before.
        #expect(edges.first == PulseEdge(instant: 12_000_000, isOn: true))
        #expect(output.residue == 0)
    }

    @Test("A smaller weight makes due at once what the residue is worth")
    func smallerWeight() throws {
        for (limit, waiting, lost) in [(255, 8, 0), (3, 3, 5), (0, 0, 8)] as [(Int64, Int64, Int64)]
        {
            var output = PulseOutput(
                weight: try weight(10),
                timing: PulseTiming(milliseconds: 100),
                overrun: .backlog(limit: limit)
            )
            output.add(energyPerStep: 34_000_000, steps: 1, start: 0, step: 1_000_000)
            output.setWeight(try weight(1), at: 1_000_000)
            #expect(output.pulses == 1 && output.isOn(at: 1_099_999))
            #expect(output.backlog == waiting && output.lost == lost)
            #expect(output.residueEnergy == 34_000_000 - 9 * 3_600_000)
        }
    }

    @Test("Weights with different fractions of a millijoule keep the residue exactly")
    func fractions() throws {
        let seventh = try #require(PulseWeight(impulsesPerKilowattHour: 7000))
        let eleventh = try #require(PulseWeight(impulsesPerKilowattHour: 11_000))
        #expect(seventh.denominator == 7 && eleventh.denominator == 11)
        var output = PulseOutput(weight: seventh, timing: .opticalTestOutput)
        output.add(energyPerStep: 1_000_000, steps: 1, start: 0, step: 1_000_000)
        #expect(output.pulses == 1 && output.residue == 7_000_000 - 3_600_000)
        output.setWeight(eleventh, at: 1_000_000)
        #expect(output.unitsPerMillijoule == 77)
        // (1 000 000 − 3 600 000/7 − 3 600 000/11) mJ in parts of 1/77.
        #expect(output.pulses == 2)
        #expect(output.residue == 77_000_000 - 39_600_000 - 25_200_000)
    }

    @Test("Another duration holds from the next pulse on, and agrees with single steps")
    func duration() throws {
        for (before, after) in [(500, 30), (30, 500)] as [(Int64, Int64)] {
            for limit in [0, 2, 255] as [Int64] {
                var once = PulseOutput(
                    weight: try weight(1),
                    timing: PulseTiming(milliseconds: before, off: .asLongAsPulse),
                    overrun: .backlog(limit: limit)
                )
                once.add(energyPerStep: 3_599_999, steps: 1, start: 0, step: 1_000_000)
                once.add(energyPerStep: 1, steps: 1, start: 1_000_000, step: 1_000_000)
                let end = once.pulseEnd
                once.setTiming(PulseTiming(milliseconds: after))
                #expect(once.pulseEnd == end && end == 2_000_000 + before * 1000)
                var often = once
                once.add(energyPerStep: 50_000_000, steps: 20, start: 2_000_000, step: 1_000_000)
                for k in 0..<2000 as Range<Int64> {
                    let start = 2_000_000 + k * 10_000
                    often.add(energyPerStep: 500_000, steps: 1, start: start, step: 10_000)
                }
                #expect(once == often, "from \(before) ms to \(after) ms, limit \(limit)")
            }
        }
    }

    @Test("Without supply the line opens, what waits is lost, and the residue if so designed")
    func powerOff() throws {
        for keeps in [true, false] {
            var output = PulseOutput(
                weight: try weight(1),
                timing: PulseTiming(milliseconds: 400, off: .standardMinimum),
                keepsResidue: keeps
            )
            output.add(energyPerStep: 14_490_000, steps: 1, start: 0, step: 1_000_000)
            // Due at 248, 496, 745 and 993 ms; begun at 248 and 678 ms.
            #expect(output.pulses == 2 && output.backlog == 2)
            let edge = output.powerOff(at: 1_000_000)
            #expect(edge == PulseEdge(instant: 1_000_000, isOn: false))
            #expect(output.pulses == 2 && output.backlog == 0 && output.lost == 2)
            #expect(output.residueEnergy == (keeps ? 90_000 : 0))
            #expect(!output.isOn(at: 1_000_000) && output.lineFree == 1_030_000)
            #expect(output.powerOff(at: 1_500_000) == nil)
            #expect(output.lineFree == 1_030_000)
        }
    }

    @Test("A meter that was off starts with a free line")
    func powerOn() throws {
        var output = PulseOutput(weight: try weight(1), timing: PulseTiming(milliseconds: 100))
        output.add(energyPerStep: 3_000_000, steps: 1, start: 0, step: 1_000_000)
        output.powerOff(at: 1_000_000)
        var edges: [PulseEdge] = []
        output.add(energyPerStep: 6_000_000, steps: 1, start: 90_000_000, step: 1_000_000) {
            edges.append($0)
        }
        #expect(
            edges == [
                PulseEdge(instant: 90_100_000, isOn: true),
                PulseEdge(instant: 90_200_000, isOn: false),
                PulseEdge(instant: 90_700_000, isOn: true),
                PulseEdge(instant: 90_800_000, isOn: false),
            ]
        )
    }
}
