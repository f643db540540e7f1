import Metrology
import TestSupport
import Testing

@Suite("Demand is energy over time")
struct DemandTests {
    private func flows(_ watts: Double) -> Flows {
        let site = SiteConditions(
            l1: PhaseConditions(voltage: 230, activePower: watts),
            l2: .dead,
            l3: .dead
        )
        let m = Measurement(
            of: site,
            through: Installation(),
            ratios: ConfiguredRatios(),
            network: .singlePhase,
            design: MeterDesign()
        )
        return Flows(m.elements, counting: .net, milliseconds: 1000)
    }

    private func registers(_ demand: DemandDesign) -> MeterRegisters {
        var design = MeterDesign()
        design.demand = demand
        return MeterRegisters(design)
    }

    private func add(_ meter: inout MeterRegisters, _ watts: Double, from: Int64, for n: Int64) {
        meter.add(flows(watts), start: from * 1000, steps: n)
    }

    private let source = DemandSource.energy(.activeImport)

    @Test("A block's mean is published at its end and the maximum keeps the greatest")
    func block() {
        var meter = registers(
            DemandDesign(window: .block, period: 900, sources: [source], loadCurveRecords: 2)
        )
        add(&meter, 1000, from: 0, for: 450)
        #expect(meter.demand?.last(source) == 0, "nothing is published inside the first block")
        add(&meter, 3000, from: 450, for: 450)
        #expect(meter.demand?.last(source) == 2_000_000)
        add(&meter, 500, from: 900, for: 1800)
        #expect(meter.demand?.last(source) == 500_000)
        #expect(meter.demand?.maximum(source) == 2_000_000)
        #expect(meter.demand?.maximumEnd(source) == 900_000)
        #expect(meter.demand?.records.map(\.end) == [1_800_000, 2_700_000])
        meter.reset(.demandMaxima)
        #expect(meter.demand?.maximum(source) == 0)
    }

    @Test("A sliding window moves by its sub-interval")
    func sliding() {
        var meter = registers(
            DemandDesign(window: .sliding, period: 300, subinterval: 60, sources: [source])
        )
        add(&meter, 500, from: 0, for: 300)
        #expect(meter.demand?.last(source) == 500_000)
        add(&meter, 1000, from: 300, for: 60)
        #expect(meter.demand?.last(source) == 600_000)
        add(&meter, 1000, from: 360, for: 59)
        #expect(meter.demand?.last(source) == 600_000, "nothing moves inside a sub-interval")
        add(&meter, 1000, from: 419, for: 1)
        #expect(meter.demand?.last(source) == 700_000)
    }

    @Test("Current demand is the mean current")
    func current() {
        let current = DemandSource.current(.l1)
        var meter = registers(
            DemandDesign(window: .block, period: 60, sources: [current])
        )
        add(&meter, 460, from: 0, for: 30)
        add(&meter, 920, from: 30, for: 30)
        #expect(meter.demand?.last(current) == 3000)
    }

    @Test("Many steps at once give the same demands as single steps")
    func batches() {
        // 777 W at 230 V are 3378 mA, which three phases do not share without a rest.
        let sources = [source, .current(.l1), .current(.average), .current(.sum)]
        let design = DemandDesign(window: .sliding, period: 120, subinterval: 7, sources: sources)
        var once = registers(design)
        var often = once
        add(&once, 777, from: 3, for: 500)
        for second in 3..<503 { add(&often, 777, from: Int64(second), for: 1) }
        #expect(once == often)
        #expect(once.demand?.last(.current(.average)) == 1126)
    }

    /// The periods of the documents (4 120 83 and EMDX³), minutes.
    static let periods: [Int64] = [5, 8, 10, 15, 20, 30, 60]

    @Test(
        "Every period, window and source is the mean that a school child works out",
        arguments: periods
    )
    func everyPeriod(minutes: Int64) {
        let lanes: [EnergyLanes] = [
            .activeImport, .activeExport, .reactiveImport, .reactiveExport, .apparent,
        ]
        for window in DemandDesign.Window.allCases {
            for seed in 0..<3 as Range<UInt64> {
                var generator = SeededGenerator(seed: seed &* 977 &+ UInt64(minutes))
                let sources = lanes.map { DemandSource.energy($0) }
                var meter = registers(
                    DemandDesign(window: window, period: minutes * 60, sources: sources)
                )
                // One load a minute, kept for the naive means.
                var minuteSums: [[Int64]] = []
                var greatest = [Int64](repeating: 0, count: lanes.count)
                for minute in 0..<(minutes * 5 + 3) {
                    let flows = randomFlows(&generator)
                    meter.add(flows, start: minute * 60_000, steps: 60)
                    minuteSums.append(lanes.map { flows.total(of: $0) * 60 })
                    let closes = window == .sliding || (minute + 1) % minutes == 0
                    guard closes else { continue }
                    for (k, source) in sources.enumerated() {
                        let sum = minuteSums.suffix(Int(minutes)).reduce(0) { $0 + $1[k] }
                        let mean = sum / (minutes * 60)
                        greatest[k] = max(greatest[k], mean)
                        #expect(meter.demand?.last(source) == mean, "\(window), seed \(seed)")
                        #expect(meter.demand?.maximum(source) == greatest[k])
                    }
                }
            }
        }
    }

    private func randomFlows(_ generator: inout SeededGenerator) -> Flows {
        let phase = PhaseConditions(
            voltage: 230,
            activePower: Double.random(in: -9000...9000, using: &generator),
            reactivePower: Double.random(in: -9000...9000, using: &generator)
        )
        let m = Measurement(
            of: SiteConditions(l1: phase, l2: .dead, l3: .dead),
            through: Installation(),
            ratios: ConfiguredRatios(),
            network: .singlePhase,
            design: MeterDesign()
        )
        return Flows(m.elements, counting: .net, milliseconds: 1000)
    }
}
