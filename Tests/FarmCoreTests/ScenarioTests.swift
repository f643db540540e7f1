import Documents
import FarmCore
import Foundation
import MeterModels
import Metrology
import SimulatedTime
import TestSupport
import Testing

@Suite("A scenario")
struct ScenarioTests {
    private static func read(_ text: String) throws -> (scenario: Scenario?, faults: [Fault]) {
        let log = FaultLog(file: "s.json")
        let document = try JSONValue.parse(Array(text.utf8), file: "s.json")
        return (Scenario.read(Node(document, log: log)), log.faults)
    }

    private static func steps(_ text: String) throws -> [Scenario.Step] {
        let (scenario, faults) = try read(#"{ "steps": \#(text) }"#)
        #expect(faults == [])
        return try #require(scenario).steps
    }

    /// The actions of a step, written as JSON.
    private static func actions(_ text: String) throws -> [ScenarioAction] {
        try steps(#"[{ "at": "+1s", "meter": "m", "do": \#(text) }]"#)[0].actions
    }

    // MARK: Reading

    @Test("Steps say when, to which meters, and what")
    func reading() throws {
        let steps = try Self.steps(
            """
            [ { "at": "+1m30s", "meter": "flat-*, shop-?", "do": { "tariff": 2 } },
              { "at": "2026-01-05T12:00:00+01:00", "meter": "incomer",
                "do": [ { "input": true }, { "demand": "synchronise" } ] } ]
            """
        )
        #expect(steps[0].time == .after(.seconds(90)))
        #expect(steps[0].actions == [.selectTariff(2)])
        #expect(steps[0].concerns(meter: "flat-12") && steps[0].concerns(meter: "shop-1"))
        #expect(!steps[0].concerns(meter: "incomer") && !steps[0].concerns(meter: "shop-12"))
        #expect(steps[1].time == .at(try Instant(rfc3339: "2026-01-05T11:00:00Z")))
        #expect(steps[1].actions == [.driveInput(true), .synchroniseDemand])
    }

    @Test("Every action is read")
    func everyAction() throws {
        var wiring = Wiring()
        wiring.i1 = .phase(.l1, reversed: true)
        wiring.neutralIsConnected = false
        let partial = "energy.active.import.partial"
        let cases: [(String, ScenarioAction)] = [
            (
                #"{ "set": { "a": 5, "b": "input" } }"#,
                .set(["a": .number(5), "b": .choice("input")])
            ),
            (#"{ "wiring": { "i1": "reversed", "n": "open" } }"#, .wiring(wiring)),
            (#"{ "wiring": {} }"#, .wiring(.correct)),
            (#"{ "input": false }"#, .driveInput(false)),
            (#"{ "reset": ["energies", "partials"] }"#, .reset([.energies, .partials])),
            (#"{ "partials": "stop" }"#, .partials(.stop, .all)),
            (
                #"{ "partials": { "reset": ["\#(partial)"] } }"#,
                .partials(.reset, .named([partial]))
            ),
            (
                #"{ "clock": { "set": "2026-01-05T00:00:00Z" } }"#,
                .setClock(try Instant(rfc3339: "2026-01-05T00:00:00Z"))
            ),
            (#"{ "clock": { "offset": -2.5 } }"#, .offsetClock(.milliseconds(-2500))),
            (#"{ "clock": { "offset": "5m" } }"#, .offsetClock(.seconds(300))),
            (#"{ "alarms": "acknowledge" }"#, .acknowledgeAlarms),
            (#"{ "supply": "off" }"#, .supply(false)), (#"{ "supply": "on" }"#, .supply(true)),
        ]
        for (text, action) in cases {
            #expect(try Self.actions(text) == [action], "\(text)")
        }
    }

    @Test("Every fault is told, with its place")
    func faults() throws {
        let (scenario, faults) = try Self.read(
            """
            { "stepps": 1, "steps": [
              { "at": "90s", "meter": " ", "do": { "tarif": 2 } },
              { "at": "+1s", "meter": "m", "do": { "wiring": { "i1": "l4" } }, "then": 1 },
              { "at": "2026-02-30T00:00:00Z", "meter": "m",
                "do": [ { "partials": { "stop": ["energy.active.import.total"] } }, {} ] } ] }
            """
        )
        #expect(scenario == nil)
        #expect(
            faults.map(\.pointer.description).sorted()
                == [
                    "/steps/0/at", "/steps/0/do/tarif", "/steps/0/meter", "/steps/1/do/wiring/i1",
                    "/steps/1/then", "/steps/2/at", "/steps/2/do/0/partials/stop/0",
                    "/steps/2/do/1",
                    "/stepps",
                ].sorted()
        )
        #expect(faults.contains { $0.message.hasSuffix("did you mean \"tariff\"?") })
    }

    // MARK: Carrying out

    private static let load =
        #"{ "phases": { "all": { "activePower": 3600, "powerFactor": 1 } }, "voltage": 230 }"#

    /// The active energy imported, Wh.
    private static func wattHours(_ meter: MeterMachine, _ bin: EnergyBins = .total) -> Double {
        let index = EnergyIndex(.activeImport, bins: bin)
        return Double(meter.value(of: .energy(index)) ?? 0) / 3.6e6
    }

    @Test("A transformer reversed for an hour and mended costs two thirds of that hour")
    func wiring() throws {
        var meter = try TestMeter.machine(load: Self.load)
        let start = TestMeter.start
        var reversed = Wiring()
        reversed.i1 = .phase(.l1, reversed: true)
        try meter.carryOut(.wiring(reversed), at: start + .seconds(3600))
        try meter.carryOut(.wiring(.correct), at: start + .seconds(7200))
        meter.advance(to: start + .seconds(10_800))
        // 10.8 kW for two hours; two phases against one for the third.
        #expect(abs(Self.wattHours(meter) - (10_800 * 2 + 3600)) < 10)
        #expect(meter.installation.wiring == .correct)
    }

    @Test("Tariff, partial counters and resets do what commands do")
    func commands() throws {
        var meter = try TestMeter.machine(load: Self.load)
        let start = TestMeter.start
        try meter.carryOut(.selectTariff(2), at: start)
        try meter.carryOut(.partials(.reset, .all), at: start)
        try meter.carryOut(.partials(.start, .all), at: start)
        let partial = "energy.active.import.partial"
        try meter.carryOut(.partials(.stop, .named([partial])), at: start + .seconds(3600))
        meter.advance(to: start + .seconds(7200))
        #expect(abs(Self.wattHours(meter, .tariff(2)) - 21_600) < 10)
        #expect(abs(Self.wattHours(meter, .partial) - 10_800) < 10)
        try meter.carryOut(.reset([.energies]), at: start + .seconds(7200))
        #expect(Self.wattHours(meter) == 0)
    }

    @Test("The clock is set to a time, or so far ahead of the farm's")
    func clock() throws {
        var meter = try TestMeter.machine(load: Self.load)
        let start = TestMeter.start
        try meter.carryOut(.offsetClock(.seconds(-300)), at: start + .seconds(60))
        #expect(meter.ownClock.own(at: start + .seconds(100)) == start + .seconds(-200))
        try meter.carryOut(.setClock(start), at: start + .seconds(200))
        #expect(meter.ownClock.own(at: start + .seconds(201)) == start + .seconds(1))
    }

    @Test("Settings are programmed by name, by value or by the name of a choice")
    func settings() throws {
        var meter = try TestMeter.machine(load: Self.load)
        let name = "currentTransformerPrimary"
        let index = try #require(meter.model.settings.firstIndex { $0.name == name })
        try meter.carryOut(.set([name: .number(100)]), at: TestMeter.start)
        #expect(meter.settings[index] == 100)
        let choices = meter.model.settings.filter { !$0.choices.isEmpty }
        let setting = try #require(choices.first)
        let last = try #require(setting.choices.last)
        try meter.carryOut(.set([setting.name: .choice(last.name)]), at: TestMeter.start)
        let place = try #require(meter.model.settings.firstIndex { $0.name == setting.name })
        #expect(meter.settings[place] == last.value)
    }

    @Test("What a model cannot do is refused, and nothing changes")
    func refusals() throws {
        var meter = try TestMeter.machine(load: Self.load)
        let before = meter.settings
        let known = "currentTransformerPrimary"
        let model = meter.model.name
        let cases: [(ScenarioAction, ScenarioRefusal)] = [
            (
                .set([known: .number(7), "zzz": .number(1)]),
                .unknownSetting("zzz", model: model)
            ),
            (.set([known: .number(-1)]), .settingNotAllowed(known, model: model)),
            (.set([known: .choice("much")]), .settingNotAllowed(known, model: model)),
            (
                .partials(.start, .named(["energy.active.import.total"])),
                .unknownPartial("energy.active.import.total", model: model)
            ),
            (.selectTariff(9), .unknownTariff(9, count: 4, model: model)),
        ]
        for (action, refusal) in cases {
            #expect(throws: refusal) { try meter.carryOut(action, at: TestMeter.start) }
        }
        #expect(meter.settings == before)
    }

    @Test("A meter without supply refuses what only a living one can do")
    func withoutSupply() throws {
        var meter = try TestMeter.machine(load: Self.load)
        let start = TestMeter.start
        try meter.carryOut(.supply(false), at: start + .seconds(3600))
        let refused: [ScenarioAction] = [
            .selectTariff(2), .reset([.energies]), .partials(.stop, .all), .setClock(start),
            .offsetClock(.seconds(1)), .synchroniseDemand, .acknowledgeAlarms,
            .set(["currentTransformerPrimary": .number(7)]),
        ]
        for action in refused {
            #expect(throws: ScenarioRefusal.noSupply(meter: "m")) {
                try meter.carryOut(action, at: start + .seconds(5000))
            }
        }
        var wiring = Wiring()
        wiring.i1 = .open
        try meter.carryOut(.wiring(wiring), at: start + .seconds(5000))
        try meter.carryOut(.driveInput(true), at: start + .seconds(5000))
        try meter.carryOut(.supply(true), at: start + .seconds(7200))
        meter.advance(to: start + .seconds(10_800))
        #expect(Self.wattHours(meter) == 10_800 + 7200)
    }

    @Test("The shipped scenarios fit a shipped farm")
    func shipped() throws {
        let scenarios = try Self.files(in: "scenarios")
        let farms = try Self.files(in: "farms")
        #expect(scenarios.count >= 2)
        for scenario in scenarios {
            let name = scenario.deletingPathExtension().lastPathComponent
            let faults = try farms.map { try Self.faults(of: $0, under: name) }
            #expect(faults.contains { $0.isEmpty }, "\(name): \(faults)")
        }
    }

    private static func files(in folder: String) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(
            at: SharedFolder.profiles.appending(path: folder),
            includingPropertiesForKeys: nil
        ).filter { $0.pathExtension == "json" }
    }

    private static func faults(of farm: URL, under scenario: String) throws -> [Fault] {
        let document = try JSONValue.parse(Array(Data(contentsOf: farm)), file: farm.path)
        guard case .object(var members) = document else { return [] }
        members["scenarios"] = .array([.string(scenario)])
        return FarmReader(file: farm.path, library: TestMeter.library).read(.object(members)).faults
    }
}
