import FarmCore
import MeterModels
import Metrology
import SimulatedTime
import Testing

/// When a meter lives, through the whole machine.
@Suite("The supply of a meter")
struct MeterSupplyTests {
    private let start = TestMeter.start  // 2026-01-05T00:00:00+01:00, a Monday

    private func machine(
        _ model: String = "socomec-countis-e44",
        load: String = SuppliedLoad.steady,
        wiring: String = "{}"
    ) throws -> MeterMachine {
        try TestMeter.machine(model: model, load: load, wiring: wiring)
    }

    private func at(_ seconds: Int64) -> Instant { start + .seconds(seconds) }

    // MARK: Wires

    @Test(
        "A COUNTIS E44 is dead without L1 or N, and lives without L2 and L3",
        arguments: [
            (#"{ "u1": "open" }"#, false), (#"{ "n": "open" }"#, false),
            (#"{ "n": "open", "u1": "open" }"#, false),
            (#"{ "u2": "open", "u3": "open" }"#, true), (#"{ "u1": "l2" }"#, true),
            (#"{ "u1": "l2", "u2": "l3", "u3": "l1" }"#, true), (#"{ "i1": "open" }"#, true),
            (#"{ "neutralUpstream": "open" }"#, true), ("{}", true),
        ]
    )
    func wiring(wires: String, lives: Bool) throws {
        var meter = try machine(wiring: wires)
        meter.advance(to: at(3600))
        #expect(meter.isPowered == lives && meter.isAnswering == lives, "\(wires)")
        let counted = meter.registers.totals.sum(of: .apparent) > 0
        #expect(counted == lives, "\(wires)")
        let voltage = try meter.value("voltage.l2")
        #expect((voltage != nil) == lives, "\(wires): values of the moment")
        #expect(try meter.value("energy.active.import.total") != nil, "registers stand still")
    }

    @Test("A single-phase meter dies with its line, and a polyphase one with its last")
    func others() throws {
        let l1 = #"{ "phases": { "l1": { "activePower": 9 } }, "voltage": { "l1": 0 } }"#
        for model in ["eastron-sdm120", "legrand-412083", "legrand-004677"] {
            #expect(try !machine(model, load: l1).isPowered, "\(model)")
            #expect(try machine(model).isPowered, "\(model)")
        }
        #expect(try machine("eastron-sdm630", load: l1).isPowered)
        #expect(try machine("eastron-sdm630", wiring: #"{ "n": "open" }"#).isPowered)
        let wires = #"{ "u1": "open", "u2": "open" }"#
        #expect(try machine("eastron-sdm630", wiring: wires).isPowered)
        let none = #"{ "u1": "open", "u2": "open", "u3": "open" }"#
        #expect(try !machine("eastron-sdm630", wiring: none).isPowered)
    }

    @Test("A meter with a supply of its own answers where nothing is connected, with 0 V")
    func auxiliary() throws {
        let dead = #"{ "phases": { "all": { "activePower": 900 } }, "voltage": 0 }"#
        var meter = try machine("meterfarm-reference", load: dead)
        meter.advance(to: at(3600))
        #expect(meter.isPowered && meter.isAnswering)
        #expect(try meter.value("voltage.l1") == 0)
        #expect(try meter.value("energy.active.import.total") == 0)
    }

    @Test("Behind voltage transformers the secondary feeds")
    func voltageTransformer() throws {
        let load = #"{ "phases": { "all": { "activePower": 9e5 } }, "voltage": 11547 }"#
        for (secondary, lives) in [(230.0, true), (149.0, false)] {
            let more = """
                "installation": { "voltageTransformer":
                                  { "primary": 11547, "secondary": \(secondary) } }
                """
            let plan = try TestMeter.plan(model: "socomec-countis-e44", load: load, more: more)
            let meter = MeterMachine(try #require(plan.meters.first), at: start)
            #expect(meter.isPowered == lives, "\(secondary) V")
        }
    }

    @Test("The least voltage is the border")
    func border() throws {
        for (volts, lives) in [(150.0, true), (149.9, false)] {
            let load = #"{ "phases": { "all": { "activePower": 9 } }, "voltage": \#(volts) }"#
            #expect(try machine(load: load).isPowered == lives)
        }
    }

    // MARK: An outage

    @Test("What flows in ten minutes without voltage is in no register, and all else is kept")
    func outage() throws {
        var meter = try machine(load: SuppliedLoad.sag(from: "01:04", to: "01:14"))
        meter.advance(to: at(3600 + 8 * 60))
        #expect(!meter.isPowered && meter.powerCycles == 0)
        #expect(meter.unpoweredSince == at(3600 + 4 * 60))
        meter.advance(to: at(2 * 3600))
        #expect(meter.isPowered && meter.powerCycles == 1)
        #expect(meter.poweredSince == at(3600 + 14 * 60))
        let lived = Int64(110 * 60)
        #expect(meter.registers.totals.sum(of: .activeImport) == lived * 3_600_000)
        #expect(meter.registers.operatingTime == lived * 1000)
        let demand = try #require(meter.registers.demand)
        // Periods of ten minutes: the one to 01:10 was never finished, the one to 01:20 is cut.
        let ends = demand.records.map { ($0.end - start.microseconds / 1000) / 60_000 }
        #expect(ends == [10, 20, 30, 40, 50, 60, 80, 90, 100, 110, 120])
        #expect(demand.records.map(\.isIncomplete).firstIndex(of: true) == 0)
        #expect(demand.records[6].isIncomplete && !demand.records[7].isIncomplete)
        #expect(demand.records[6].mean == 3_600_000 * 6 / 10)
    }

    @Test("Demand maxima survive with their instants, the window does not")
    func demand() throws {
        var meter = try machine(load: SuppliedLoad.morning)
        let source = DemandSource.energy(.activeImport)
        meter.advance(to: at(2400))
        let before = try #require(meter.registers.demand)
        #expect(before.maximum(source) == 9_000_000 && before.last(source) == 900_000)
        meter.setSupply(false, at: at(2500))
        meter.setSupply(true, at: at(2600))
        let after = try #require(meter.registers.demand)
        #expect(after.maximum(source) == 9_000_000)
        #expect(after.maximumEnd(source) == before.maximumEnd(source))
        #expect(after.records == before.records && after.last(source) == 0)
        meter.advance(to: at(3000))
        let mean = 900_000 * Int64(400) / 600
        #expect(meter.registers.demand?.last(source) == mean)
    }

    @Test("An outage over midnight ends the day once, when the meter is back")
    func midnight() throws {
        var meter = try machine()
        meter.setSupply(false, at: at(20 * 3600))
        meter.advance(to: at(30 * 3600))
        #expect(try meter.value("energy.active.import.previousDay") == 0)
        meter.setSupply(true, at: at(54 * 3600))
        let kilowattHour: Int64 = 3_600_000_000
        #expect(try meter.value("energy.active.import.previousDay") == 72 * kilowattHour)
        meter.advance(to: at(72 * 3600))
        #expect(try meter.value("energy.active.import.day") == 0)
        let wednesday = try meter.value("energy.active.import.previousDay")
        #expect(wednesday == kilowattHour * 648 / 10)
        #expect(try meter.value("energy.active.import.week") == kilowattHour * 1368 / 10)
    }

    @Test("A meter that is dead from the start begins when its voltage comes")
    func deadAtFirst() throws {
        let load = """
            { "phases": { "all": { "activePower": 1200 } },
              "voltage": { "points": [["00:00", 0], ["01:00", 230]], "every": "day" } }
            """
        var meter = try machine(load: load)
        #expect(!meter.isPowered && !meter.isAnswering)
        meter.advance(to: at(7200))
        #expect(meter.isPowered && meter.powerCycles == 1 && meter.poweredSince == at(3600))
        #expect(meter.registers.totals.sum(of: .activeImport) == 3600 * 3_600_000)
    }

    @Test("A cut supply stays cut whatever the voltage does, and comes back only with it")
    func cut() throws {
        var meter = try machine(load: SuppliedLoad.sag(from: "01:00", to: "02:00"))
        meter.setSupply(false, at: at(1800))
        meter.advance(to: at(3 * 3600))
        #expect(!meter.isPowered && meter.unpoweredSince == at(1800))
        meter.setSupply(true, at: at(25 * 3600 + 10))
        #expect(!meter.isPowered, "01:00 of the next day")
        meter.advance(to: at(27 * 3600))
        #expect(meter.poweredSince == at(26 * 3600) && meter.powerCycles == 1)
    }
}
