import FarmCore
import LoadProfiles
import MeterModels
import Metrology
import SimulatedTime
import TestSupport
import Testing

@Suite("What must always hold of a meter whose supply fails")
struct OutageTests {
    private static let cases: [UInt64] = {
        let first = UInt64.random(in: 0...UInt64.max / 2)
        return (0..<400).map { first + $0 }
    }()

    private func readings(_ meter: MeterMachine) -> [String: Int64?] {
        let catalogue = meter.model.catalogue
        return Dictionary(
            uniqueKeysWithValues: catalogue.names.map { name in
                (name, catalogue[name].flatMap { meter.value(of: $0) })
            }
        )
    }

    @Test("However often it was polled, it reads the same and was dead at the same times")
    func pollInvariance() throws {
        var cycles = 0
        for seed in Self.cases {
            let life = OutageLife(seed: seed)
            var generator = SeededGenerator(seed: seed ^ 0xABCDEF)
            let undisturbed = try life.lived()
            let polled = try life.lived(polls: life.polls(&generator))
            #expect(undisturbed.registers == polled.registers, "seed \(seed)")
            for output in 0...2 {
                let (a, b) = (undisturbed.pulseOutput(output), polled.pulseOutput(output))
                #expect(a == b && a != nil, "output \(output), seed \(seed)")
            }
            #expect(undisturbed.isPowered == polled.isPowered, "seed \(seed)")
            #expect(undisturbed.isAnswering == polled.isAnswering, "seed \(seed)")
            #expect(undisturbed.powerCycles == polled.powerCycles, "seed \(seed)")
            #expect(undisturbed.poweredSince == polled.poweredSince, "seed \(seed)")
            #expect(undisturbed.unpoweredSince == polled.unpoweredSince, "seed \(seed)")
            #expect(undisturbed.ownClock == polled.ownClock, "seed \(seed)")
            if seed % 20 == 0 {
                #expect(readings(undisturbed) == readings(polled), "seed \(seed)")
            }
            cycles += undisturbed.powerCycles
        }
        #expect(cycles > Self.cases.count, "most lives have outages")
    }

    @Test("Tariffs add up to totals, and pulses with what is left of them to the energy counted")
    func exactBooks() throws {
        for seed in Self.cases {
            let meter = try OutageLife(seed: seed).lived()
            try TestMeter.expectTariffsAddUp(meter.registers.energies, "seed \(seed)")
            for (n, lanes) in [EnergyLanes.active, .activeImport, .reactiveImport].enumerated() {
                let output = try #require(meter.pulseOutput(n))
                let pulses = output.pulses + output.backlog + output.lost
                let energy = meter.registers.totals.sum(of: lanes)
                let counted = pulses * output.threshold + output.residue
                #expect(
                    counted == energy * output.unitsPerMillijoule,
                    "output \(n), seed \(seed)"
                )
            }
        }
    }

    @Test("The books equal a naive sum over the seconds in which L1 fed it and nobody cut it off")
    func naiveIntegral() throws {
        var dead = 0
        for seed in Self.cases.prefix(80) {
            let life = OutageLife(seed: seed, rewires: false)
            let meter = try life.lived()
            let load = try TestMeter.plan(OutageLife.model.get(), load: life.load, seed: seed).load
            var (imported, exported, lived): (Int64, Int64, Int64) = (0, 0, 0)
            var cuts = life.actions[...]
            var isOn = true
            for second in 0..<life.length.microseconds / 1_000_000 {
                let now = TestMeter.start + .seconds(second)
                while let next = cuts.first, next.at < now + .seconds(1) {
                    if case .supply(let on) = next.action { isOn = on }
                    cuts = cuts.dropFirst()
                }
                let site = load.piece(at: now).conditions
                guard isOn, site.l1.voltage >= 150 else { continue }
                lived += 1
                let milliwatts = site.phases.reduce(Int64(0)) {
                    $0 + Int64(($1.activePower * 1000).rounded())
                }
                if milliwatts > 0 { imported += milliwatts } else { exported -= milliwatts }
            }
            #expect(meter.registers.totals[0] == imported, "seed \(seed)")
            #expect(meter.registers.totals[1] == exported, "seed \(seed)")
            #expect(meter.registers.operatingTime == lived * 1000, "seed \(seed)")
            dead += lived < life.length.microseconds / 1_000_000 ? 1 : 0
        }
        #expect(dead > 20, "many lives have outages")
    }

    @Test("Registers never step back, and stand still while the meter is dead")
    func neverBack() throws {
        for seed in Self.cases.prefix(60) {
            let life = OutageLife(seed: seed)
            var generator = SeededGenerator(seed: seed)
            let plan = try TestMeter.plan(OutageLife.model.get(), load: life.load, seed: seed)
            var meter = MeterMachine(plan, at: TestMeter.start)
            for poll in life.polls(&generator).sorted() {
                let (before, wasPowered) = (meter.registers, meter.isPowered)
                let cycles = meter.powerCycles
                meter.advance(to: poll)
                #expect(all(meter.registers.totals .>= before.totals), "seed \(seed)")
                if !wasPowered, meter.powerCycles == cycles {
                    #expect(meter.registers == before, "seed \(seed)")
                }
            }
        }
    }
}
