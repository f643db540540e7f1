import MeterModels
import ModbusProtocol
import SimulatedTime
import Testing

@testable import FarmCore

@Suite("A fault that shows what registers have shown before")
struct FaultMemoryTests {
    private static let reference = Result { try FaultBench.models.model("meterfarm-reference") }
    private static let e44 = Result { try FaultBench.models.model("socomec-countis-e44") }

    @Test("A torn read has the high word of the last read and the low word of this one")
    func torn() throws {
        // The worked example of docs/faults.md: Ea+ of a COUNTIS E44 goes from 65 535 kWh
        // (0000 FFFF) to 65 536 kWh (0001 0000); torn it shows 0000 0000, once.
        let model = try Self.e44.get()
        let bench = FaultBench(
            try .effect(#"{ "value": "torn" }"#, more: #", "trigger": { "skip": 1, "count": 1 }"#)
        )
        #expect(bench.read([0x0000, 0xFFFF], at: 0xC652, of: model) == [0x0000, 0xFFFF])
        #expect(bench.read([0x0001, 0x0000], at: 0xC652, of: model) == [0x0000, 0x0000])
        #expect(bench.read([0x0001, 0x0000], at: 0xC652, of: model) == [0x0001, 0x0000])
    }

    @Test("Torn, only the least significant word is new, in every order and length")
    func tornOrders() throws {
        let model = try Self.reference.get()
        for (address, old, new, torn) in [
            (0x104E, [1, 2], [3, 4], [1, 4]), (0x5006, [1, 2], [3, 4], [3, 2]),
            (0x5106, [1, 2], [3, 4], [1, 4]), (0x5206, [1, 2], [3, 4], [3, 2]),
            (0x209C, [1, 2, 3, 4], [5, 6, 7, 8], [1, 2, 3, 8]),
            (0x304E, [1, 2], [3, 4], [1, 4]), (0x002A, [1, 2, 3], [4, 5, 6], [1, 2, 6]),
            (0x0029, [1], [2], [2]),
        ] as [(UInt16, [UInt16], [UInt16], [UInt16])] {
            let bench = FaultBench(try .effect(#"{ "value": "torn" }"#))
            #expect(bench.read(old, at: address, of: model) == old)
            #expect(bench.read(new, at: address, of: model) == torn, "\(address)")
        }
    }

    @Test("A torn read goes by the last read, struck or not, whatever else was read with it")
    func tornHistory() throws {
        let model = try Self.reference.get()
        let bench = FaultBench(
            try .effect(#"{ "value": "torn" }"#, more: #", "trigger": { "every": 3 }"#)
        )
        #expect(bench.read([1, 1], at: 0x1000, of: model) == [1, 1])
        #expect(bench.read([2, 2, 9, 9], at: 0x1000, of: model) == [2, 2, 9, 9])
        #expect(bench.read([3, 3], at: 0x1000, of: model) == [2, 3])
        _ = (0..<2).map { _ in bench.read([4, 4], at: 0x1000, of: model) }
        #expect(bench.read([5, 5, 8, 8], at: 0x1000, of: model) == [4, 5, 9, 8])
    }

    @Test("What was read last is what the meter answered, not what faults made of it")
    func tornTruth() throws {
        let model = try Self.reference.get()
        let bench = FaultBench(try .effect(#"{ "value": "torn" }"#))
        let shown = (1...4).map { bench.read([$0, $0], at: 0x1000, of: model) }
        #expect(shown == [[1, 1], [1, 2], [2, 3], [3, 4]])
    }

    @Test("Meters and tables are told apart")
    func apart() throws {
        let model = try Self.reference.get()
        let bench = FaultBench(try .effect(#"{ "value": "frozen" }"#))
        #expect(bench.read([1, 1], at: 0x1000, of: model, meter: "a") == [1, 1])
        #expect(bench.read([2, 2], at: 0x1000, of: model, meter: "b") == [2, 2])
        #expect(bench.read([3, 3], at: 0x1000, of: model, meter: "b", function: 4) == [3, 3])
        #expect(bench.read([4, 4], at: 0x1000, of: model, meter: "a") == [1, 1])
        #expect(bench.read([4, 4], at: 0x1000, of: model, meter: "b") == [2, 2])
        #expect(bench.read([4, 4], at: 0x1000, of: model, meter: "b", function: 4) == [3, 3])
    }

    @Test("Frozen registers show what they showed at the first strike, until it is over")
    func frozen() throws {
        let model = try Self.reference.get()
        let bench = FaultBench(
            try .effect(
                #"{ "value": "frozen" }"#,
                more: #", "trigger": { "skip": 1, "count": 2 }"#
            )
        )
        let shown = (1...5).map { bench.read([0, $0], at: 0x1000, of: model)[1] }
        #expect(shown == [1, 2, 2, 4, 5])
    }

    @Test("Frozen, every type of up to four words stays as it was")
    func frozenTypes() throws {
        let model = try Self.reference.get()
        let bench = FaultBench(try .effect(#"{ "value": "frozen" }"#))
        for (address, words) in [
            (0x0029, [0x2300]), (0x002A, [1, 2, 3]), (0x209C, [0xFFFF, 0x8000, 1, 2]),
            (0x304E, [0x449A, 0x5000]),
        ] as [(UInt16, [UInt16])] {
            #expect(bench.read(words, at: address, of: model) == words)
            let other = words.map { ~$0 }
            #expect(bench.read(other, at: address, of: model) == words)
        }
    }

    @Test("Armed anew or disarmed, a fault forgets")
    func forgetting() throws {
        let model = try Self.reference.get()
        let plan = try FaultPlan.effect(#"{ "value": "frozen" }"#)
        let bench = FaultBench(plan)
        #expect(bench.read([1, 1], at: 0x1000, of: model) == [1, 1])
        bench.engine.arm(plan, at: FaultBench.start)
        #expect(bench.read([2, 2], at: 0x1000, of: model) == [2, 2])
        #expect(bench.engine.memory.count == 1)
        bench.engine.disarm("f")
        #expect(bench.engine.memory.count == 0)
        #expect(bench.read([3, 3], at: 0x1000, of: model) == [3, 3])
    }

    @Test("What is remembered is bounded; what no longer fits is shown as it is")
    func bound() throws {
        let model = try Self.reference.get()
        let bench = FaultBench(try .effect(#"{ "value": "frozen" }"#))
        let count = FaultMemory.limit / 60 + 2
        for meter in 0..<count {
            // 0x1000 to 0x1077: sixty registers of two words.
            let words = [UInt16](repeating: 7, count: 120)
            #expect(bench.read(words, at: 0x1000, of: model, meter: "m\(meter)") == words)
        }
        #expect(bench.engine.memory.count == FaultMemory.limit)
        #expect(bench.read([8, 8], at: 0x1000, of: model, meter: "m0") == [7, 7])
        #expect(bench.read([8, 8], at: 0x1000, of: model, meter: "m\(count)") == [8, 8])
    }
}

@Suite("Chance in faults")
struct FaultDeterminismTests {
    /// Everything that goes out for some traffic, with what was reported.
    private func life(seed: UInt64, client: String = "10.0.0.1") throws -> (
        [[UInt8]], [FaultReport]
    ) {
        let chance = #", "trigger": { "probability": 0.4 }"#
        let bench = FaultBench(
            try .effect(#"{ "garbage": 3 }"#, name: "a", more: chance),
            try .effect(#"{ "checksum": "bitFlip" }"#, name: "b", more: chance),
            try .effect(#"{ "delay": { "uniform": [0, 1] } }"#, name: "c"),
            seed: seed
        )
        let bytes = (0..<200).map { number in
            let strikes = bench.strikes([3, 0, UInt8(number), 0, 1], client: client)
            let frame = strikes.framed([3, 2, 0, UInt8(number)], unit: 5, as: .rtu)
            return frame.bytes + [UInt8(truncatingIfNeeded: frame.delay)]
        }
        return (bytes, bench.reports)
    }

    @Test("The same seed and the same traffic give the same bytes and reports")
    func sameSeed() throws {
        let (one, reports) = try life(seed: 7)
        let (two, again) = try life(seed: 7)
        #expect(one == two && reports == again)
        #expect(try life(seed: 8).0 != one)
    }

    @Test("The bytes of a strike go by the number of the request, not by the strikes before")
    func bytesByNumber() throws {
        func bytes(_ trigger: String) throws -> [[UInt8]] {
            let plan = try FaultPlan.effect(
                #"{ "garbage": 4 }"#,
                more: #", "trigger": \#(trigger)"#
            )
            let bench = FaultBench(plan)
            return (0..<20).map { _ in
                bench.strikes([3, 0, 1, 0, 1]).framed([3, 2, 0, 1], unit: 5, as: .rtu).bytes
            }
        }
        let all = try bytes("{}")
        let fifth = try bytes(#"{ "every": 5 }"#)
        for number in [4, 9, 14, 19] { #expect(fifth[number] == all[number]) }
        #expect(Set(all).count == 20)
    }

    @Test("Chance goes by the number of the request, not by what becomes of it")
    func byNumber() throws {
        func pattern(_ trigger: String) throws -> [Bool] {
            let plan = try FaultPlan.effect(#""noReply""#, more: #", "trigger": \#(trigger)"#)
            let bench = FaultBench(plan)
            return (0..<200).map { _ in bench.isStruck() }
        }
        let plain = try pattern(#"{ "probability": 0.5 }"#)
        let fifth = try pattern(#"{ "probability": 0.5, "every": 5 }"#)
        for number in fifth.indices {
            #expect(fifth[number] == (plain[number] && number % 5 == 4))
        }
    }
}
