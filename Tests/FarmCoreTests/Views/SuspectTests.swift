import FarmCore
import MeterModels
import Metrology
import SimulatedTime
import TestSupport
import Testing

@Suite("What is amiss in an installation")
struct SuspectTests {
    /// The kinds that each case of the document must name, and the inputs they concern.
    private static let expected: [String: [(Suspect.Kind, [Int])]] = [
        "0": [], "1": [(.currentReversed, [1])],
        "2": [(.currentReversed, [1]), (.currentReversed, [2])],
        "3": [(.currentReversed, [1]), (.currentReversed, [2]), (.currentReversed, [3])],
        "4": [(.currentsSwapped, [1, 2])], "4b": [(.currentsSwapped, [2, 3])],
        "4c": [(.currentsSwapped, [1, 2]), (.currentReversed, [1])],
        "5": [(.voltagesSwapped, [1, 2, 3])], "6": [(.voltagesSwapped, [1, 2, 3])],
        "7": [(.voltagesSwapped, [1, 2])], "8": [(.phasesExchanged, [1, 2])],
        "9": [(.voltageOpen, [1])], "9b": [(.phaseLost, [1])],
        "10": [(.neutralOpen, [])], "10b": [(.neutralOpen, []), (.voltageOpen, [1])],
        "11": [], "11b": [(.neutralBroken, [])], "12": [(.currentRatio, [])],
        "12b": [(.currentRatio, [])], "12c": [(.currentRatio, [])],
    ]

    private static let idle = """
        { "phases": { "all": { "activePower": 0 } }, "voltage": 230, "frequency": 50 }
        """

    private static func expected(_ made: WiringCase) -> [(Suspect.Kind, [Int])] {
        guard made.number == "9c" else { return expected[made.number] ?? [] }
        return made.wiring.contains("shorted") ? [(.currentShorted, [1])] : [(.currentOpen, [1])]
    }

    @Test(
        "Each of the 21 cases is named for what it is",
        arguments: ["meterfarm-reference", "socomec-countis-e44"]
    )
    func cases(model: String) throws {
        let bench = try WiringBench(model, cases: WiringCase.all, .rtu)
        let livesAnyway = bench.model.design.supply.from.contains(.auxiliary)
        #expect(Set(WiringCase.all.map(\.number)).count == 21)
        for (place, made) in WiringCase.all.enumerated() {
            let found = bench.bus.suspects(ofMeterAt: place, at: TestMeter.start)
            var suspects = try #require(found, "\(made)")
            if !livesAnyway, !made.feedsFirstPhase {
                #expect(suspects.first?.kind == .unpowered, "\(made) on \(model)")
                suspects.removeAll { $0.kind == .unpowered }
            }
            let expected = Self.expected(made)
            #expect(suspects.map(\.kind) == expected.map(\.0), "\(made) on \(model)")
            #expect(suspects.map(\.inputs) == expected.map(\.1), "\(made) on \(model)")
            #expect(suspects.allSatisfy { $0.sentence.count > 20 })
        }
    }

    @Test("A current below the starting current is said not to be counted")
    func starting() throws {
        let load = """
            { "phases": { "all": { "current": 0.0005, "powerFactor": 1 } }, "voltage": 230 }
            """
        let machine = try TestMeter.machine(load: load)
        #expect(machine.suspects.map(\.kind) == [.countingStopped])
        let silent = try TestMeter.machine(load: Self.idle)
        #expect(silent.suspects.isEmpty)
    }

    @Test("Meters of one address are told of each other")
    func line() throws {
        let meters = [("a", 5), ("b", 5), ("c", 6)].map { BusBench.meter($0.0, $0.1) }
        let plan = try TestMeter.plan(
            """
            { "buses": [ { "name": "b", "allowDuplicateAddresses": true } ],
              "meters": [ \(meters.joined(separator: ", ")) ] }
            """
        )
        let bus = Bus(
            try #require(plan.buses.first),
            meters: plan.meters,
            time: BusBench.time,
            start: TestMeter.start
        )
        let twice = try #require(bus.suspects(ofMeterAt: 0, at: TestMeter.start))
        #expect(twice.map(\.kind) == [.addressTwice])
        #expect(twice.first?.sentence.contains("b") == true)
        #expect(bus.suspects(ofMeterAt: 2, at: TestMeter.start)?.isEmpty == true)
        #expect(bus.suspects(ofMeterAt: 3, at: TestMeter.start) == nil)
    }

    @Test("An armed fault is named while it is armed")
    func fault() throws {
        let bench = try BusBench(
            [BusBench.meter("a", 5)],
            faults: #"[ { "name": "deaf", "effect": "noReply" } ]"#
        )
        let suspects = try #require(bench.bus.suspects(ofMeterAt: 0, at: TestMeter.start))
        #expect(suspects.map(\.kind) == [.fault])
        #expect(suspects.first?.sentence.contains("deaf") == true)
    }
}
