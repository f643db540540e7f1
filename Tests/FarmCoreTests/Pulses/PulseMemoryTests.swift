import FarmCore
import Metrology
import SimulatedTime
import TestSupport
import Testing

@Suite("Pulse lines survive")
struct PulseMemoryTests {
    private let start = TestMeter.start

    /// Requests: pulse 1 weighs something else (the reference meter has no register for it), a
    /// reset of the first input's partial counter, and another weight of the first input.
    private let resetPartial: [UInt8] = [6, 0x90, 0xE0, 0, 1]
    private func weight(_ thousandths: UInt8) -> [UInt8] {
        [16, 0x9B, 0x01, 0, 2, 4, 0, 0, 3, thousandths]
    }

    @Test("Killed at any instant and started anew, counters are those of an undisturbed farm")
    func killed() throws {
        for seed in UInt64(0)..<16 {
            var chance = SeededGenerator(seed: seed)
            let plan = try PulseFarmText.plan(seed)
            let quiet = try PulseFarm(plan)
            var disk = PulseDisk(plan, at: start)
            var farm = try PulseFarm(plan)
            disk.take(plan, first: farm.buses.flatMap { $0.firstCheckpoints() })
            var now = start
            for step in 0..<60 {
                now = now + .microseconds(Int64.random(in: 1...40_000_000, using: &chance))
                switch Int.random(in: 0..<7, using: &chance) {
                case 0: disk.take(farm.checkpoints())
                case 1:
                    // Killed: it goes on at the lease's end.
                    disk.memory.lease = now
                    farm = try PulseFarm(plan, from: disk.memory, at: now)
                    disk.take(plan, first: farm.buses.flatMap { $0.firstCheckpoints() })
                case 2:
                    try farm.look("flat-1", at: now) { _ in }
                case 3:
                    try farm.look("sum", at: now) { _ in }
                default:
                    let request =
                        Bool.random(using: &chance)
                        ? resetPartial : weight(UInt8.random(in: 0...255, using: &chance))
                    for one in [quiet, farm] {
                        one.time.clock = FarmClock(start: now, hostTime: 0)
                        let session = try one.session(on: "rs485")
                        one.send(request, to: 1, session)
                        let entries = one.settle()
                        #expect(entries.count == 1)
                        if one === farm { disk.take(entries) }
                    }
                }
                if step == 30 { disk.take(farm.checkpoints()) }
            }
            let last = now + .seconds(2)
            let (a, b) = (try quiet.states(at: last), try farm.states(at: last))
            for name in plan.meters.map(\.name) {
                let (left, right) = (strip(a[name]), strip(b[name]))
                #expect(left == right, "\(name), seed \(seed): \(differences(left, right))")
            }
        }
    }

    /// The fields that belong to the meter; how often something was done to it does not.
    private func strip(_ fields: [StateList.Field]?) -> [String] {
        (fields ?? []).map { "\($0.path) \($0.value)" }
    }

    private func differences(_ a: [String], _ b: [String]) -> [String] {
        zip(a, b).filter { $0 != $1 }.prefix(5).map { "\($0) / \($1)" }
    }

    @Test("A line that is new in the farm file counts from the start on, one that is gone no more")
    func changedLines() throws {
        func text(_ lines: String) -> String {
            """
            { "buses": [ { "name": "b" } ],
              "meters": [ { "name": "c", "model": "legrand-412065", "bus": "b", "address": 2 } ],
              "pulseSources": [ { "name": "w", "medium": "water", "weight": 1, "flow": 3600 } ],
              "pulseLines": [ \(lines) ] }
            """
        }
        let one = #"{ "from": { "source": "w" }, "to": { "meter": "c", "input": 1 } }"#
        let two = #"{ "from": { "source": "w" }, "to": { "meter": "c", "input": 2 } }"#
        var disk = PulseDisk(try TestMeter.plan(text(one)), at: start)
        let at = [100, 200, 300, 400].map { start + .seconds($0) }
        let lives = [one, one + "," + two, two]
        for (number, lines) in lives.enumerated() {
            let plan = try TestMeter.plan(text(lines))
            let begin = number == 0 ? start : at[number - 1]
            let farm = try PulseFarm(plan, from: disk.memory, at: begin)
            disk.take(plan, first: farm.buses.flatMap { $0.firstCheckpoints() })
            _ = try farm.value("c", "input.1.pulses", at: at[number] - .seconds(20))
            // Only the last of these lives is not killed before a round.
            if number == 2 {
                _ = try farm.value("c", "input.1.pulses", at: at[2])
                disk.take(farm.checkpoints())
                #expect(try farm.value("c", "input.1.pulses", at: at[2]) == 200)
                #expect(try farm.value("c", "input.2.pulses", at: at[2]) == 200)
            }
        }
    }

    @Test("States of joined meters are written together, however small the slices")
    func together() throws {
        let plan = try PulseFarmText.plan(3)
        let farm = try PulseFarm(plan)
        try farm.look("flat-1", at: start + .seconds(90)) { _ in }
        var round = CheckpointRound(farm.buses)
        let slice = round.next(limit: 1)
        let names = Set(slice.checkpoints.map(\.meter))
        #expect(names.isSuperset(of: ["flat-1", "flat-2", "sum", "other", "shop", "water"]))
        let instants = Set(slice.checkpoints.map(\.bookedUntil))
        #expect(instants == [start + .seconds(90)])
    }

    @Test("What waits at an input stays bounded however long only senders are looked at")
    func bounded() throws {
        let plan = try PulseFarmText.plan(8)
        let farm = try PulseFarm(plan)
        var largest = 0
        for hour in 1...48 {
            let now = start + .seconds(Int64(hour) * 3600)
            try farm.look("flat-1", at: now) { _ in }
            let states = farm.checkpoints().map(\.state.count)
            largest = max(largest, states.max() ?? 0)
        }
        #expect(largest < 40_000)
    }
}

extension PulseFarm {
    func session(on bus: String) throws -> MBAPSessionOfTest {
        MBAPSessionOfTest(try #require(buses.first { $0.name == bus }))
    }

    func send(_ pdu: [UInt8], to unit: UInt8, _ session: MBAPSessionOfTest) {
        session.send(pdu, to: unit)
    }
}
