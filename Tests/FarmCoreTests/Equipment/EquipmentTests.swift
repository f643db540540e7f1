import FarmCore
import MeterModels
import Metrology
import ModbusProtocol
import SimulatedTime
import TestSupport
import Testing

@Suite("Inputs, relays, sensors and analogue outputs of a device")
struct EquipmentTests {
    private func machine(_ more: String = "", settings: String = "{}") throws -> MeterMachine {
        let more = "\"settings\": \(settings)" + (more.isEmpty ? "" : ", " + more)
        let plan = try TestMeter.plan(
            model: "meterfarm-device",
            load: #"{ "phases": { "all": { "activePower": 5000 } } }"#,
            more: more
        )
        return MeterMachine(try #require(plan.meters.first), at: TestMeter.start)
    }

    private func at(_ seconds: Int64) -> Instant { TestMeter.start + .seconds(seconds) }

    @Test("Digital inputs show the contacts that the farm file connects")
    func levels() throws {
        var meter = try machine(
            """
            "inputs": {
              "2": 1, "3": { "points": [["00:00", 0], ["00:10", 1]], "every": "day" }
            }
            """
        )
        #expect(try meter.value("digitalInputs") == 0b0010)
        meter.advance(to: at(599))
        #expect(try meter.value("digitalInput.3") == 0)
        meter.advance(to: at(600))
        #expect(try meter.value("digitalInput.3") == 1)
        try meter.carryOut(.inputs([1: true, 2: false]), at: at(700))
        #expect(try meter.value("digitalInputs") == 0b0101)
        try meter.carryOut(.inputs([1: nil, 2: nil]), at: at(800))
        #expect(try meter.value("digitalInputs") == 0b0110)
    }

    @Test("An input's alarm waits for its delay, switches its relay and stays until acknowledged")
    func inputAlarm() throws {
        var meter = try machine(
            settings: """
                { "digitalInput1Alarm": 1, "digitalInput1Delay": 5, "digitalInput1Latch": 1,
                  "digitalInput1Output": 2 }
                """
        )
        try meter.carryOut(.inputs([1: true]), at: at(10))
        meter.advance(to: at(14))
        #expect(try meter.value("relay.2") == 0)
        meter.advance(to: at(15))
        #expect(try meter.value("digitalInput.1.alarm.active") == 1)
        #expect(try meter.value("relay.2") == 1)
        #expect(try meter.value("relays") == 0b0010)
        try meter.carryOut(.inputs([1: false]), at: at(20))
        meter.advance(to: at(30))
        #expect(try meter.value("digitalInputs.alarms") == 1, "it is remembered")
        meter.perform(.acknowledgeAlarms, at: at(40))
        #expect(try meter.value("digitalInputs.alarms") == 0)
        #expect(try meter.value("relay.2") == 0)
        #expect(try meter.value("digitalInput.1.alarm.activations") == 1)
    }

    @Test("A contact that is closed at rest raises its alarm when it opens")
    func normallyClosed() throws {
        var meter = try machine(
            #""inputs": { "1": 1 }"#,
            settings: #"{ "digitalInput1Alarm": 1, "digitalInput1Contact": 1 }"#
        )
        meter.advance(to: at(100))
        #expect(try meter.value("digitalInput.1.alarm.active") == 0)
        try meter.carryOut(.inputs([1: false]), at: at(100))
        meter.advance(to: at(101))
        #expect(try meter.value("digitalInput.1.alarm.active") == 1)
    }

    @Test("A relay stays on for its time, rests closed where it is told so, and flashes")
    func relays() throws {
        var meter = try machine(
            settings: """
                { "relay1Hold": 10, "relay2Contact": 1, "relay4FlashFrequency": 0.25 }
                """
        )
        #expect(try meter.value("relays") == 0b0010)
        meter.perform(.switchRelays(0b1011), at: at(100))
        #expect(try meter.value("relays") == 0b1001)
        for second in 100..<140 {
            meter.advance(to: at(Int64(second)))
            #expect(try meter.value("relay.1") == (second < 110 ? 1 : 0), "at \(second)")
            #expect(try meter.value("relay.4") == ((second - 100) % 4 < 2 ? 1 : 0), "\(second)")
        }
        #expect(try meter.value("relay.4.on") == 1)
        #expect(meter.relayIsClosed(4, at: at(141) + .microseconds(999_999)) == true)
        #expect(meter.relayIsClosed(4, at: at(142)) == false)
        meter.perform(.switchRelay(4, false), at: at(150))
        #expect(try meter.value("relay.4") == 0)
        #expect(meter.relayIsClosed(5, at: at(150)) == nil)
    }

    @Test("An alarm on a sensor has its thresholds, hysteresis and delay, and switches its relay")
    func sensorAlarm() throws {
        var meter = try machine(
            #""sensors": { "temperature1": 40 }"#,
            settings: """
                { "alarm1High": 70, "alarm1Low": 0, "alarm1Hysteresis": 5, "alarm1Delay": 3,
                  "alarm1Output": 1 }
                """
        )
        #expect(try meter.value("temperature.1") == 40_000_000)
        #expect(try meter.value("temperature.2") == nil, "nothing is connected")
        try meter.carryOut(.sensors([.temperature(1): 71.5]), at: at(10))
        meter.advance(to: at(12))
        #expect(try meter.value("relay.1") == 0)
        meter.advance(to: at(13))
        #expect(try meter.value("alarm.1.active") == 1)
        #expect(try meter.value("relay.1") == 1)
        try meter.carryOut(.sensors([.temperature(1): 66]), at: at(20))
        meter.advance(to: at(30))
        #expect(try meter.value("alarm.1.active") == 1)
        try meter.carryOut(.sensors([.temperature(1): nil]), at: at(30))
        meter.advance(to: at(31))
        #expect(try meter.value("alarm.1.active") == 0)
        #expect(try meter.value("relay.1") == 0)
    }

    @Test("A current is scaled to its value; less than 3.6 mA is a broken wire")
    func analogueInputs() throws {
        var meter = try machine(
            #""sensors": { "current1": 0.012 }"#,
            settings: #"{ "analogueInput1Low": -20, "analogueInput1High": 60 }"#
        )
        #expect(try meter.value("analogueInput.1") == 20_000_000)
        #expect(try meter.value("analogueInput.1.current") == 12_000)
        #expect(try meter.value("analogueInput.1.fault") == 0)
        try meter.carryOut(.sensors([.current(1): 0.002]), at: at(5))
        #expect(try meter.value("analogueInput.1") == nil)
        #expect(try meter.value("analogueInput.1.fault") == 1)
        #expect(try meter.value("analogueInput.2.fault") == 1, "nothing is connected")
        try meter.carryOut(.sensors([.current(1): 0.0215]), at: at(6))
        #expect(try meter.value("analogueInput.1.fault") == 2)
    }

    @Test("An analogue output shows what it is set to, held at its ends")
    func analogueOutputs() throws {
        var meter = try machine(
            #""sensors": { "temperature1": 25 }"#,
            settings: """
                { "analogueOutput1High": 20000, "analogueOutput2Source": 2,
                  "analogueOutput2Low": 50, "analogueOutput2High": 100,
                  "analogueOutput2Range": 0 }
                """
        )
        // 15 kW of 20 kW: 4 mA and three quarters of 16.
        #expect(try meter.value("analogueOutput.1") == 16_000)
        #expect(try meter.value("analogueOutput.2") == 0)
        try meter.carryOut(.sensors([.temperature(1): 200]), at: at(5))
        #expect(try meter.value("analogueOutput.2") == 20_000)
        try meter.carryOut(.supply(false), at: at(10))
        meter.advance(to: at(11))
        #expect(try meter.value("analogueOutput.1") == 0)
    }

    @Test("Without supply relays and alarms fall back, and a script's refusals name what is there")
    func supply() throws {
        var meter = try machine(settings: #"{ "relay2Contact": 1 }"#)
        meter.perform(.switchRelays(0b0011), at: at(10))
        try meter.carryOut(.supply(false), at: at(20))
        meter.advance(to: at(30))
        #expect(try meter.value("relays") == 0b0010)
        try meter.carryOut(.supply(true), at: at(40))
        meter.advance(to: at(50))
        #expect(try meter.value("relay.1.on") == 0)
        #expect(throws: ScenarioRefusal.self) {
            try meter.carryOut(.inputs([5: true]), at: at(60))
        }
        var plain = try TestMeter.machine(load: #"{ "phases": { "all": { "activePower": 1 } } }"#)
        let refusal = #expect(throws: ScenarioRefusal.self) {
            try plain.carryOut(.breaker(.open), at: at(60))
        }
        #expect("\(try #require(refusal))".hasSuffix("has no breaker; it is a plain meter"))
    }

    @Test("Masters read inputs and switch relays by coils and registers")
    func modbus() throws {
        let plan = try machine(#""inputs": { "1": 1, "4": 1 }"#)
        var device = MeterDevice(plan)
        var answer: [UInt8] = []
        #expect(device.readBits(.discreteInputs, at: 0, count: 4, into: &answer) == nil)
        #expect(answer == [0b1001])
        device.now = at(0)
        #expect(
            device.writeBits(
                at: 1,
                count: 2,
                bits: [0b11],
                by: .writeMultipleCoils,
                isBroadcast: false
            )
                == nil
        )
        answer = []
        #expect(device.readRegisters(.holding, at: 4, count: 5, into: &answer) == nil)
        #expect(answer == [0, 0b0110, 0, 0, 0, 1, 0, 1, 0, 0])
        let written = device.writeRegisters(
            at: 4,
            words: [0, 0b1001],
            by: .writeSingleRegister,
            isBroadcast: false
        )
        #expect(written == nil)
        answer = []
        #expect(device.readBits(.coils, at: 0, count: 4, into: &answer) == nil)
        #expect(answer == [0b1001])
        let refused = device.writeRegisters(
            at: 4,
            words: [0, 0b1_0000],
            by: .writeSingleRegister,
            isBroadcast: false
        )
        #expect(refused == .illegalDataValue)
    }
}
