import FarmCore
import MeterModels
import Metrology
import SimulatedTime
import TestSupport
import Testing

@Suite("Why a register reads what it reads")
struct ExplanationTests {
    private static let wholeWay: [Explanation.Stage] = [
        .load, .supply, .network, .wiring, .transformer, .element, .measurement,
    ]

    private func explanation(
        _ number: String,
        _ subject: Explanation.Subject,
        after seconds: Int64 = 0
    ) throws -> Explanation {
        let bench = try WiringBench("meterfarm-reference", cases: WiringCase.all, .rtu)
        let place = try #require(WiringCase.all.firstIndex { $0.number == number })
        let instant = TestMeter.start + .seconds(seconds)
        return try #require(bench.bus.explanation(of: subject, ofMeterAt: place, at: instant))
    }

    private func figure(
        _ name: String,
        at stage: Explanation.Stage,
        of explanation: Explanation
    ) -> Double? {
        explanation.steps.first { $0.stage == stage }?.figures.first { $0.name == name }?.value
    }

    @Test("A power with a wrong ratio is followed from the load to the factor of two")
    func ratio() throws {
        let found = try explanation("12", .quantity("power.active.total"))
        #expect(found.steps.map(\.stage) == Self.wholeWay)
        #expect(found.value == .number(12_420))
        #expect(figure("active power L1", at: .load, of: found) == 2070)
        #expect(figure("factor on currents", at: .transformer, of: found) == 2)
        #expect(figure("active power total", at: .element, of: found) == 12_420)
        #expect(found.suspects.map(\.kind) == [.currentRatio])
    }

    @Test("A reversed transformer shows in the angle of its input")
    func reversed() throws {
        let found = try explanation("1", .quantity("power.active.l1"))
        #expect(found.value == .number(-2070))
        let angle = try #require(figure("I1 angle", at: .wiring, of: found))
        #expect(abs(angle - (180 - 25.842)) < 1e-3)
        let wiring = found.steps.first { $0.stage == .wiring }
        #expect(wiring?.sentence.contains("the wrong way round") == true)
    }

    @Test("An energy goes on to tariff and counting, and its books are the meter's")
    func energy() throws {
        let found = try explanation(
            "0",
            .quantity("energy.active.import.total"),
            after: 3600
        )
        #expect(found.steps.map(\.stage) == Self.wholeWay + [.tariff, .counting])
        #expect(figure("tariff", at: .tariff, of: found) == 1)
        let booked = try #require(figure("booked in a step", at: .counting, of: found))
        #expect(abs(booked - 6210.0 / 3600) < 1e-6)
        let exact = try #require(figure("added, exactly", at: .counting, of: found))
        #expect(abs(exact - 6210) < 0.01)
    }

    @Test("A register goes on to its scale and its words")
    func register() throws {
        let map = try #require(ModelLibrary(TestMeter.library).model("meterfarm-reference").modbus)
        let about = try #require(map.descriptions.first { $0.shows == "power.active.total" })
        let found = try explanation("0", .register(about.place, about.address))
        #expect(found.steps.map(\.stage) == Self.wholeWay + [.scale, .words])
        #expect(found.quantity == "power.active.total")
        #expect(found.unit == about.unit)
        #expect(figure("value", at: .scale, of: found) == 6210)
    }

    @Test("A setting is explained by what is programmed")
    func setting() throws {
        let map = try #require(ModelLibrary(TestMeter.library).model("meterfarm-reference").modbus)
        let about = try #require(map.descriptions.first { $0.address == 0x100 })
        let found = try explanation("12", .register(about.place, 0x100))
        #expect(found.steps.map(\.stage) == [.setting, .words])
        #expect(figure("value", at: .setting, of: found) == 200)
        #expect(found.quantity == nil)
    }

    @Test("A fault that may change the reading is the last step")
    func fault() throws {
        let bench = try BusBench(
            [BusBench.meter("a", 5)],
            faults: #"[ { "name": "stuck", "effect": { "value": "zero" } } ]"#
        )
        let subject = Explanation.Subject.register(.holding, 0x2000)
        let found = try #require(
            bench.bus.explanation(of: subject, ofMeterAt: 0, at: TestMeter.start)
        )
        #expect(found.steps.last?.stage == .fault)
        #expect(found.steps.last?.sentence.contains("stuck") == true)
        #expect(bench.bus.tally.strikes == 0)
    }

    @Test("A record of an M-Bus is explained down to its bytes")
    func record() throws {
        let bench = try MBusBench([(7, "12345678")])
        let subject = Explanation.Subject.record(telegram: 1, place: 4)
        let found = try #require(
            bench.bench.bus.explanation(of: subject, ofMeterAt: 0, at: TestMeter.start)
        )
        #expect(found.quantity == "power.active.total")
        #expect(found.value == .number(2300))
        #expect(found.steps.map(\.stage) == Self.wholeWay + [.scale, .words])
    }

    @Test("What does not exist is not explained")
    func nothing() throws {
        let bench = try MBusBench([(7, "12345678")])
        let bus = bench.bench.bus
        let subjects: [Explanation.Subject] = [
            .quantity("nonsense"), .register(.holding, 0), .record(telegram: 9, place: 1),
        ]
        for subject in subjects {
            #expect(bus.explanation(of: subject, ofMeterAt: 0, at: TestMeter.start) == nil)
        }
        let frequency = Explanation.Subject.quantity("frequency")
        #expect(bus.explanation(of: frequency, ofMeterAt: 1, at: TestMeter.start) == nil)
    }
}
