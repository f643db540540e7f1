import SimulatedTime
import Testing

@testable import FarmCore

@Suite("The trigger of a fault")
struct FaultTriggerTests {
    private func bench(_ trigger: String, seed: UInt64 = 1) throws -> FaultBench {
        FaultBench(try .effect(#""noReply""#, more: #", "trigger": \#(trigger)"#), seed: seed)
    }

    /// The numbers, from 1, of the requests that are struck.
    private func struck(_ trigger: String, of count: Int = 30) throws -> [Int] {
        let bench = try bench(trigger)
        return (1...count).filter { _ in bench.isStruck() }
    }

    @Test("Without a trigger every request is struck")
    func always() throws {
        #expect(try struck("{}", of: 5) == [1, 2, 3, 4, 5])
    }

    @Test("Every n-th request is struck, the first ones pass, and there is an end")
    func counting() throws {
        #expect(try struck(#"{ "every": 10 }"#) == [10, 20, 30])
        #expect(try struck(#"{ "skip": 27 }"#) == [28, 29, 30])
        #expect(try struck(#"{ "count": 3 }"#) == [1, 2, 3])
        #expect(try struck(#"{ "every": 10, "skip": 3 }"#) == [13, 23])
        #expect(try struck(#"{ "every": 5, "skip": 3, "count": 2 }"#) == [8, 13])
    }

    @Test("A fault that has struck as often as it may leaves the bus as it was")
    func spent() throws {
        let bench = try bench(#"{ "count": 2 }"#)
        #expect(!bench.engine.isIdle)
        _ = (0..<5).map { _ in bench.isStruck() }
        #expect(bench.engine.isIdle)
        let tally = FaultTally(name: "f", effect: "noReply", matched: 2, fired: 2, isSpent: true)
        #expect(bench.engine.states.map(\.tally) == [tally])
    }

    @Test("One in twenty is struck, within what chance allows", arguments: UInt64(1)...20)
    func probability(seed: UInt64) throws {
        let bench = try bench(#"{ "probability": 0.05 }"#, seed: seed)
        let count = (0..<20_000).count { _ in bench.isStruck() }
        // 1000 expected, the standard deviation is 30.8: five of them either way.
        #expect((846...1154).contains(count), "seed \(seed)")
    }

    @Test("Certain and impossible are what they say")
    func certainty() throws {
        #expect(try struck(#"{ "probability": 1 }"#).count == 30)
        #expect(try struck(#"{ "probability": 0 }"#).isEmpty)
    }

    @Test("Two faults of one bus, and one fault on two buses, have chances of their own")
    func independence() throws {
        let trigger = #", "trigger": { "probability": 0.5 }"#
        func pattern(_ name: String, on bus: String) throws -> [Bool] {
            let plan = try FaultPlan.effect(#""noReply""#, name: name, more: trigger)
            let bench = FaultBench(plan, bus: bus)
            return (0..<64).map { _ in bench.isStruck() }
        }
        let one = try pattern("a", on: "x")
        #expect(one != (try pattern("b", on: "x")))
        #expect(one != (try pattern("a", on: "y")))
        #expect(one == (try pattern("a", on: "x")))
    }

    @Test("A window opens and closes at its instants of virtual time, the last one not counted")
    func window() throws {
        let relative = try bench(#"{ "from": "+10s", "until": "+20s" }"#)
        let seconds: [Int64] = [0, 9, 10, 19, 20, 1000]
        let wanted = [false, false, true, true, false, false]
        #expect(seconds.map { relative.isStruck(after: $0) } == wanted)
        let absolute = try bench(
            #"{ "from": "2026-01-05T00:00:10+01:00", "until": "2026-01-04T23:00:20Z" }"#
        )
        #expect(seconds.map { absolute.isStruck(after: $0) } == wanted)
        #expect(absolute.engine.states.first?.tally.matched == 2)
    }

    @Test("\"for\" counts from when it is armed, \"+\" from the beginning of the run")
    func lasting() throws {
        let plan = try FaultPlan.effect(#""noReply""#, more: #", "trigger": { "for": "5s" }"#)
        let bench = FaultBench()
        bench.engine.arm(plan, at: FaultBench.start + .seconds(100))
        #expect(bench.isStruck(after: 104) && !bench.isStruck(after: 105))
        let later = try FaultPlan.effect(#""noReply""#, more: #", "trigger": { "from": "+10s" }"#)
        bench.engine.arm(later, at: FaultBench.start + .seconds(100))
        #expect(bench.isStruck(after: 101))
    }

    @Test("Armed again under its name a fault takes its place and counts anew")
    func replacing() throws {
        let bench = try bench(#"{ "count": 1 }"#)
        bench.engine.arm(try .effect(#""late""#, name: "other"), at: FaultBench.start)
        #expect(bench.strikes([3, 0, 1, 0, 1]).map(\.plan.name) == ["f", "other"])
        #expect(bench.strikes([3, 0, 1, 0, 1]).map(\.plan.name) == ["other"])
        bench.engine.arm(try .effect(#""merge""#), at: FaultBench.start)
        #expect(bench.strikes([3, 0, 1, 0, 1]).map(\.effect) == [.merge, .late])
        #expect(bench.engine.states.map(\.tally.fired) == [1, 3])
    }

    @Test("Faults are disarmed by name or pattern")
    func disarming() throws {
        let bench = FaultBench(
            try .effect(#""late""#, name: "a-1"),
            try .effect(#""late""#, name: "a-2"),
            try .effect(#""late""#, name: "b")
        )
        #expect(!bench.engine.disarm("c"))
        #expect(bench.engine.disarm("a-*"))
        #expect(bench.engine.states.map(\.tally.name) == ["b"])
        #expect(bench.engine.disarm("*") && bench.engine.isIdle)
    }

    @Test("No more than the limit are armed at a time")
    func limit() throws {
        let bench = FaultBench()
        for number in 0..<FaultEngine.limit {
            #expect(bench.engine.arm(FaultPlan("f\(number)", .late), at: FaultBench.start))
        }
        #expect(!bench.engine.arm(FaultPlan("more", .late), at: FaultBench.start))
        #expect(bench.engine.arm(FaultPlan("f7", .merge), at: FaultBench.start))
        #expect(bench.engine.states.count == FaultEngine.limit)
    }
}

@Suite("The report of a fault")
struct FaultReportTests {
    @Test("It tells what fired how often, on which frame, and for whom")
    func sentence() throws {
        let bench = FaultBench(try .effect(#"{ "exception": "serverDeviceBusy" }"#))
        _ = bench.strikes([3, 0, 1, 0, 1], meter: "flat-7", unit: 12, client: "10.0.0.9")
        _ = bench.strikes([16, 0, 1], meter: nil, unit: 13)
        #expect(
            bench.reports.map(\.description) == [
                "fault \"f\" fired for the 1st time (exception 6) on frame 1 of bus rs485-1: "
                    + "meter flat-7, unit 12, function 3, from 10.0.0.9",
                "fault \"f\" fired for the 2nd time (exception 6) on frame 2 of bus rs485-1: "
                    + "unit 13, function 16, from 127.0.0.1",
            ]
        )
    }

    @Test("Times are counted as people count them")
    func ordinals() throws {
        let bench = FaultBench(try .effect(#""noReply""#))
        _ = (0..<23).map { _ in bench.isStruck() }
        let told = bench.reports.map { $0.description.split(separator: " ")[5] }
        #expect(told[2...3].elementsEqual(["3rd", "4th"]))
        #expect(told[10...12].elementsEqual(["11th", "12th", "13th"]))
        #expect(told[20...22].elementsEqual(["21st", "22nd", "23rd"]))
    }

    @Test("Nothing is told of requests that pass")
    func silence() throws {
        let bench = FaultBench(try .effect(#""noReply""#, more: #", "trigger": { "every": 2 }"#))
        _ = (0..<5).map { _ in bench.isStruck() }
        #expect(bench.reports.map(\.number) == [1, 2])
        #expect(bench.reports.compactMap(\.request?.frame) == [2, 4])
    }
}

@Suite("The delay of a fault")
struct FaultDelayTests {
    private func delays(_ delay: String, seed: UInt64 = 1, count: Int = 4000) throws -> [Double] {
        let bench = FaultBench(try .effect(#"{ "delay": \#(delay) }"#), seed: seed)
        return (0..<count).map { _ in Double(bench.strikes([3, 0, 1, 0, 1]).delay) / 1e6 }
    }

    @Test("A constant delay is always the same")
    func constant() throws {
        #expect(Set(try delays(#""200ms""#, count: 10)) == [200])
        #expect(Set(try delays("0.35", count: 10)) == [350])
    }

    @Test("A uniform delay fills its range", arguments: UInt64(1)...5)
    func uniform(seed: UInt64) throws {
        let found = try delays(#"{ "uniform": ["50ms", "300ms"] }"#, seed: seed)
        #expect(found.allSatisfy { (50...300).contains($0) })
        let mean = found.reduce(0, +) / Double(found.count)
        // 175 expected; the deviation of the mean of 4000 is 250 / √12 / √4000 = 1.14.
        #expect(abs(mean - 175) < 5.8, "seed \(seed)")
        #expect(found.count { $0 < 75 } > 300 && found.count { $0 > 275 } > 300, "seed \(seed)")
    }

    @Test(
        "A normal delay has its mean and deviation and is never negative",
        arguments: UInt64(1)...5
    )
    func normal(seed: UInt64) throws {
        let found = try delays(
            #"{ "normal": { "mean": "100ms", "deviation": "10ms" } }"#,
            seed: seed
        )
        let mean = found.reduce(0, +) / 4000
        let variance = found.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4000
        #expect(abs(mean - 100) < 0.8 && abs(variance - 100) < 12, "seed \(seed)")
        let wide = try delays(#"{ "normal": { "mean": "10ms", "deviation": "1s" } }"#, seed: seed)
        #expect(wide.allSatisfy { $0 >= 0 } && wide.contains(0))
    }

    @Test(
        "A long tail has its median, its share of long ones and its worst",
        arguments: UInt64(1)...5
    )
    func longTail(seed: UInt64) throws {
        let found = try delays(
            #"{ "longTail": { "median": "20ms", "worst": "10s" } }"#,
            seed: seed
        ).sorted()
        #expect((18.5...21.5).contains(found[2000]), "seed \(seed)")
        let long = Double(found.count { $0 > 100 }) / 4000
        #expect((0.075...0.125).contains(long), "seed \(seed)")
        #expect(found[0] >= 10 && found[3999] <= 10_000)
        #expect(found[3999] > 1000, "seed \(seed)")
    }

    @Test("A tail whose worst is its median is constant, and no delay is longer than the limit")
    func edges() throws {
        let flat = #"{ "longTail": { "median": "20ms", "worst": "20ms" } }"#
        #expect(Set(try delays(flat, count: 10)) == [20])
        let wide = #"{ "normal": { "mean": "10m", "deviation": "10m" } }"#
        #expect(try delays(wide, count: 200).allSatisfy { $0 <= 600_000 })
    }
}
