import Metrology
import Testing

@Suite("Energy in whole millijoules")
struct EnergyTests {
    private func flows(_ p: [Double], _ q: [Double], _ counting: TotalCounting) -> Flows {
        func phase(_ k: Int) -> PhaseConditions {
            PhaseConditions(voltage: 230, activePower: p[k], reactivePower: q[k])
        }
        let m = Measurement(
            of: SiteConditions(l1: phase(0), l2: phase(1), l3: phase(2)),
            through: Installation(),
            ratios: ConfiguredRatios(),
            network: .fourWireUnbalanced,
            design: MeterDesign()
        )
        return Flows(m.elements, counting: counting, milliseconds: 1000)
    }

    @Test("Net and per-phase totals differ, and their differences do not")
    func netAgainstPerPhase() {
        // Case 1 of wiring-faults.md: one CT reversed.
        let net = flows([-2070, 2070, 2070], [-1003, 1003, 1003], .net).lanes(.total)
        let each = flows([-2070, 2070, 2070], [-1003, 1003, 1003], .perPhase).lanes(.total)
        #expect(net[0] == 2_070_000 && net[1] == 0)
        #expect(each[0] == 4_140_000 && each[1] == 2_070_000)
        #expect(net[0] - net[1] == each[0] - each[1])
    }

    @Test("Each quadrant books in its own lane")
    func quadrants() {
        let signs: [(Double, Double, Int)] = [(1, 1, 2), (-1, 1, 3), (-1, -1, 4), (1, -1, 5)]
        for (p, q, lane) in signs {
            let booked = flows([p * 500, 0, 0], [q * 300, 0, 0], .net).lanes(.l1)
            for other in 2...5 {
                #expect(booked[other] == (other == lane ? 300_000 : 0))
            }
            #expect(booked[p > 0 ? 6 : 7] > 0)
        }
    }

    @Test("An index wraps at a multiple of the rollover and reads as if it wrapped there")
    func rollover() {
        var design = MeterDesign()
        design.energyRollover = 1000 * 3_600_000  // 1 kWh
        design.energyStep = 10 * 3_600_000
        var registers = MeterRegisters(design)
        let index = SIMD8<Int64>(repeating: 999 * 3_600_000)
        registers.preset(.total, bin: 0, .activeImport, to: index)
        #expect(registers.energy(EnergyIndex(.activeImport), design) == Int64(990 * 3_600_000))
        let hour = flows([12, 0, 0], [0, 0, 0], .net)
        registers.add(hour, start: 0, steps: 3600)
        #expect(registers.energy(EnergyIndex(.activeImport), design) == Int64(10 * 3_600_000))
    }

    @Test("Millions of steps at once equal the same steps one by one, also past the wrap")
    func batchesAgree() {
        var design = MeterDesign()
        design.energyRollover = 7_200_000_000
        var (once, often) = (MeterRegisters(design), MeterRegisters(design))
        let some = flows([1234.567, -88.001, 0.001], [-3.25, 17, 0], .net)
        once.add(some, start: 0, steps: 1_000_003)
        for part in [1, 2, 1_000_000] as [Int64] {
            often.add(some, start: 0, steps: part)
        }
        #expect(once == often)
    }

    @Test("Products beyond 64 bits wrap like the sum of their parts")
    func wideProducts() {
        var design = MeterDesign()
        design.energyRollover = 8_999_999_999_999_999_999
        var (once, often) = (MeterRegisters(design), MeterRegisters(design))
        let large = flows([2e8, 1e8, 3e8], [1e8, 1e8, -1e8], .net)
        once.add(large, start: 0, steps: 400_000_000)
        for _ in 0..<400 {
            often.add(large, start: 0, steps: 1_000_000)
        }
        #expect(once.energies == often.energies)
    }

    @Test("A partial counter starts, stops and resets alone")
    func partials() {
        var design = MeterDesign()
        design.tariffCount = 2
        let imported = PartialSelection(.activeImport)
        let exported = PartialSelection(.activeExport)
        let second = PartialSelection(.activeImport, bins: .partialTariff(2))
        design.partials = [imported, exported, second]
        var registers = MeterRegisters(design)
        func add(_ watts: Double) {
            let some = flows([watts, 0, 0], [0, 0, 0], .net)
            registers.add(some, start: 0, steps: 10)
        }
        func read(_ lanes: EnergyLanes, _ bins: EnergyBins) -> Int64? {
            registers.energy(EnergyIndex(lanes, bins: bins), design)
        }
        add(5)
        registers.setPartials([imported], running: false, design)
        add(7)
        add(-3)
        registers.selectTariff(2, design)
        add(2)
        #expect(read(.activeImport, .partial) == 50_000)
        #expect(read(.activeExport, .partial) == 30_000)
        #expect(read(.activeImport, .partialTariff(2)) == 20_000)
        #expect(read(.activeImport, .total) == 140_000)
        registers.resetPartials([exported])
        #expect(read(.activeExport, .partial) == 0)
        #expect(read(.activeImport, .partial) == 50_000)
        #expect(!registers.isRunning(imported) && registers.isRunning(second))
    }

    @Test("A tariff that the meter does not have changes nothing")
    func unknownTariff() {
        var design = MeterDesign()
        design.tariffCount = 2
        var registers = MeterRegisters(design)
        for n in [0, 3, -1, 99] {
            registers.selectTariff(n, design)
            #expect(registers.tariff == 1)
        }
    }

    @Test("Overflows count how often an index has passed the overflow value")
    func overflows() {
        var design = MeterDesign()
        design.overflowValue = 1_000_000
        design.energyRollover = 1_000_000
        var registers = MeterRegisters(design)
        let some = flows([1, 0, 0], [0, 0, 0], .net)
        registers.add(some, start: 0, steps: 2500)
        let index = EnergyIndex(.activeImport)
        #expect(registers.overflows(index, design) == 2)
        #expect(registers.energy(index, design) == 500_000)
    }
}
