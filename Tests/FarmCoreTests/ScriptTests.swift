import Documents
import FarmCore
import Metrology
import SimulatedTime
import TestSupport
import Testing

@Suite("A scenario that runs with its farm")
struct ScriptTests {
    private static let load =
        #"{ "phases": { "all": { "activePower": 3600, "powerFactor": 1 } }, "voltage": 230 }"#

    /// A farm of a main meter that sums two flats, under a scenario.
    private static func farm(_ steps: String, seed: Int = 1) throws -> FarmPlan {
        try TestMeter.plan(
            """
            { "seed": \(seed), "clock": { "timeZone": "Europe/Berlin" },
              "buses": [ { "name": "b" } ],
              "meters": [
                { "name": "main", "model": "meterfarm-reference", "bus": "b", "address": 1,
                  "load": { "sumOf": "flat-*" } },
                { "name": "flat-1", "model": "meterfarm-reference", "bus": "b", "address": 2,
                  "load": \(load) },
                { "name": "flat-2", "model": "meterfarm-reference", "bus": "b", "address": 3,
                  "load": \(load) } ],
              "scenarios": [ { "steps": \(steps) } ] }
            """
        )
    }

    private static func wattHours(_ meter: MeterMachine, _ bin: EnergyBins = .total) -> Double {
        Double(meter.value(of: .energy(EnergyIndex(.activeImport, bins: bin))) ?? 0) / 3.6e6
    }

    private static func faults(_ steps: String) throws -> [String] {
        do {
            _ = try farm(steps)
            return []
        } catch let faults as Faults {
            return faults.all.map { "\($0.pointer): \($0.message)" }
        }
    }

    // MARK: What happens

    @Test("Steps happen at their instants, however late anybody looks")
    func instants() throws {
        let plan = try Self.farm(
            """
            [ { "at": "+2h", "meter": "flat-1", "do": { "wiring": {} } },
              { "at": "2026-01-05T01:00:00+01:00", "meter": "flat-1",
                "do": [ { "tariff": 2 }, { "wiring": { "i1": "reversed" } } ] },
              { "at": "+1h", "meter": "flat-1", "do": { "tariff": 3 } } ]
            """
        )
        var meter = MeterMachine(plan.meters[1], at: TestMeter.start)
        meter.advance(to: TestMeter.start + .seconds(3 * 3600))
        // Steps of one instant keep their order: the third tariff holds from the first hour on.
        #expect(Self.wattHours(meter, .tariff(1)) == 10_800)
        #expect(Self.wattHours(meter, .tariff(2)) == 0)
        // One of three transformers reversed for an hour: a third of the net energy remains.
        #expect(Self.wattHours(meter, .tariff(3)) == 3600 + 10_800)
    }

    @Test("A new load holds from its instant on, for the meters that sum it too")
    func load() throws {
        let plan = try Self.farm(
            """
            [ { "at": "+1h", "meter": "flat-1",
                "do": { "load": { "phases": { "all": { "activePower": 36, "powerFactor": 1 } },
                                  "voltage": 230 } } },
              { "at": "+2h", "meter": "flat-2", "do": { "load": "constant-test-load" } } ]
            """
        )
        var meters = plan.meters.map { MeterMachine($0, at: TestMeter.start) }
        for index in meters.indices {
            meters[index].advance(to: TestMeter.start + .seconds(2 * 3600))
        }
        #expect(Self.wattHours(meters[1]) == 10_800 + 108)
        #expect(Self.wattHours(meters[0]) == 21_600 + 10_800 + 108)
        for index in meters.indices {
            meters[index].advance(to: TestMeter.start + .seconds(5 * 3600))
        }
        let sum = Self.wattHours(meters[1]) + Self.wattHours(meters[2])
        #expect(abs(Self.wattHours(meters[0]) - sum) < 1e-3)
        #expect(Self.wattHours(meters[2]) > 2 * 10_800)
    }

    @Test("A clock that drifts from an instant on is right until then")
    func drift() throws {
        let plan = try Self.farm(
            #"[ { "at": "+1h", "meter": "flat-1", "do": { "clock": { "drift": 1000 } } } ]"#
        )
        var meter = MeterMachine(plan.meters[1], at: TestMeter.start)
        meter.advance(to: TestMeter.start + .seconds(3599))
        #expect(meter.ownClock.offset == .zero)
        let later = TestMeter.start + .seconds(3600 + 10_000)
        meter.advance(to: later)
        #expect(meter.ownClock.own(at: later) - later == .seconds(10))
    }

    @Test("What a model can never do is a fault of the farm file, with the step's place")
    func impossible() throws {
        let unread = try Self.faults(
            #"[ { "at": "+1h", "meter": "flat-2", "do": { "load": "household-evv" } } ]"#
        )
        #expect(unread.count == 1)
        #expect(unread[0].hasPrefix("/scenarios/0/steps/0/do/load: there is no load profile"))
        let bound = try Self.faults(
            """
            [ { "at": "+1h", "meter": "flat-1", "do": { "set": { "nothing": 1 } } },
              { "at": "+1h", "meter": "flatt-1", "do": { "tariff": 1 } },
              { "at": "+1h", "meter": "flat-2", "do": { "address": 251 } } ]
            """
        )
        #expect(bound.count == 3)
        #expect(bound.contains { $0.contains("/steps/0") && $0.contains("no setting \"nothing\"") })
        #expect(bound.contains { $0.contains("/steps/1") && $0.contains("did you mean") })
        #expect(bound.contains { $0.contains("/steps/2") && $0.contains("251") })
    }

    // MARK: Invariance

    private static let eventful =
        """
        [ { "at": "+613.25s", "meter": "flat-*", "do": { "wiring": { "i2": "reversed" } } },
          { "at": "+900s", "meter": "flat-1", "do": { "load": "household" } },
          { "at": "+1200s", "meter": "flat-1", "do": [ { "tariff": 3 }, { "supply": "off" } ] },
          { "at": "+1500.5s", "meter": "flat-1", "do": { "supply": "on" } },
          { "at": "+1800s", "meter": "flat-*", "do": { "clock": { "drift": 200 } } },
          { "at": "+2100s", "meter": "flat-1",
            "do": [ { "address": 77 }, { "connection": "reversed" },
                    { "line": { "baudRate": 4800 } } ] },
          { "at": "+2400s", "meter": "flat-1", "do": { "partials": "start" } },
          { "at": "+3000s", "meter": "flat-1", "do": { "reset": ["demandMaxima"] } } ]
        """

    @Test("Who polls when makes no difference", arguments: 0..<20)
    func polls(seed: Int) throws {
        let plan = try Self.farm(Self.eventful, seed: seed)
        var chance = SeededGenerator(seed: UInt64(seed))
        let end = TestMeter.start + .seconds(3600)
        for meter in plan.meters {
            var once = MeterMachine(meter, at: TestMeter.start)
            once.advance(to: end)
            var often = MeterMachine(meter, at: TestMeter.start)
            var now = TestMeter.start
            while now < end {
                now = min(now + .milliseconds(.random(in: 1...400_000, using: &chance)), end)
                often.advance(to: now)
            }
            #expect(MeterState.bytes(of: once) == MeterState.bytes(of: often), "seed \(seed)")
        }
    }

    @Test("A meter whose state was kept at any instant goes on with its script", arguments: 0..<20)
    func keptState(seed: Int) throws {
        let plan = try Self.farm(Self.eventful, seed: seed)
        var chance = SeededGenerator(seed: UInt64(seed) + 1000)
        let end = TestMeter.start + .seconds(3600)
        for meter in plan.meters {
            var whole = MeterMachine(meter, at: TestMeter.start)
            var parted = MeterMachine(meter, at: TestMeter.start)
            whole.advance(to: end)
            var now = TestMeter.start
            while now < end {
                now = min(now + .milliseconds(.random(in: 1...900_000, using: &chance)), end)
                parted.advance(to: now)
                parted = try MeterState.machine(
                    meter,
                    at: parted.bookedUntil,
                    from: MeterState.bytes(of: parted)
                )
            }
            #expect(MeterState.bytes(of: whole) == MeterState.bytes(of: parted), "seed \(seed)")
            #expect(whole.station == parted.station)
        }
    }

    /// A meter that a crash has cut off at its last state, and that goes on much later.
    private static func restarted(
        _ meter: MeterMachine,
        _ before: MeterPlan,
        as after: MeterPlan,
        at start: Instant
    ) throws -> MeterMachine {
        var memory = FarmMemory(lease: start)
        memory.records[before.name] = MeterRecord(before)
        memory.checkpoints[before.name] = memory.checkpoint(of: meter, on: "b")
        return try memory.machine(after, at: start)
    }

    @Test("Another scenario begins when the farm goes on with it, and changes nothing before")
    func anotherScenario() throws {
        let before = try Self.farm(Self.eventful).meters[1]
        let after = try Self.farm(
            """
            [ { "at": "+60s", "meter": "flat-1",
                "do": { "wiring": { "i1": "reversed", "i2": "reversed", "i3": "reversed" } } } ]
            """
        ).meters[1]
        var meter = MeterMachine(before, at: TestMeter.start)
        meter.advance(to: TestMeter.start + .seconds(1000))
        // A crash: an hour more was served than the state knows.
        let start = TestMeter.start + .seconds(1000 + 3600)
        var second = try Self.restarted(meter, before, as: after, at: start)
        let imported = Self.wattHours(second)
        let without = try Self.farm(
            #"[ { "at": "+1s", "meter": "flat-2", "do": { "input": true } } ]"#
        ).meters[1]
        let control = try Self.restarted(meter, before, as: without, at: start)
        #expect(imported == Self.wattHours(control) && imported > Self.wattHours(meter))
        #expect(second.station.address == 2)
        second.advance(to: start + .seconds(61))
        let stopped = Self.wattHours(second)
        #expect(stopped > imported)
        second.advance(to: start + .seconds(3600))
        #expect(Self.wattHours(second) == stopped, "everything is exported since the minute")
        // Once more with the same scenario: its place is kept.
        let third = try Self.restarted(
            second,
            after,
            as: after,
            at: start + .seconds(7200)
        )
        #expect(Self.wattHours(third) == stopped)
        // And without: the scenario is gone, its wires stay.
        let last = try Self.restarted(third, after, as: without, at: start + .seconds(9000))
        #expect(Self.wattHours(last) == stopped)
    }

    @Test("What a main meter sums follows the loads in the order of time, not of the file")
    func loadsOutOfOrder() throws {
        func load(_ watts: Int) -> String {
            "{ \"phases\": { \"all\": { \"activePower\": \(watts) } }, \"voltage\": 230 }"
        }
        let plan = try Self.farm(
            """
            [ { "at": "+20m", "meter": "flat-1", "do": { "load": \(load(300)) } },
              { "at": "+10m", "meter": "flat-2", "do": { "load": \(load(600)) } } ]
            """
        )
        var meters = plan.meters.map { MeterMachine($0, at: TestMeter.start) }
        for minute in Int64(1)...30 {
            for index in meters.indices {
                meters[index].advance(to: TestMeter.start + .seconds(60 * minute))
            }
            let energies = meters.map { Self.wattHours($0) }
            #expect(energies[0] == energies[1] + energies[2], "minute \(minute)")
        }
        #expect(Self.wattHours(meters[1]) == 3750)
    }
}
