import FarmCore
import Metrology
import SimulatedTime
import TestSupport
import Testing

@Suite("Meters that go back while the farm runs")
struct RestoreTests {
    private let start = TestMeter.start

    /// A farm with what its disk holds, and one to which the same is done but for what is undone.
    private struct Pair {
        let farm: PulseFarm
        let quiet: PulseFarm
        var disk: PulseDisk
        var now = TestMeter.start

        init(_ plan: FarmPlan) throws {
            farm = try PulseFarm(plan)
            quiet = try PulseFarm(plan)
            disk = PulseDisk(plan, at: TestMeter.start)
            disk.take(plan, first: farm.buses.flatMap { $0.firstCheckpoints() })
        }

        /// A random stretch of life.
        ///
        /// - Parameter isUndone: whether it is done to the first farm alone.
        mutating func live(
            _ steps: Int,
            _ chance: inout SeededGenerator,
            isUndone: Bool
        ) throws {
            for _ in 0..<steps {
                now = now + .microseconds(Int64.random(in: 1...30_000_000, using: &chance))
                if Int.random(in: 0..<4, using: &chance) == 0 { disk.take(farm.checkpoints()) }
                if Int.random(in: 0..<3, using: &chance) == 0 {
                    try farm.look("sum", at: now) { _ in }
                }
                var same = chance
                disk.take(try farm.disturb(&chance, at: now))
                if !isUndone { _ = try quiet.disturb(&same, at: now) }
            }
        }
    }

    @Test("Whatever was done since a snapshot, its meters live on as ones to which it was not")
    func likeNeverTouched() throws {
        for seed in UInt64(0)..<24 {
            var chance = SeededGenerator(seed: seed)
            var pair = try Pair(try PulseFarmText.plan(seed))
            try pair.live(.random(in: 0...12, using: &chance), &chance, isUndone: false)
            let snapshot = pair.disk.memory
            try pair.live(.random(in: 1...12, using: &chance), &chance, isUndone: true)
            let made = pair.now
            let instant = made + .microseconds(.random(in: 0...5_000_000, using: &chance))
            let states = try pair.farm.restore(snapshot, madeAt: made, at: instant)
            pair.now = instant
            try pair.farm.expectSame(as: pair.quiet, at: instant, "at once, seed \(seed)")
            pair.disk.take(states)
            try pair.live(.random(in: 0...8, using: &chance), &chance, isUndone: false)
            let last = pair.now + .seconds(400)
            try pair.farm.expectSame(as: pair.quiet, at: last, "later, seed \(seed)")
            // Killed: what the disk holds goes on just so, nothing is done twice.
            pair.disk.memory.lease = last
            let again = try PulseFarm(pair.farm.plan, from: pair.disk.memory, at: last)
            try again.expectSame(as: pair.quiet, at: last + .seconds(60), "killed, seed \(seed)")
        }
    }

    @Test("Going back twice is going back once")
    func twice() throws {
        var chance = SeededGenerator(seed: 77)
        var pair = try Pair(try PulseFarmText.plan(2))
        try pair.live(6, &chance, isUndone: false)
        let snapshot = pair.disk.memory
        for _ in 0..<3 {
            try pair.live(4, &chance, isUndone: true)
            let states = try pair.farm.restore(snapshot, madeAt: pair.now, at: pair.now)
            pair.disk.take(states)
        }
        try pair.farm.expectSame(as: pair.quiet, at: pair.now + .seconds(30), "thrice")
    }

    @Test("A write that comes meanwhile is carried out by the meter that takes the place")
    func meanwhile() throws {
        for durability in ["strict", "relaxed"] {
            let plan = try Self.plan(#""durability": "\#(durability)","#)
            let (farm, quiet) = (try PulseFarm(plan), try PulseFarm(plan))
            var disk = PulseDisk(plan, at: start)
            disk.take(plan, first: farm.buses.flatMap { $0.firstCheckpoints() })
            let now = start + .seconds(100)
            let snapshot = disk.memory
            try farm.ask(#"{ "tariff": 3 }"#, of: "b", at: start + .seconds(50))
            _ = farm.settle()
            let restore = LoopRestore(farm.buses, plan, from: snapshot, at: now)
            while restore.makeSome() {}
            for bus in farm.buses { bus.holdWrites(true) }
            try farm.ask(#"{ "wiring": { "i1": "-l1" } }"#, of: "b", at: now)
            #expect(try farm.look("one", at: now) { $0.installation.wiring.i1 } == .to(.l1))
            while restore.bringSome(to: now) {}
            restore.install()
            for bus in farm.buses { bus.holdWrites(false) }
            #expect(farm.settle().count == 1)
            try quiet.ask(#"{ "wiring": { "i1": "-l1" } }"#, of: "b", at: now)
            _ = quiet.settle()
            try farm.expectSame(as: quiet, at: now + .seconds(40), durability)
        }
    }

    @Test("A meter that the snapshot does not hold stays as it is")
    func newcomer() throws {
        let plan = try Self.plan()
        let farm = try PulseFarm(plan)
        var disk = PulseDisk(plan, at: start)
        disk.take(plan, first: farm.buses.flatMap { $0.firstCheckpoints() })
        disk.memory.records["one"] = nil
        disk.memory.checkpoints["one"] = nil
        let now = start + .seconds(100)
        try farm.ask(#"{ "tariff": 3 }"#, of: "b", at: start + .seconds(50))
        _ = farm.settle()
        let before = try farm.look("one", at: now) { MeterState.bytes(of: $0) }
        let states = try farm.restore(disk.memory, madeAt: now, at: now)
        #expect(states.map(\.meter) == ["two"])
        #expect(try farm.look("one", at: now) { MeterState.bytes(of: $0) } == before)
    }

    @Test("What is wrong with any state is known before anything has changed")
    func refused() throws {
        let plan = try Self.plan()
        let farm = try PulseFarm(plan)
        var disk = PulseDisk(plan, at: start)
        disk.take(plan, first: farm.buses.flatMap { $0.firstCheckpoints() })
        disk.memory.records["two"]?.model = "eastron-sdm120"
        disk.memory.checkpoints["one"]?.state[20] ^= 1
        let restore = LoopRestore(farm.buses, plan, from: disk.memory, at: start)
        while restore.makeSome() {}
        #expect(restore.refusals.map(\.meter).sorted() == ["one", "two"])
        #expect(restore.refusals.contains { "\($0)".contains("it was a eastron-sdm120") })
    }

    @Test("A memory tells how late it reaches")
    func latest() throws {
        let plan = try Self.plan()
        let farm = try PulseFarm(plan)
        var disk = PulseDisk(plan, at: start)
        #expect(disk.memory.latest == .epoch)
        disk.take(plan, first: farm.buses.flatMap { $0.firstCheckpoints() })
        #expect(disk.memory.latest == start)
        try farm.ask(#"{ "tariff": 3 }"#, of: "b", at: start + .seconds(50))
        disk.take(farm.settle())
        #expect(disk.memory.latest == start + .seconds(50))
    }

    /// Two meters on a bus.
    private static func plan(_ more: String = "") throws -> FarmPlan {
        let meters = ["one", "two"].enumerated().map { number, name in
            BusBench.meter(name, number + 1, model: "meterfarm-reference")
        }
        return try TestMeter.plan(
            """
            { \(more) "buses": [ { "name": "b" } ],
              "meters": [ \(meters.joined(separator: ", ")) ] }
            """
        )
    }
}
