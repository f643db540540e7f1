import MeterModels
import ModbusProtocol
import Testing

@testable import FarmCore

@Suite("The target of a fault")
struct FaultTargetTests {
    private func bench(_ target: String, _ effect: String = #""noReply""#) throws -> FaultBench {
        FaultBench(try .effect(effect, more: #", "target": \#(target)"#))
    }

    @Test("A bus is meant by name or pattern; others do not even arm the fault")
    func bus() throws {
        let plan = try FaultPlan.effect(#""late""#, more: #", "target": { "bus": "rs485-*" }"#)
        #expect(FaultBench(plan, bus: "rs485-2").isStruck())
        let other = FaultBench(plan, bus: "lan")
        #expect(other.engine.isIdle && !other.engine.arm(plan, at: FaultBench.start))
        #expect(plan.target.concerns(bus: "rs485-1", meters: ["m"]))
        #expect(!plan.target.concerns(bus: "lan", meters: ["m"]))
    }

    @Test("A fault that moves to another bus leaves the one it was on")
    func moving() throws {
        let bench = FaultBench(try .effect(#""late""#))
        let moved = try FaultPlan.effect(#""late""#, more: #", "target": { "bus": "other" }"#)
        #expect(!bench.engine.arm(moved, at: FaultBench.start))
        #expect(bench.engine.states.isEmpty)
    }

    @Test("A meter is meant by name or pattern, where nobody is none")
    func meter() throws {
        let bench = try bench(#"{ "meter": "flat-*, shop-?" }"#)
        let read: [UInt8] = [3, 0, 1, 0, 1]
        let found = ["flat-12", "shop-1", "shop-12", "incomer"].map {
            !bench.strikes(read, meter: $0).isEmpty
        }
        #expect(found == [true, true, false, false])
        #expect(bench.strikes(read, meter: nil).isEmpty)
        var target = FaultTarget()
        target.meter = "flat-*"
        #expect(target.concerns(bus: "b", meters: ["a", "flat-1"]))
        #expect(!target.concerns(bus: "b", meters: ["a"]))
    }

    @Test("Unit, function and client are meant each, and all that is given must hold")
    func parts() throws {
        let read: [UInt8] = [3, 0, 1, 0, 1]
        let bench = try bench(#"{ "unit": 5, "functions": [3, 4], "client": "10.0.0.*" }"#)
        #expect(!bench.strikes(read, client: "10.0.0.7").isEmpty)
        #expect(bench.strikes(read, unit: 6, client: "10.0.0.7").isEmpty)
        #expect(bench.strikes([16, 0, 1, 0, 1, 2, 0, 0], client: "10.0.0.7").isEmpty)
        #expect(bench.strikes(read, client: "10.0.1.7").isEmpty)
        #expect(!bench.strikes([4, 0, 1, 0, 1], client: "10.0.0.8").isEmpty)
        #expect(bench.strikes([], client: "10.0.0.7").isEmpty)
    }

    private static let touching: [(request: [UInt8], isStruck: Bool)] = [
        ([3, 0, 99, 0, 1], false), ([3, 0, 99, 0, 2], true), ([3, 0, 100, 0, 1], true),
        ([4, 0, 100, 0, 9], true), ([3, 0, 101, 0, 9], false),
        ([6, 0, 100, 0, 0], true), ([6, 0, 0, 0, 100], false), ([5, 0, 100, 0xFF, 0], true),
        ([22, 0, 100, 0, 0, 0, 0], true),
        ([15, 0, 93, 0, 8, 1, 0], true), ([15, 0, 92, 0, 8, 1, 0], false),
        ([16, 0, 98, 0, 3, 6, 0, 0, 0, 0, 0, 0], true), ([16, 0, 98, 0, 2, 4], false),
        ([23, 0, 1, 0, 1, 0, 100, 0, 1, 2, 0, 0], true),
        ([23, 0, 100, 0, 1, 0, 1, 0, 1, 2, 0, 0], true),
        ([23, 0, 1, 0, 1, 0, 1, 0, 1, 2, 0, 0], false),
        ([3, 0xC5, 0x4F, 0, 2], true), ([3, 0xC6, 0, 0, 1], false), ([3, 0xC5, 0xFF, 0, 1], true),
        ([3, 0, 0x60], false), ([8, 0, 0, 0, 100], false), ([3, 0, 100, 0, 0], false),
        ([3, 0xFF, 0xFF, 0, 9], false),
    ]

    @Test("Addresses are meant by what a request touches", arguments: touching.indices)
    func addresses(index: Int) throws {
        let bench = try bench(#"{ "addresses": ["0xC550-0xC5FF", 100] }"#)
        let (request, isStruck) = Self.touching[index]
        #expect(bench.strikes(request).isEmpty != isStruck, "\(request)")
    }

    @Test("Quantities are meant by the registers of the meter's model that a request touches")
    func quantities() throws {
        let model = try FaultBench.models.model("socomec-countis-e44")
        let bench = try bench(#"{ "quantities": ["energy.active.import.*"] }"#)
        // C652: Ea+, C654: Er+, C558: U1 (docs of the model's file).
        #expect(!bench.strikes([3, 0xC6, 0x52, 0, 2], model: model).isEmpty)
        #expect(bench.strikes([3, 0xC6, 0x54, 0, 2], model: model).isEmpty)
        #expect(bench.strikes([3, 0xC5, 0x58, 0, 2], model: model).isEmpty)
        #expect(!bench.strikes([3, 0xC6, 0x50, 0, 6], model: model).isEmpty)
        #expect(bench.strikes([3, 0xC6, 0x52, 0, 2], model: nil).isEmpty)
        let both = try self.bench(
            #"{ "quantities": ["energy.*"], "addresses": ["0xC654"] }"#
        )
        #expect(both.strikes([3, 0xC6, 0x52, 0, 2], model: model).isEmpty)
        #expect(!both.strikes([3, 0xC6, 0x52, 0, 4], model: model).isEmpty)
    }

    @Test("A fault of values meets only reads that carry a whole register that it means")
    func values() throws {
        let model = try FaultBench.models.model("socomec-countis-e44")
        let bench = try bench(
            #"{ "quantities": ["energy.active.import.total"] }"#,
            #"{ "value": "zero" }"#
        )
        #expect(bench.strikes([16, 0xC6, 0x52, 0, 2, 4, 0, 0, 0, 0], model: model).isEmpty)
        #expect(bench.strikes([3, 0xC6, 0x53, 0, 1], model: model).isEmpty)
        #expect(bench.strikes([3, 0xC6, 0x54, 0, 2], model: model).isEmpty)
        #expect(!bench.strikes([3, 0xC6, 0x52, 0, 2], model: model).isEmpty)
        #expect(bench.engine.states.first?.tally.matched == 1)
    }

    @Test("What is remembered of clients is bounded")
    func memory() {
        var memory = PatternMemory()
        for number in 0..<(3 * PatternMemory.limit) {
            let matches = memory.matches("*7", "\(number)")
            #expect(matches == (number % 10 == 7))
        }
        #expect(memory.count <= PatternMemory.limit)
        let again = memory.matches("*7", "17")
        #expect(again)
    }
}
