import FarmCore
import MeterModels
import Metrology
import SimulatedTime
import TestSupport
import Testing

@Suite("A breaker")
struct BreakerTests {
    /// A device at 230 V with one phase that carries so many amperes from 00:01:00 on.
    private func machine(amperes: Double, more: String = "") throws -> MeterMachine {
        let load = """
            { "phases": { "l1": { "current": { "points": [["00:00", 0], ["00:01", \(amperes)]],
              "every": "day" }, "powerFactor": 1 } }, "voltage": 230 }
            """
        let plan = try TestMeter.plan(model: "meterfarm-device", load: load, more: more)
        return MeterMachine(try #require(plan.meters.first), at: TestMeter.start)
    }

    private func at(_ seconds: Int64) -> Instant { TestMeter.start + .seconds(seconds) }

    /// The first second after the current begins at which the breaker is not closed.
    private func tripTime(_ meter: MeterMachine, most: Int64) throws -> Int64? {
        var meter = meter
        for second in 0...most {
            meter.advance(to: at(60 + second))
            if try meter.value("breaker.closed") == 0 { return second }
        }
        return nil
    }

    @Test(
        "An overload of so many times Ir trips after tr × (6 / that)²",
        arguments: [2.0, 3, 5, 6]
    )
    func longTime(_ times: Double) throws {
        // Ir = 100 A, tr = 5 s; a step of a second is rounded up.
        let expected = Int64((5 * (6 / times) * (6 / times)).rounded(.up))
        let meter = try machine(amperes: 100 * times - 0.001 * times)
        let found = try #require(try tripTime(meter, most: 100))
        #expect(found == expected || found == expected + 1)
    }

    @Test("Up to 1.1 Ir flows for ever, and what has cooled down counts no more")
    func noTrip() throws {
        #expect(try tripTime(machine(amperes: 109.9), most: 5000) == nil)
        var meter = try machine(amperes: 300)
        meter.advance(to: at(60 + 15))
        #expect(try meter.value("breaker.closed") == 1)
        let warm = try #require(try meter.value("breaker.thermalImage"))
        #expect((70_000_000...80_000_000).contains(warm), "15 of 20 s")
        try meter.carryOut(.breaker(.open), at: at(76))
        meter.advance(to: at(76 + 25))
        let cooler = try #require(try meter.value("breaker.thermalImage"))
        #expect(cooler <= warm - 45_000_000)
        meter.advance(to: at(300))
        #expect(try meter.value("breaker.thermalImage") == 0)
    }

    @Test("A short circuit trips at once, before a step of it is booked")
    func instantaneous() throws {
        var meter = try machine(amperes: 2000)
        meter.advance(to: at(90))
        #expect(try meter.value("breaker.position") == 2)
        #expect(try meter.value("breaker.trip.cause") == 2)
        #expect(try meter.value("breaker.trip.current") == 2_000_000_000)
        #expect(try meter.value("energy.active.import.total") == 0)
        #expect(try meter.value("voltage.l1") == 230_000_000)
        #expect(try meter.value("current.l1") == 0)
        // 2026-01-05 00:01:00 by the device's clock.
        let parts = try ["year", "month", "day", "hour", "minute", "second"].map {
            try meter.value("breaker.trip.\($0)")
        }
        #expect(parts == [2026, 1, 5, 0, 1, 0])
        #expect(try meter.value("breaker.trip.shortCircuit.count") == 1)
        #expect(try meter.value("breaker.trip.overload.count") == 0)
        #expect(try meter.value("relay.3") == 1, "it follows breaker.tripped")
    }

    @Test("The short-time protection waits for its delay")
    func shortTime() throws {
        let more = #""settings": { "breakerShortTimeDelay": 3, "breakerLongTimeDelay": 30 }"#
        let found = try tripTime(machine(amperes: 700, more: more), most: 60)
        #expect(found == 3)
    }

    @Test("A residual current of IΔn trips; closed onto the fault, it trips again")
    func residual() throws {
        var meter = try machine(amperes: 10, more: #""sensors": { "residualCurrent": 0.05 }"#)
        meter.advance(to: at(100))
        #expect(try meter.value("breaker.residualCurrent") == 50_000)
        try meter.carryOut(.sensors([.residualCurrent: 0.3]), at: at(100))
        #expect(try meter.value("breaker.trip.cause") == 3)
        #expect(try meter.value("breaker.trip.residual.current") == 300_000)
        #expect(try meter.value("breaker.residualCurrent") == 0, "no more behind the contacts")
        let refusal = #expect(throws: ScenarioRefusal.self) {
            try meter.carryOut(.breaker(.close), at: at(110))
        }
        #expect("\(try #require(refusal))".contains("\"reset\" it before"))
        try meter.carryOut(.breaker(.reset), at: at(120))
        #expect(try meter.value("breaker.position") == 0)
        try meter.carryOut(.breaker(.close), at: at(130))
        #expect(try meter.value("breaker.position") == 2)
        #expect(try meter.value("breaker.trip.residual.count") == 2)
        try meter.carryOut(.sensors([.residualCurrent: nil]), at: at(140))
        try meter.carryOut(.breaker(.reset), at: at(140))
        try meter.carryOut(.breaker(.close), at: at(140))
        #expect(try meter.value("breaker.position") == 1)
        #expect(try meter.value("breaker.closings") == 2)
    }

    @Test("The test button, heat and a release trip it, and its memory can be cleared")
    func otherCauses() throws {
        var meter = try machine(amperes: 10)
        func again(_ seconds: Int64) throws {
            try meter.carryOut(.breaker(.reset), at: at(seconds))
            try meter.carryOut(.breaker(.close), at: at(seconds))
        }
        try meter.carryOut(.breaker(.trip(.testButton)), at: at(5))
        #expect(try meter.value("breaker.trip.cause") == 4)
        try again(10)
        try meter.carryOut(.sensors([.breakerTemperature: 95]), at: at(20))
        #expect(try meter.value("breaker.trip.cause") == 5)
        #expect(try meter.value("breaker.trip.overheating.temperature") == 95_000_000)
        try meter.carryOut(.sensors([.breakerTemperature: nil]), at: at(25))
        try again(30)
        meter.perform(.breaker(.trip(.release)), at: at(40))
        #expect(try meter.value("breaker.trip.cause") == 6)
        #expect(try meter.value("breaker.trips") == 3)
        meter.perform(.breaker(.clearTrips), at: at(50))
        #expect(try meter.value("breaker.trip.cause") == 0)
        #expect(try meter.value("breaker.trip.year") == 0)
        #expect(try meter.value("breaker.trips") == 0)
        #expect(try meter.value("breaker.position") == 2)
    }

    @Test("Without supply the device is silent, and its breaker protects all the same")
    func unpowered() throws {
        var meter = try machine(amperes: 2000)
        try meter.carryOut(.supply(false), at: at(10))
        meter.advance(to: at(100))
        try meter.carryOut(.supply(true), at: at(100))
        meter.advance(to: at(101))
        #expect(try meter.value("breaker.position") == 2)
    }
}
