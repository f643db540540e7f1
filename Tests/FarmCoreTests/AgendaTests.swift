import Documents
import FarmCore
import LoadProfiles
import Metrology
import SimulatedTime
import TestSupport
import Testing

@Suite("What is put on a farm's agenda while it runs")
struct AgendaTests {
    @Test(
        "Meters that are polled, crash and go on have the energies of those nobody looked at",
        arguments: 0..<20
    )
    func lives(seed: Int) throws {
        var life = try AgendaLife(seed: UInt64(seed))
        try life.run()
        #expect(try life.lived() == life.undisturbed(), "seed \(seed)")
    }

    @Test("A load that is taken twice brings twice the energy, to the main meter too")
    func scale() throws {
        var life = try AgendaLife(seed: 1, hasScenario: false)
        try life.pass(to: 3600)
        try life.change { agenda, plan, instant in
            agenda.connect(nil, scale: 2, to: "flat-1", mark: plan.mark(1), at: instant)
        }
        try life.pass(to: 7200)
        let energies = try life.lived()
        let (flat, main) = (try #require(energies["flat-1"]), try #require(energies["main"]))
        #expect(flat / 3.6e6 == 10_800 * 3)
        #expect(main / 3.6e6 == 10_800 * 5)
    }

    @Test("A scenario that is stopped does nothing more, and what happened stays")
    func stop() throws {
        var life = try AgendaLife(seed: 1, hasScenario: false)
        let steps = """
            { "steps": [ { "at": "+1h", "meter": "flat-1", "do": { "wiring": { "i1": "-l1" } } },
                         { "at": "+2h", "meter": "flat-1", "do": { "wiring": {} } } ] }
            """
        let document = try JSONValue.parse(Array(steps.utf8), file: "test")
        var run = ""
        try life.change { agenda, _, instant in
            run = agenda.play(document, named: "reversed", from: instant)?.name ?? ""
        }
        #expect(run == "reversed-1")
        try life.pass(to: 5400)
        try life.change { agenda, _, instant in
            let (isStopped, isOther) = (
                agenda.stop(run, at: instant), agenda.stop("reversed-2", at: instant)
            )
            #expect(isStopped && !isOther)
        }
        try life.pass(to: 4 * 3600)
        // For an hour three phases of 3.6 kW, then one of them backwards.
        let energy = try #require(try life.lived()["flat-1"])
        #expect((energy / 3.6e6).rounded() == 10_800 + 3 * 3600)
    }

    @Test("The agenda is what its texts say, and what no version writes is none")
    func texts() throws {
        var agenda = FarmAgenda()
        agenda.connect(.string("household"), scale: 0.5, to: "a", mark: -7, at: TestMeter.start)
        agenda.connect(nil, scale: 3, to: "b", mark: 1, at: TestMeter.start + .seconds(1))
        let run = agenda.play(.object(["steps": .array([])]), named: nil, from: TestMeter.start)
        #expect(run?.name == "scenario-1")
        let isStopped = agenda.stop("scenario-1", at: TestMeter.start + .seconds(5))
        #expect(isStopped)
        agenda.settle(until: TestMeter.start)
        #expect(FarmAgenda(agenda.text, settled: agenda.settledText) == agenda)
        #expect(agenda.load(of: "a")?.scale == 0.5 && agenda.load(of: "b")?.scale == 3)
        for text in ["", "[]", "{}", #"{ "began": 1 }"#] {
            #expect(FarmAgenda(text, settled: nil) == nil)
        }
        #expect(FarmAgenda(nil, settled: nil)?.isEmpty == true)
        #expect(FarmAgenda(nil, settled: "[1]") == nil)
    }

    @Test("Another load in the farm file is newer than one of the agenda")
    func fileIsNewer() throws {
        let life = try AgendaLife(seed: 1, hasScenario: false)
        var agenda = FarmAgenda()
        agenda.connect(nil, scale: 5, to: "flat-1", mark: 12, at: TestMeter.start)
        let plan = life.plan.goingOn(
            with: agenda,
            after: FarmMemory(lease: TestMeter.start),
            at: TestMeter.start,
            log: FaultLog(file: "test")
        )
        #expect(plan.meters.allSatisfy { $0.agenda == nil })
        #expect(life.plan.feed(ofMeter: 1, under: agenda, at: TestMeter.start)?.scale == 1)
        let mark = life.plan.mark(1)
        agenda.connect(nil, scale: 5, to: "flat-1", mark: mark, at: TestMeter.start)
        #expect(life.plan.feed(ofMeter: 1, under: agenda, at: TestMeter.start)?.scale == 5)
        #expect(life.plan.feed(ofMeter: 0, under: agenda, at: TestMeter.start)?.sum?.count == 2)
    }

    @Test("A load that makes a sum contain itself is refused")
    func circle() throws {
        let life = try AgendaLife(seed: 1, hasScenario: false)
        var agenda = FarmAgenda()
        let sum = JSONValue.object(["sumOf": .string("main")])
        agenda.connect(sum, scale: 1, to: "flat-1", mark: life.plan.mark(1), at: TestMeter.start)
        let log = FaultLog(file: "test")
        _ = life.plan.bound(agenda, from: TestMeter.start, log: log)
        #expect(log.faults.contains { $0.message.contains("contains itself") })
    }
}

extension FarmPlan {
    /// The mark of a meter's load.
    func mark(_ number: Int) -> Int64 { loadMark(ofMeter: number) ?? 0 }
}
