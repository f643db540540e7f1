import Documents
import FarmCore
import Metrology
import SimulatedTime
import TestSupport

/// The life of a main meter and two flats on a bus: loads and scenarios come and go, masters poll,
/// and now and then all of it crashes and goes on from states that are older than the agenda.
struct AgendaLife {
    let plan: FarmPlan
    private var generator: SeededGenerator
    private var bus: Bus
    private var agenda = FarmAgenda()
    /// All that was ever put there, in its order.
    private var history = FarmAgenda()
    private var plays = 0
    private var memory: FarmMemory
    private let journal = TestJournal()
    private var now = TestMeter.start

    private static let load =
        #"{ "phases": { "all": { "activePower": 3600, "powerFactor": 1 } }, "voltage": 230 }"#
    private static let loads: [JSONValue] = [
        .string("household"), .string("constant-test-load"), .string("shop"),
        .object(["phases": .object(["all": .object(["activePower": .integer(500)])])]),
    ]
    private static let scenarios = [
        #"{ "steps": [ { "at": "+20m", "meter": "flat-*", "do": { "load": "household-pv" } } ] }"#,
        """
        { "steps": [ { "at": "+7m", "meter": "flat-2", "do": { "wiring": { "i2": "-l2" } } },
                     { "at": "+1h10m", "meter": "flat-2", "do": [ { "wiring": {} },
                       { "load": "workshop" } ] },
                     { "at": "+2h", "meter": "main", "do": { "tariff": 2 } } ] }
        """,
        """
        { "steps": [ { "at": "+0s", "meter": "flat-1", "do": { "supply": "off" } },
                     { "at": "+13m", "meter": "flat-1", "do": { "supply": "on" } } ] }
        """,
    ]
    /// A scenario of the farm file, whose loads come between those of the agenda.
    private static let own = """
        [ { "steps": [ { "at": "+90m", "meter": "flat-2", "do": { "load": "bakery" } },
                       { "at": "+5h", "meter": "flat-*", "do": { "load": "shop" } } ] } ]
        """

    init(seed: UInt64, hasScenario: Bool = true) throws {
        generator = SeededGenerator(seed: seed &+ 77)
        plan = try TestMeter.plan(
            """
            { "seed": \(seed), "clock": { "start": "2026-01-05T00:00:00+01:00",
                                          "timeZone": "Europe/Berlin" },
              "buses": [ { "name": "b" } ],
              "meters": [
                { "name": "main", "model": "meterfarm-reference", "bus": "b", "address": 1,
                  "load": { "sumOf": "flat-*" } },
                { "name": "flat-1", "model": "meterfarm-reference", "bus": "b", "address": 2,
                  "load": \(Self.load) },
                { "name": "flat-2", "model": "socomec-countis-e44", "bus": "b", "address": 3,
                  "load": \(Self.load) } ],
              "scenarios": \(hasScenario ? Self.own : "[]") }
            """
        )
        memory = FarmMemory(lease: now)
        for meter in plan.meters { memory.records[meter.name] = MeterRecord(meter) }
        bus = try Self.bus(plan, FarmMemory(lease: now), journal, at: now)
        (agenda.began, agenda.mark) = (now, plan.scenariosMark)
        history = agenda
        keep()
    }

    private static func bus(
        _ plan: FarmPlan,
        _ memory: FarmMemory,
        _ journal: TestJournal,
        at instant: Instant
    ) throws -> Bus {
        try Bus(
            plan.buses[0],
            meters: plan.meters,
            time: FarmTime(FarmClock(start: instant, speed: 1, hostTime: 0)),
            start: instant,
            seed: plan.seed,
            memory: memory,
            journal: journal,
            durability: .strict
        )
    }

    // MARK: What happens

    /// Six hours of it.
    mutating func run() throws {
        let end = TestMeter.start + .seconds(6 * 3600)
        while now < end {
            now = now + .microseconds(Int64.random(in: 1...2_400_000_000, using: &generator))
            switch Int.random(in: 0..<10, using: &generator) {
            case 0...2: try connect()
            case 3: try play()
            case 4: try stop()
            case 5: try crash()
            case 6: settle()
            case 7: keep()
            default: poll()
            }
        }
        try pass(to: 7 * 3600)
    }

    /// Goes on to an instant, seconds after the beginning.
    mutating func pass(to seconds: Int64) throws {
        now = TestMeter.start + .seconds(seconds)
    }

    /// Changes the agenda, as a farm that runs does.
    mutating func change(
        _ change: (inout FarmAgenda, FarmPlan, Instant) throws -> Void
    ) throws {
        now = now + .microseconds(1)
        try change(&agenda, plan, now)
        try change(&history, plan, now)
        let log = FaultLog(file: "test")
        let bound = plan.bound(agenda, from: now, log: log)
        guard log.faults.isEmpty else { throw Faults(log.faults) }
        if let own = bound[0] { bus.takeOver(own, from: now) }
    }

    private mutating func connect() throws {
        let meter = Int.random(in: 1...2, using: &generator)
        let isOwn = Bool.random(using: &generator)
        let load = isOwn ? nil : Self.loads.randomElement(using: &generator)
        let scale = ([0, 0.5, 1, 3] as [Double]).randomElement(using: &generator) ?? 1
        try change { agenda, plan, instant in
            agenda.connect(
                load,
                scale: scale,
                to: plan.meters[meter].name,
                mark: plan.mark(meter),
                at: instant
            )
        }
    }

    private mutating func play() throws {
        let text = Self.scenarios.randomElement(using: &generator) ?? ""
        let document = try JSONValue.parse(Array(text.utf8), file: "test")
        let delay = TimeSpan.seconds(Int64.random(in: 0...4000, using: &generator))
        plays += 1
        let name = "scenario-\(plays)"
        try change { agenda, _, instant in
            _ = agenda.play(document, named: name, from: instant + delay)
        }
    }

    private mutating func stop() throws {
        guard let run = agenda.runs.randomElement(using: &generator) else { return }
        try change { agenda, _, instant in _ = agenda.stop(run.name, at: instant) }
    }

    /// Reads some of the meters.
    private mutating func poll() {
        for meter in plan.meters where Bool.random(using: &generator) {
            _ = bus.withMeter(named: meter.name, on: now) { $0.value(of: .energy(.init(.all))) }
        }
    }

    /// Keeps the states as they stand.
    private mutating func keep() {
        bus.forgetCheckpoints()
        var position = 0
        for checkpoint in bus.checkpoints(from: &position, limit: 10) {
            memory.checkpoints[checkpoint.meter] = checkpoint
        }
    }

    /// All meters have lived to see what has been.
    private mutating func settle() {
        bus.pass(to: now)
        keep()
        agenda = plan.settled(agenda, until: now)
    }

    /// Goes on from the states that were kept last, and the agenda as it is.
    private mutating func crash() throws {
        now = now + .microseconds(1)
        let text = (agenda.text, agenda.settledText)
        guard let kept = FarmAgenda(text.0, settled: text.1) else { return }
        agenda = kept
        let log = FaultLog(file: "test")
        let going = plan.goingOn(with: agenda, after: memory, at: now, log: log)
        guard log.faults.isEmpty else { throw Faults(log.faults) }
        bus = try Self.bus(going, memory, journal, at: now)
    }

    // MARK: What comes of it

    /// The energies of the meters that lived it, millijoules by name.
    func lived() throws -> [String: Double] {
        var energies: [String: Double] = [:]
        for meter in plan.meters {
            energies[meter.name] = bus.withMeter(named: meter.name, on: now, Self.energy)
        }
        return energies
    }

    /// Those of meters that nobody looked at before the end.
    func undisturbed() throws -> [String: Double] {
        let log = FaultLog(file: "test")
        let beginning = FarmMemory(lease: TestMeter.start)
        let whole = plan.goingOn(with: history, after: beginning, at: TestMeter.start, log: log)
        guard log.faults.isEmpty else { throw Faults(log.faults) }
        var energies: [String: Double] = [:]
        for meter in whole.meters {
            var machine = MeterMachine(meter, at: TestMeter.start)
            machine.advance(to: now)
            energies[meter.name] = Self.energy(&machine)
        }
        return energies
    }

    private static func energy(_ meter: inout MeterMachine) -> Double {
        Double(meter.value(of: .energy(EnergyIndex(.activeImport, bins: .total))) ?? 0)
    }
}
