import FarmCore
import Metrology
import SimulatedTime
import TestSupport
import Testing

@Suite("A scenario over restarts of its farm")
struct BusScriptMemoryTests {
    private static let reference = "meterfarm-reference"

    private static func at(_ seconds: Int64) -> Instant { TestMeter.start + .seconds(seconds) }

    private static func load(_ watts: Int) -> String {
        #"{ "phases": { "all": { "activePower": \#(watts), "powerFactor": 1 } }, "voltage": 230 }"#
    }

    /// A farm of a main meter that sums so many flats of 3 × 3.6 kW, under a scenario.
    private static func farm(_ steps: String, flats: Int = 1) throws -> FarmPlan {
        let meters = (1...flats).map { number in
            BusBench.meter("flat-\(number)", number, model: reference, load: load(3600))
        }
        let main = BusBench.meter(
            "main",
            100,
            model: reference,
            load: #"{ "sumOf": "flat-*" }"#
        )
        let scenarios = steps.isEmpty ? "[]" : #"[ { "steps": \#(steps) } ]"#
        return try TestMeter.plan(
            """
            { "clock": { "timeZone": "Europe/Berlin" }, "buses": [ { "name": "b" } ],
              "meters": [ \((meters + [main]).joined(separator: ", ")) ],
              "scenarios": \(scenarios) }
            """
        )
    }

    private static func wattHours(_ meter: MeterMachine) -> Double {
        Double(meter.value(of: .energy(EnergyIndex(.activeImport, bins: .total))) ?? 0) / 3.6e6
    }

    // MARK: What a step could not do

    private static let refused = """
        [ { "at": "+200s", "meter": "flat-1", "do": { "supply": "off" } },
          { "at": "+300s", "meter": "flat-1", "do": { "clock": { "drift": 900 } } },
          { "at": "+400s", "meter": "flat-1", "do": { "supply": "on" } } ]
        """

    @Test("A drift that a dead meter refused is not made up for at a restart")
    func refusedDrift() throws {
        let plan = try Self.farm(Self.refused).meters[0]
        var whole = MeterMachine(plan, at: TestMeter.start)
        whole.advance(to: Self.at(1000))
        var parted = try MeterState.machine(
            plan,
            at: whole.bookedUntil,
            from: MeterState.bytes(of: whole)
        )
        let later = Self.at(100_000)
        whole.advance(to: later)
        parted.advance(to: later)
        #expect(parted.ownClock.own(at: later) == whole.ownClock.own(at: later))
        #expect(MeterState.bytes(of: parted) == MeterState.bytes(of: whole))
        let right = try Self.farm("").meters[0]
        var neighbour = MeterMachine(right, at: TestMeter.start)
        neighbour.advance(to: later)
        let drift = parted.ownClock.own(at: later) - neighbour.ownClock.own(at: later)
        #expect(abs(drift.microseconds) <= 200_000_000, "no more than it stood still")
    }

    @Test("A drift that a meter was given goes on over restarts, with the scenario and without")
    func keptDrift() throws {
        let steps =
            #"[ { "at": "+100s", "meter": "flat-1", "do": { "clock": { "drift": 900 } } } ]"#
        let plan = try Self.farm(steps).meters[0]
        var meter = MeterMachine(plan, at: TestMeter.start)
        for seconds in [1000, 20_000, 50_000] as [Int64] {
            meter.advance(to: Self.at(seconds))
            meter = try MeterState.machine(
                plan,
                at: meter.bookedUntil,
                from: MeterState.bytes(of: meter)
            )
        }
        var memory = FarmMemory(lease: Self.at(50_000))
        memory.records[plan.name] = MeterRecord(plan)
        memory.checkpoints[plan.name] = memory.checkpoint(of: meter, on: "b")
        for after in [plan, try Self.farm("").meters[0]] {
            let later = Self.at(100_100)
            var restarted = try memory.machine(after, at: Self.at(50_000))
            restarted.advance(to: later)
            // 900 ppm of 100 000 s.
            #expect(restarted.ownClock.own(at: later) - later == .seconds(90))
        }
    }

    // MARK: The order of one instant

    @Test(
        "Steps of one instant happen in the order of the file, loads among them",
        arguments: [
            (#"{ "load": LOAD }, { "reset": ["extremes"] }"#, 300),
            (#"{ "reset": ["extremes"] }, { "load": LOAD }"#, 10_800),
        ]
    )
    func order(actions: String, maximum: Int64) throws {
        let actions = actions.replacing("LOAD", with: Self.load(100))
        let plan = try Self.farm(
            #"[ { "at": "+600s", "meter": "flat-1", "do": [ \#(actions) ] } ]"#
        )
        var meter = MeterMachine(plan.meters[0], at: TestMeter.start)
        meter.advance(to: Self.at(1200))
        #expect(try meter.value("power.active.total.maximum") == maximum * 1_000_000)
    }

    @Test("A meter that goes on measures the scenario's load, and not once more the farm file's")
    func loadAtRestart() throws {
        let plan = try Self.farm(
            """
            [ { "at": "+600s", "meter": "flat-1",
                "do": [ { "load": \(Self.load(100)) }, { "reset": ["extremes"] } ] } ]
            """
        ).meters[0]
        var meter = MeterMachine(plan, at: TestMeter.start)
        meter.advance(to: Self.at(1200))
        meter = try MeterState.machine(
            plan,
            at: meter.bookedUntil,
            from: MeterState.bytes(of: meter)
        )
        #expect(try meter.value("power.active.total.maximum") == 300 * 1_000_000)
    }

    @Test("A main meter's own steps stand among the loads of what it sums")
    func orderOfSums() throws {
        let plan = try Self.farm(
            """
            [ { "at": "+600s", "meter": "flat-1", "do": { "load": \(Self.load(100)) } },
              { "at": "+600s", "meter": "main", "do": { "reset": ["extremes"] } },
              { "at": "+600s", "meter": "flat-2", "do": { "load": \(Self.load(200)) } } ]
            """,
            flats: 2
        )
        var main = MeterMachine(plan.meters[2], at: TestMeter.start)
        main.advance(to: Self.at(1200))
        // The first flat has its new load by then, the second has not.
        #expect(try main.value("power.active.total.maximum") == (300 + 10_800) * 1_000_000)
        #expect(try main.value("power.active.total.minimum") == 900 * 1_000_000)
    }

    // MARK: Newcomers

    /// Ten minutes after the beginning a farm gets another flat.
    private static let growing = """
        [ { "at": "+100s", "meter": "flat-*", "do": { "load": \(load(12_000)) } },
          { "at": "+1000s", "meter": "flat-*", "do": { "tariff": 3 } } ]
        """

    private static func bus(_ plan: FarmPlan, _ memory: FarmMemory) throws -> Bus {
        try Bus(
            try #require(plan.buses.first),
            meters: plan.meters,
            time: BusBench.time,
            start: memory.lease,
            memory: memory,
            journal: TestJournal(),
            durability: .relaxed
        )
    }

    /// What a farm leaves that is cut off, having served up to an instant.
    private static func memory(_ bus: Bus, _ plan: FarmPlan, lease: Int64) -> FarmMemory {
        var memory = FarmMemory(lease: at(lease))
        for meter in plan.meters { memory.records[meter.name] = MeterRecord(meter) }
        bus.forgetCheckpoints()
        var position = 0
        for kept in bus.checkpoints(from: &position, limit: .max) {
            memory.checkpoints[kept.meter] = kept
        }
        return memory
    }

    private static func look<Result>(
        _ bus: Bus,
        _ seconds: Int64,
        _ body: (MeterMachine) -> Result
    ) throws -> [Result] {
        try ["flat-1", "flat-2", "main"].map { name in
            try #require(bus.withMeter(named: name, on: at(seconds)) { body($0) })
        }
    }

    /// A bus of one flat that has gone on with two, from ten minutes on.
    private static func grown() throws -> (bus: Bus, plan: FarmPlan) {
        let small = try farm(growing)
        let first = try bus(small, FarmMemory(lease: TestMeter.start))
        for name in ["flat-1", "main"] { first.withMeter(named: name, on: at(300)) { _ in } }
        let large = try farm(growing, flats: 2)
        return (try bus(large, memory(first, small, lease: 600)), large)
    }

    @Test("A meter that is new counts the scenario's times from when the others began")
    func newcomer() throws {
        let (bus, _) = try Self.grown()
        #expect(try Self.look(bus, 999) { $0.value(of: .tariff) } == [1, 1, 1])
        #expect(try Self.look(bus, 1001) { $0.value(of: .tariff) } == [3, 3, 1])
        #expect(try Self.look(bus, 1700) { $0.value(of: .tariff) } == [3, 3, 1])
    }

    @Test("It has the load that the scenario has given it by then, before and after a restart")
    func newcomersLoad() throws {
        let (bus, plan) = try Self.grown()
        let before = try Self.look(bus, 700, Self.wattHours)
        let after = try Self.look(bus, 800, Self.wattHours)
        let used = zip(after, before).map { $0 - $1 }
        // 3 × 12 kW for 100 s.
        #expect(used == [1000, 1000, 2000])
        let again = try Self.bus(plan, Self.memory(bus, plan, lease: 900))
        #expect(
            try Self.look(again, 1200) { MeterState.bytes(of: $0) }
                == Self.look(bus, 1200) { MeterState.bytes(of: $0) }
        )
    }
}
