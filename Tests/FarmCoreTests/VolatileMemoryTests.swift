import FarmCore
import MeterModels
import Metrology
import SimulatedTime
import Testing

/// What a meter has lost when its supply is back, through the whole machine.
@Suite("The volatile memory of a meter")
struct VolatileMemoryTests {
    private let start = TestMeter.start

    private func reference(
        load: String = SuppliedLoad.steady,
        more: String = ""
    ) throws -> MeterMachine {
        try TestMeter.machine(model: "meterfarm-reference", load: load, more: more)
    }

    private func own(
        supply: String,
        load: String = SuppliedLoad.steady
    ) throws -> MeterMachine {
        let model = try TestMeter.reference(supply: supply)
        return MeterMachine(try TestMeter.plan(model, load: load), at: start)
    }

    private func at(_ seconds: Int64) -> Instant { start + .seconds(seconds) }

    @Test("Pulses that wait are lost and the one under way ends; the residue is kept")
    func pulses() throws {
        let load = #"{ "phases": { "all": { "activePower": 24000 } }, "voltage": 230 }"#
        var meter = try reference(load: load)
        meter.keepEdges()
        meter.advance(to: at(100))
        let before = try #require(meter.pulseOutput(1))
        #expect(before.backlog > 0)
        meter.setSupply(false, at: at(100))
        let after = try #require(meter.pulseOutput(1))
        #expect(after.backlog == 0 && after.lost == before.lost + before.backlog)
        #expect(after.residue == before.residue && after.pulses == before.pulses)
        meter.advance(to: at(200))
        let edges = meter.takeEdges().filter { $0.output == 1 }
        #expect(edges.last.map { !$0.isOn && $0.instant <= at(100) } == true)
        #expect(edges.count == Int(2 * after.pulses))
        meter.setSupply(true, at: at(200))
        meter.advance(to: at(201))
        let first = try #require(meter.takeEdges().first { $0.output == 1 })
        #expect(first.isOn && first.instant > at(200))
    }

    @Test("Alarms begin anew, latched ones too")
    func alarms() throws {
        let settings = """
            "settings": { "alarm1Source": 10, "alarm1High": 1000, "alarm1Latch": 1,
                          "alarm1Delay": 30 }
            """
        var meter = try reference(more: settings)
        meter.advance(to: at(60))
        #expect(try meter.value("alarm.1.active") == 1)
        meter.setSupply(false, at: at(60))
        #expect(try meter.value("alarm.1.active") == 0)
        meter.setSupply(true, at: at(100))
        meter.advance(to: at(129))
        #expect(try meter.value("alarm.1.active") == 0, "the delay runs from the beginning")
        meter.advance(to: at(130))
        #expect(try meter.value("alarm.1.active") == 1)
        #expect(try meter.value("alarm.1.activations") == 1)
    }

    @Test("Extremes see nothing of a dead meter's inputs, and stay")
    func extremes() throws {
        var meter = try own(
            supply: #"{ "from": ["l1", "n"] }"#,
            load: SuppliedLoad.sag(from: "00:10", to: "00:20")
        )
        meter.advance(to: at(3600))
        #expect(meter.powerCycles == 1)
        #expect(try meter.value("voltage.l1.minimum") == 230_000_000)
        #expect(try meter.value("power.active.total.minimum") == 3_600_000_000)
    }

    private static let everything = """
        { "from": ["auxiliary"],
          "forgets": ["clock", "demandMaxima", "extremes", "partialsRunning", "tariff"] }
        """

    @Test(
        "What a model forgets is gone, what another keeps is there",
        arguments: [everything, #"{ "from": ["auxiliary"] }"#]
    )
    func forgets(supply: String) throws {
        var meter = try own(
            supply: supply,
            load: SuppliedLoad.morning
        )
        let forgets = supply == Self.everything
        meter.perform(.selectTariff(3), at: at(10))
        meter.perform(.stopPartials(meter.model.design.partials), at: at(10))
        meter.advance(to: at(3600))
        let energy = meter.registers.energies
        meter.setSupply(false, at: at(3600))
        meter.setSupply(true, at: at(3700))
        #expect(meter.registers.energies == energy)
        #expect(meter.registers.tariff == (forgets ? 1 : 3))
        #expect(try (meter.value("partialsRunning") == 0) == !forgets)
        let maximum = meter.registers.demand?.maximum(.energy(.activeImport))
        #expect(maximum == (forgets ? 0 : 9_000_000))
        let highest = try meter.value("power.active.total.maximum")
        #expect(highest == (forgets ? 900_000_000 : 9_000_000_000))
        let own = meter.ownTime(at: at(3760))
        #expect(own.date == CivilDate(year: forgets ? 2000 : 2026, month: 1, day: forgets ? 1 : 5))
        let (hour, minute, second) = forgets ? (0, 1, 0) : (1, 2, 40)
        #expect(own.time == TimeOfDay(hour: hour, minute: minute, second: second))
    }

    // MARK: Outside

    @Test("While it starts up it counts and is silent")
    func startTime() throws {
        var meter = try own(supply: #"{ "from": ["auxiliary"], "startTime": "5s" }"#)
        #expect(meter.isAnswering, "at the start of a farm it has been there for long")
        meter.setSupply(false, at: at(10))
        #expect(!meter.isPowered && !meter.isAnswering)
        meter.setSupply(true, at: at(20))
        #expect(meter.isPowered && !meter.isAnswering)
        meter.advance(to: at(24) + .milliseconds(999))
        #expect(!meter.isAnswering)
        meter.advance(to: at(25))
        #expect(meter.isAnswering)
        #expect(meter.registers.operatingTime == 15_000)
    }

    @Test("Dead it carries out nothing; its input moves all the same")
    func commands() throws {
        var meter = try reference(more: #""settings": { "partialMode": 2 }"#)
        meter.setSupply(false, at: at(100))
        let before = meter.registers
        meter.perform(.reset(.energies), at: at(150))
        meter.perform(.driveInput(true), at: at(150))
        #expect(meter.registers == before)
        meter.setSupply(true, at: at(200))
        #expect(meter.registers.tariff == 2 && meter.registers.energies == before.energies)
    }

    @Test("What drives the input of a dead meter is seen when it is back")
    func input() throws {
        let more = """
            "settings": { "partialMode": 2 },
            "inputs": { "tariff": { "points": [["00:00", 0], ["00:10", 1]], "every": "day" } }
            """
        var meter = try reference(more: more)
        meter.setSupply(false, at: at(300))
        meter.advance(to: at(900))
        #expect(meter.registers.tariff == 1)
        meter.setSupply(true, at: at(900))
        #expect(meter.registers.tariff == 2)
    }

    @Test("What a tariff calendar writes to a dead meter is lost")
    func calendar() throws {
        let calendar = """
            "tariffs": { "drives": "register", "calendar":
              { "days": [["00:00", 1], ["01:00", 2], ["02:00", 3]] } }
            """
        var meter = try reference(more: calendar)
        meter.setSupply(false, at: at(3000))
        meter.setSupply(true, at: at(4000))
        #expect(meter.registers.tariff == 1)
        meter.advance(to: at(7200))
        #expect(meter.registers.tariff == 3)
    }
}
