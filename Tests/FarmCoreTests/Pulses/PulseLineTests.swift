import FarmCore
import MeterModels
import Metrology
import SimulatedTime
import TestSupport
import Testing

@Suite("Pulse lines")
struct PulseLineTests {
    private let start = TestMeter.start

    private func farm(_ seed: UInt64) throws -> FarmPlan {
        try PulseFarmText.plan(seed)
    }

    @Test("Whoever is looked at, when and in which order: joined meters read the same")
    func pollInvariance() throws {
        for seed in UInt64(0)..<16 {
            let plan = try farm(seed)
            var chance = SeededGenerator(seed: seed ^ 0x51)
            let (undisturbed, polled) = (try PulseFarm(plan), try PulseFarm(plan))
            let names = plan.meters.map(\.name)
            var now: Int64 = 0
            let end: Int64 = 900_000_000
            while now < end {
                let name = names[Int.random(in: 0..<names.count, using: &chance)]
                try polled.look(name, at: start + .microseconds(now)) { _ in }
                if Int.random(in: 0..<20, using: &chance) == 0 { _ = polled.checkpoints() }
                let most = [400_000, 5_000_000, 400_000_000][Int.random(in: 0..<3, using: &chance)]
                now += Int64.random(in: 1...Int64(most), using: &chance)
            }
            let last = start + .microseconds(max(now, end))
            let (a, b) = (try undisturbed.states(at: last), try polled.states(at: last))
            for name in names { #expect(a[name] == b[name], "\(name), seed \(seed)") }
            let counted = try undisturbed.value("sum", "input.1.pulses", at: last)
            #expect((counted ?? 0) > 0, "seed \(seed)")
        }
    }

    @Test("Commands to senders and receivers take effect at the same edges however often polled")
    func commandsInBetween() throws {
        for seed in UInt64(0)..<12 {
            let plan = try farm(seed)
            var (chance, polls) = (SeededGenerator(seed: seed), SeededGenerator(seed: ~seed))
            let (quiet, busy) = (try PulseFarm(plan), try PulseFarm(plan))
            var now: Int64 = 0
            for _ in 0..<30 {
                now += Int64.random(in: 100_000...90_000_000, using: &chance)
                let weight = [0.1, 1, 10, 100][Int.random(in: 0..<4, using: &chance)]
                let instant = start + .microseconds(now)
                let kind = Int.random(in: 0..<4, using: &chance)
                for farm in [quiet, busy] {
                    if farm === busy, Bool.random(using: &polls) {
                        let ahead = Int64.random(in: 0...90_000, using: &polls)
                        let before = instant - .microseconds(ahead)
                        try farm.look("sum", at: before) { _ in }
                        try farm.look("flat-1", at: instant) { _ in }
                    }
                    switch kind {
                    case 0:
                        try farm.look("flat-1", at: instant) {
                            $0.perform(.set(.pulse(1, .weight), weight), at: instant)
                        }
                    case 1: try farm.look("flat-2", at: instant) { $0.restart(at: instant) }
                    case 2:
                        try farm.look("sum", at: instant) {
                            $0.perform(.resetInput(1, onlyPartial: true), at: instant)
                        }
                    default: try farm.look("sum", at: instant) { $0.restart(at: instant) }
                    }
                }
            }
            let last = start + .microseconds(now + 3_000_000)
            let (a, b) = (try quiet.states(at: last), try busy.states(at: last))
            for name in plan.meters.map(\.name) { #expect(a[name] == b[name], "\(name) \(seed)") }
        }
    }

    @Test("Edges × weight + residue is the energy, and the concentrator's totals are the meters'")
    func books() throws {
        for seed in UInt64(100)..<112 {
            let plan = try farm(seed)
            let farm = try PulseFarm(plan)
            for minutes in [1, 17, 240] {
                let now = start + .minutes(Int64(minutes))
                for flat in 1...plan.meters.count { try check(farm, flat: flat, at: now) }
                let volume = try #require(try farm.value("water", "volume", at: now))
                let counted = try #require(try farm.value("sum", "input.12.volume", at: now))
                #expect(volume > 0 && (0...500_000).contains(volume - counted), "seed \(seed)")
            }
        }
    }

    private func check(_ farm: PulseFarm, flat: Int, at now: Instant) throws {
        let name = "flat-\(flat)"
        guard farm.plan.meters.contains(where: { $0.name == name }) else { return }
        let (output, energy) = try farm.look(name, at: now) { machine in
            (
                machine.pulseOutput(1),
                machine.registers.energies.sum(.activeImport, .total, .total)
            )
        }
        let pulses = try #require(output)
        let weight = pulses.weight.millijoules
        let counted = try #require(try farm.value("sum", "input.\(flat).energy", at: now))
        let emitted = try #require(try farm.value("sum", "input.\(flat).pulses", at: now))
        // A pulse that begins within the step is there at its end.
        #expect(emitted == pulses.pulses, "\(name)")
        #expect(Double(counted) == Double(emitted) * weight, "\(name)")
        let total = Double(pulses.pulses + pulses.backlog + pulses.lost) * weight
        let booked = try #require(energy)
        #expect(total + Double(pulses.residueEnergy) == Double(booked), "\(name)")
        if pulses.backlog == 0, pulses.lost == 0 {
            #expect((0..<weight).contains(Double(booked - counted)), "\(name)")
        }
    }

    @Test("A line that bounces counts once with TIM OFF, and more often without")
    func bounce() throws {
        let farm = try PulseFarm(
            try TestMeter.plan(
                """
                { "buses": [ { "name": "b" } ],
                  "meters": [
                    { "name": "m", "model": "meterfarm-reference", "bus": "b", "address": 1,
                      "load": { "phases": { "all": { "activePower": 1200 } } } },
                    { "name": "c", "model": "legrand-412065", "bus": "b", "address": 2,
                      "settings": { "input1OffTime": 20, "input2OffTime": 5 } } ],
                  "pulseLines": [
                    { "from": { "meter": "m" }, "to": { "meter": "c", "input": 1 },
                      "bounce": { "edges": 8, "within": "15ms" } },
                    { "from": { "meter": "m" }, "to": { "meter": "c", "input": 2 } },
                    { "from": { "meter": "m" }, "to": { "meter": "c", "input": 3 },
                      "bounce": { "edges": 2, "within": "25ms" } } ] }
                """
            )
        )
        let now = start + .minutes(10)
        let pulses = try #require(try farm.look("m", at: now) { $0.pulseOutput(1)?.pulses })
        #expect(pulses == 600)
        #expect(try farm.value("c", "input.1.pulses", at: now) == pulses)
        #expect(try farm.value("c", "input.2.pulses", at: now) == pulses)
        // 30 ms are longer than any bounce.
        #expect(try farm.value("c", "input.3.pulses", at: now) == pulses)
        #expect(try farm.value("c", "input.4.pulses", at: now) == 0)
    }

    @Test("The tariff input follows the pulses of another meter at their grid instants")
    func tariffInput() throws {
        let farm = try PulseFarm(
            try TestMeter.plan(
                """
                { "buses": [ { "name": "b" } ],
                  "meters": [
                    { "name": "shop", "model": "legrand-412083", "bus": "b", "address": 2,
                      "load": { "phases": { "l1": { "activePower": 3600 } } } } ],
                  "pulseSources": [ { "name": "clock", "medium": "electricity", "weight": 1000,
                                      "flow": 3.6, "duration": "10s", "offTime": "1s" } ],
                  "pulseLines": [
                    { "from": { "source": "clock" },
                      "to": { "meter": "shop", "input": "tariff" } } ] }
                """
            )
        )
        // A pulse every 1000 s, closed for 10 s: 10 Wh of 1000 in tariff 2.
        let now = start + .seconds(3600)
        let high = try farm.value("shop", "energy.active.import.t2", at: now)
        let expected: Int64 = 108_000_000
        #expect(high == expected)
        let open = try farm.value("shop", "tariff", at: start + .seconds(3999))
        #expect(open == 1)
        #expect(try farm.value("shop", "tariff", at: start + .seconds(4005)) == 2)
        #expect(try farm.value("shop", "tariff", at: start + .seconds(4010)) == 1)
    }

    @Test("A cut line counts nothing, a short holds the contact, and both mend")
    func brokenWires() throws {
        let farm = try PulseFarm(
            try TestMeter.plan(
                """
                { "buses": [ { "name": "b" } ],
                  "meters": [
                    { "name": "c", "model": "legrand-412065", "bus": "b", "address": 2 } ],
                  "pulseSources": [ { "name": "w", "medium": "water", "weight": 1, "flow": 1800 } ],
                  "pulseLines": [
                    { "from": { "source": "w" }, "to": { "meter": "c", "input": 1 } } ],
                  "scenarios": [ { "steps": [
                    { "at": "+101s", "meter": "c",
                      "do": { "pulseLine": { "input": 1, "is": "open" } } },
                    { "at": "+161s", "meter": "c",
                      "do": { "pulseLine": { "input": 1, "is": "right" } } },
                    { "at": "+201s", "meter": "c",
                      "do": { "pulseLine": { "input": 1, "is": "shorted" } } } ] } ] }
                """
            )
        )
        // A pulse every other second, at the even ones.
        #expect(try farm.value("c", "input.1.pulses", at: start + .seconds(101)) == 50)
        #expect(try farm.value("c", "input.1.pulses", at: start + .seconds(161)) == 50)
        #expect(try farm.value("c", "input.1.pulses", at: start + .seconds(200)) == 70)
        // The short itself closes the contact once.
        let shorted = start + .seconds(301)
        #expect(try farm.value("c", "input.1.state", at: shorted) == 1)
        #expect(try farm.value("c", "inputs.state", at: shorted) == 1)
        #expect(try farm.value("c", "input.1.pulses", at: shorted) == 71)
        let flowed: Int64 = 150_500_000
        #expect(try farm.value("w", "volume", at: shorted) == flowed)
    }

    @Test("Edges to the outside come once each, in order, whoever is looked at")
    func outside() throws {
        let farm = try PulseFarm(
            try TestMeter.plan(
                """
                { "buses": [ { "name": "b" } ], "meters": [],
                  "pulseSources": [ { "name": "w", "medium": "water", "weight": 1, "flow": 1800,
                                      "duration": "40ms" } ],
                  "pulseLines": [ { "from": { "source": "w" }, "to": { "unix": "run/x" } } ] }
                """
            )
        )
        for seconds in [1, 2, 3, 10, 11, 400, 900] {
            let now = start + .seconds(Int64(seconds))
            try farm.look("w", at: now) { _ in }
            for group in farm.groups { group.follow(to: now) }
        }
        // The last pulse begins with the last step.
        #expect(farm.outside.count == 899)
        #expect(farm.outside.map(\.edge.isOn) == (0..<899).map { $0 % 2 == 0 })
        let first = try #require(farm.outside.first?.edge.instant)
        #expect(first == start + .seconds(2))
        for (number, pulse) in farm.outside.enumerated() {
            let begun = first + .seconds(Int64(number / 2 * 2))
            let expected = number % 2 == 0 ? begun : begun + .milliseconds(40)
            #expect(pulse.edge.instant == expected)
        }
    }
}
