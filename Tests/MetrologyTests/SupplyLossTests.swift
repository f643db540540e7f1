import Metrology
import Testing

@Suite("What registers lose without supply")
struct SupplyLossTests {
    private let source = DemandSource.energy(.activeImport)

    private func flows(_ watts: Double) -> Flows {
        let site = SiteConditions(
            l1: PhaseConditions(voltage: 230, activePower: watts),
            l2: .dead,
            l3: .dead
        )
        let design = MeterDesign()
        let stage = InputStage(
            Installation(),
            ratios: ConfiguredRatios(),
            network: .singlePhase,
            design: design
        )
        return Flows(stage.readings(of: site), counting: .net, milliseconds: 1000)
    }

    private func design(
        _ window: DemandDesign.Window,
        forgets: Set<VolatileMemory> = []
    ) -> MeterDesign {
        var design = MeterDesign()
        design.demand = DemandDesign(
            window: window,
            period: 900,
            subinterval: 60,
            sources: [source],
            loadCurveRecords: 10
        )
        design.partials = [PartialSelection(.activeImport)]
        design.supply.forgets = forgets
        return design
    }

    @Test("A block under way is lost, its maximum and the load curve stay, the next is incomplete")
    func block() {
        let design = design(.block)
        var meter = MeterRegisters(design)
        meter.add(flows(2000), start: 0, steps: 1800)
        meter.add(flows(9000), start: 1_800_000, steps: 600)
        let energies = meter.energies
        meter.loseSupply(design)
        #expect(meter.energies == energies && meter.operatingTime == 2_400_000)
        #expect(meter.demand?.last(source) == 0 && meter.demand?.lastEnd == 0)
        #expect(meter.demand?.maximum(source) == 2_000_000)
        #expect(meter.demand?.maximumEnd(source) == 900_000)
        // Back at 2500 s: 200 s of the period to 2700 s are seen, then a whole one.
        meter.add(flows(900), start: 2_500_000, steps: 200)
        #expect(meter.demand?.last(source) == 200_000)
        meter.add(flows(1000), start: 2_700_000, steps: 900)
        let records = meter.demand?.records ?? []
        #expect(records.map(\.end) == [900_000, 1_800_000, 2_700_000, 3_600_000])
        #expect(records.map(\.mean) == [2_000_000, 2_000_000, 200_000, 1_000_000])
        #expect(records.map(\.isIncomplete) == [true, false, true, false])
        #expect(meter.demand?.maximum(source) == 2_000_000)
    }

    @Test("A sliding window fills from nothing")
    func sliding() {
        let design = design(.sliding)
        var meter = MeterRegisters(design)
        meter.add(flows(3000), start: 0, steps: 900)
        #expect(meter.demand?.last(source) == 3_000_000)
        meter.loseSupply(design)
        #expect(meter.demand?.last(source) == 0)
        meter.add(flows(3000), start: 1_200_000, steps: 300)
        #expect(meter.demand?.last(source) == 1_000_000)
        meter.add(flows(3000), start: 1_500_000, steps: 600)
        #expect(meter.demand?.last(source) == 3_000_000)
    }

    @Test("A period that a pulse has begun is lost like any other")
    func synchronised() {
        let design = design(.block)
        var meter = MeterRegisters(design)
        meter.add(flows(1000), start: 0, steps: 100)
        meter.synchroniseDemand(at: 100_000)
        meter.add(flows(1000), start: 100_000, steps: 500)
        meter.loseSupply(design)
        meter.alignDemand(to: 0)
        meter.add(flows(1000), start: 700_000, steps: 200)
        #expect(meter.demand?.lastEnd == 900_000)
        #expect(meter.demand?.last(source) == 222_222)
    }

    @Test("Maxima and stopped partial counters are forgotten only where the model says so")
    func forgets() {
        for forgets in [Set<VolatileMemory>(), [.demandMaxima], [.partialsRunning]] {
            let design = design(.block, forgets: forgets)
            var meter = MeterRegisters(design)
            meter.setPartials(design.partials, running: false, design)
            meter.add(flows(2000), start: 0, steps: 900)
            meter.loseSupply(design)
            let keepsMaximum = !forgets.contains(.demandMaxima)
            #expect(meter.demand?.maximum(source) == (keepsMaximum ? 2_000_000 : 0))
            meter.add(flows(3600), start: 1_000_000, steps: 10)
            let partial = meter.energies.sum(.activeImport, .total, .partial)
            #expect(partial == (forgets.contains(.partialsRunning) ? 36_000_000 : 0))
            #expect(meter.energies.sum(.activeImport, .total, .total) == 1_836_000_000)
        }
    }
}
