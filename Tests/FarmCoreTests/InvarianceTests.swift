import FarmCore
import LoadProfiles
import MeterModels
import Metrology
import SimulatedTime
import TestSupport
import Testing

@Suite("What must always hold of a meter")
struct InvarianceTests {
    private static let cases: [UInt64] = Array(0..<1500)

    /// Everything that can be asked of the meter, by name.
    private func readings(_ meter: MeterMachine) -> [String: Int64?] {
        let catalogue = meter.model.catalogue
        var readings: [String: Int64?] = [:]
        for name in catalogue.names {
            guard let quantity = catalogue[name] else { continue }
            readings[name] = meter.value(of: quantity)
        }
        return readings
    }

    @Test("However often and at whatever speed a meter was polled, it reads the same")
    func pollInvariance() throws {
        for seed in Self.cases {
            let life = RandomLife(seed: seed, networks: true)
            var generator = SeededGenerator(seed: seed ^ 0xABCDEF)
            let undisturbed = try life.lived()
            let polled = try life.lived(polls: life.polls(&generator))
            #expect(undisturbed.registers == polled.registers, "seed \(seed)")
            for output in 0...2 {
                let (a, b) = (undisturbed.pulseOutput(output), polled.pulseOutput(output))
                #expect(a == b && a != nil, "output \(output), seed \(seed)")
            }
            if seed % 40 == 0 {
                #expect(readings(undisturbed) == readings(polled), "seed \(seed)")
            }
        }
    }

    @Test("Totals are the sums of tariffs, quadrants and phases to the last millijoule")
    func exactBooks() throws {
        for seed in Self.cases {
            let meter = try RandomLife(seed: seed).lived()
            let bank = meter.registers.energies
            try TestMeter.expectTariffsAddUp(bank, "seed \(seed)")
            let (l1, l2, l3) = (
                try #require(bank.lanes(.l1, bin: 0)), try #require(bank.lanes(.l2, bin: 0)),
                try #require(bank.lanes(.l3, bin: 0))
            )
            let total = try #require(bank.lanes(.total, bin: 0))
            let phases = l1 &+ l2 &+ l3
            #expect(total[0] - total[1] == phases[0] - phases[1], "Ea+ − Ea−, seed \(seed)")
            let net = netReactive(total)
            let netOfPhases = netReactive(phases)
            #expect(net == netOfPhases, "Er+ − Er−, seed \(seed)")
            #expect(phases[0] >= total[0] && phases[1] >= total[1], "seed \(seed)")
        }
    }

    private func netReactive(_ lanes: SIMD8<Int64>) -> Int64 {
        (lanes[2] + lanes[3]) - (lanes[4] + lanes[5])
    }

    @Test("Without resets no energy register ever steps back")
    func neverBack() throws {
        for seed in Self.cases.prefix(300) {
            let life = RandomLife(seed: seed, resets: false)
            var generator = SeededGenerator(seed: seed)
            var meter = try TestMeter.machine(load: life.load, wiring: life.wiring, seed: seed)
            var before = meter.registers.totals
            for poll in life.polls(&generator).sorted() {
                meter.advance(to: poll)
                let now = meter.registers.totals
                #expect(all(now .>= before), "seed \(seed)")
                before = now
            }
        }
    }

    @Test("The books equal a naive sum of each second's milliwatts")
    func naiveIntegral() throws {
        for seed in Self.cases.prefix(60) {
            let life = RandomLife(seed: seed)
            let meterPlan = try TestMeter.meterPlan(load: life.load, seed: seed)
            var meter = MeterMachine(meterPlan, at: TestMeter.start)
            let seconds = min(life.length.microseconds / 1_000_000, 20_000)
            meter.advance(to: TestMeter.start + .seconds(seconds))
            var imported: Int64 = 0
            var exported: Int64 = 0
            for second in 0..<seconds {
                let site = meterPlan.load.piece(at: TestMeter.start + .seconds(second)).conditions
                let milliwatts = site.phases.reduce(Int64(0)) {
                    $0 + Int64(($1.activePower * 1000).rounded())
                }
                if milliwatts > 0 { imported += milliwatts } else { exported -= milliwatts }
            }
            #expect(meter.registers.totals[0] == imported, "seed \(seed)")
            #expect(meter.registers.totals[1] == exported, "seed \(seed)")
        }
    }

    @Test("A meter's life is the same whenever it is told again")
    func repeatable() throws {
        for seed in Self.cases.prefix(40) {
            let life = RandomLife(seed: seed)
            #expect(try life.lived().registers == (try life.lived().registers), "seed \(seed)")
        }
    }
}
