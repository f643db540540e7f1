import Metrology
import Testing

@Suite("Tests of the standards: starting, no load, accuracy")
struct AccuracyStandardTests {
    /// Meters of the seeds with what their plates say (metrology.md B.7, systems A.1 to A.3).
    struct Seed: CustomTestStringConvertible, Sendable {
        let name: String
        let meter: MeterUnderTest
        /// The greatest starting current the class allows, A.
        let allowed: Double
        let network: NetworkType
        var testDescription: String { name }

        init?(
            _ name: String,
            _ accuracyClass: AccuracyClass,
            _ ratings: AccuracyRatings?,
            start: Double,
            allowed: Double,
            constant: Double,
            elements: Int
        ) {
            guard let ratings else { return nil }
            self.name = name
            self.allowed = allowed
            network = elements == 1 ? .singlePhase : .fourWireUnbalanced
            meter = MeterUnderTest(
                accuracyClass,
                ratings: ratings,
                startingCurrent: start,
                constant: constant,
                elements: elements
            )
        }
    }

    private static func direct(_ imin: Double, _ itr: Double, _ imax: Double) -> AccuracyRatings? {
        AccuracyRatings(.direct, minimum: imin, transition: itr, maximum: imax)
    }

    private static func behind(
        _ imin: Double,
        _ itr: Double,
        _ rated: Double
    ) -> AccuracyRatings? {
        AccuracyRatings(
            .currentTransformer,
            minimum: imin,
            transition: itr,
            reference: rated,
            maximum: 6
        )
    }

    static let seeds: [Seed] = [
        Seed(
            "4 120 83",
            .activeB,
            direct(0.5, 1, 63),
            start: 0.04,
            allowed: 0.04,
            constant: 1000,
            elements: 1
        ),
        Seed(
            "M1PRO",
            .activeB,
            direct(0.25, 0.5, 40),
            start: 0.015,
            allowed: 0.02,
            constant: 5000,
            elements: 1
        ),
        Seed(
            "E44",
            .activeC,
            behind(0.01, 0.05, 1),
            start: 0.001,
            allowed: 0.001,
            constant: 1000,
            elements: 3
        ),
        Seed(
            "E43",
            .active1,
            behind(0.01, 0.05, 1),
            start: 0.002,
            allowed: 0.002,
            constant: 1000,
            elements: 3
        ),
        Seed(
            "old E43",
            .active1,
            behind(0.05, 0.25, 5),
            start: 0.01,
            allowed: 0.01,
            constant: 10_000,
            elements: 3
        ),
    ].compactMap { $0 }

    @Test("The five meters of the seeds are here")
    func wholeList() { #expect(Self.seeds.count == 5) }

    @Test("Starting currents of the seeds obey their class", arguments: seeds)
    func startingRule(seed: Seed) throws {
        let meter = seed.meter
        let limit = try #require(meter.accuracyClass.greatestStartingCurrent(meter.ratings))
        #expect(abs(limit - seed.allowed) < 1e-12)
        #expect(meter.obeysStartingRule)
        var lazy = meter
        lazy.startingCurrent = seed.allowed * 1.001
        #expect(!lazy.obeysStartingRule)
    }

    @Test("The greatest starting current of each class is what its standard says")
    func startingTable() throws {
        let direct = try #require(AccuracyRatings(.direct, transition: 1, maximum: 80))
        let behind = try #require(AccuracyRatings(.currentTransformer, reference: 1, maximum: 6))
        // Shares of Itr, or of Ib (10 A) and In (1 A); Itr is 1 A and 0.05 A.
        let table: [(AccuracyClass, Double?, Double)] = [
            (.activeA, 0.05, 0.003), (.activeB, 0.04, 0.002), (.activeC, 0.04, 0.001),
            (.active1, 0.04, 0.002), (.active2, 0.05, 0.003), (.active02S, nil, 0.001),
            (.active05S, nil, 0.001), (.reactive2, 0.05, 0.003), (.reactive3, 0.1, 0.005),
        ]
        for (accuracyClass, atDirect, atTransformer) in table {
            let found = accuracyClass.greatestStartingCurrent(direct)
            if let atDirect {
                #expect(abs((found ?? 0) - atDirect) < 1e-12, "\(accuracyClass)")
            } else {
                #expect(found == nil)
            }
            let other = try #require(accuracyClass.greatestStartingCurrent(behind))
            #expect(abs(other - atTransformer) < 1e-12, "\(accuracyClass)")
        }
    }

    @Test("The test of no load lasts as long as the formulas say")
    func noLoadDurations() throws {
        func minutes(_ name: String) throws -> Double {
            try #require(Self.seeds.first { $0.name == name }).meter.noLoadMinutes
        }
        // EN 50470-3: 240·10³ / (1000 · 1 · 264.5 · 0.04), / (1000 · 3 · 264.5 · 0.001).
        #expect(abs(try minutes("4 120 83") - 22.684310) < 1e-6)
        #expect(abs(try minutes("E44") - 302.457467) < 1e-6)
        // IEC 62053-21 class 1: 600·10⁶ / (1000 · 3 · 230 · 6).
        #expect(abs(try minutes("E43") - 144.927536) < 1e-6)
        let factors: [(AccuracyClass, Double?)] = [
            (.activeA, nil), (.activeB, nil), (.activeC, nil), (.active1, 600), (.active2, 480),
            (.active02S, 900), (.active05S, 600), (.reactive2, 480), (.reactive3, 300),
        ]
        for (accuracyClass, factor) in factors {
            #expect(accuracyClass.noLoadFactor == factor, "\(accuracyClass)")
        }
        // A pulse at Ist and Un on the 4 120 83: 1 Wh at 9.2 W.
        let start = try #require(Self.seeds.first).meter.startingPulseMinutes
        #expect(abs(start - 6.521739) < 1e-6)
    }

    private func flows(
        _ seed: Seed,
        current: Double,
        voltage: Double,
        phases: Int = 3
    ) -> Flows {
        let loaded = PhaseConditions(voltage: voltage, activePower: voltage * current)
        let idle = PhaseConditions(voltage: voltage)
        var design = MeterDesign()
        design.startingCurrent = seed.meter.startingCurrent
        let measurement = Measurement(
            of: SiteConditions(
                l1: loaded,
                l2: phases > 1 ? loaded : idle,
                l3: phases > 2 ? loaded : idle
            ),
            through: Installation(),
            ratios: ConfiguredRatios(),
            network: seed.network,
            design: design
        )
        return Flows(measurement.elements, counting: .net, milliseconds: 1000)
    }

    private func isNothing(_ flows: Flows) -> Bool {
        Channel.allCases.allSatisfy { flows.lanes($0) == SIMD8() }
            && flows.charges == SIMD4()
    }

    @Test("At the starting current a meter registers, just below it does not", arguments: seeds)
    func starting(seed: Seed) {
        let start = seed.meter.startingCurrent
        let flows = flows(seed, current: start, voltage: 230)
        let expected = Double(seed.meter.elements) * 230 * start * 1000
        #expect(abs(Double(flows.lanes(.total)[0]) - expected) <= 3, "millijoules a second")
        #expect(isNothing(self.flows(seed, current: start * 0.98, voltage: 230)))
    }

    @Test("One phase at the starting current is enough on a polyphase meter", arguments: seeds)
    func startingOnOnePhase(seed: Seed) {
        let start = seed.meter.startingCurrent
        let flows = flows(seed, current: start, voltage: 230, phases: 1)
        #expect(abs(Double(flows.lanes(.total)[0]) - 230 * start * 1000) <= 1)
    }

    @Test("At 1.15 Un without current no energy comes, however long", arguments: seeds)
    func noLoad(seed: Seed) {
        #expect(isNothing(flows(seed, current: 0, voltage: seed.meter.noLoadVoltage)))
        var design = MeterDesign()
        design.startingCurrent = 0
        let site = SiteConditions(
            l1: PhaseConditions(voltage: seed.meter.noLoadVoltage),
            l2: PhaseConditions(voltage: seed.meter.noLoadVoltage),
            l3: PhaseConditions(voltage: seed.meter.noLoadVoltage)
        )
        let idle = Measurement(
            of: site,
            through: Installation(),
            ratios: ConfiguredRatios(),
            network: seed.network,
            design: design
        )
        #expect(!idle.elements.registers, "not even a meter that starts at nothing")
    }
}
