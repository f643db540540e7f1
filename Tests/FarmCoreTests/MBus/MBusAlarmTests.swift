import FarmCore
import MBusProtocol
import SimulatedTime
import TestSupport
import Testing

@Suite("Alarms over the M-Bus, and resets by subcode")
struct MBusAlarmTests {
    private let ack: [UInt8] = [0xE5]

    /// The ALE3, which is given two alarms of its power, told as bits 1 and 0.
    private func alarmed(_ alarms: String = "[2, 1]") throws -> MBusBench {
        try MBusBench(
            "saia-burgess-ale3-mbus",
            mBus: "\"alarms\": \(alarms)",
            more: """
                , "alarms": { "count": 2, "of": ["power.active.total", "voltage.l1"] },
                "settings": {
                  "alarm1Source": { "default": 0, "choices": [-1, 0, 1] },
                  "alarm1High": { "default": 2000, "range": [0, 100000] },
                  "alarm2Source": { "default": 1, "choices": [-1, 0, 1] },
                  "alarm2High": { "default": 300, "range": [0, 1000] } }
                """,
            scenario: """
                , "scenarios": [ { "steps": [
                  { "at": "+60s", "meter": "m1", "do": {
                      "load": { "phases": { "all": { "activePower": 100 } } } } } ] } ]
                """
        )
    }

    @Test("A meter without alarms over the bus answers REQ_UD1 with E5, and demands no access")
    func none() throws {
        let bench = try MBusBench([(7, "12345678")])
        #expect(bench.ask(.short(.reqUD1(frameCountBit: true), address: 7)) == ack)
        let readout = bench.ask(.short(.reqUD2(frameCountBit: true), address: 7))
        #expect(readout.count > 4 && readout[4] == 0x08)
    }

    @Test("A raised alarm is class 1 data: its bit, and the access demand of every telegram")
    func raised() throws {
        let bench = try alarmed()
        let request = LinkFrame.short(.reqUD1(frameCountBit: true), address: 7)
        // The test load is above 2 kW: the first alarm is bit 1.
        let alarm = LinkFrame.long(.rspUD(accessDemand: true), address: 7, ci: 0x71, data: [0b10])
        bench.bench.stage.run(for: 2 * HostStage.second)
        #expect(bench.ask(request) == alarm.encoded && bench.ask(request) == alarm.encoded)
        let readout = bench.ask(.short(.reqUD2(frameCountBit: true), address: 7))
        #expect(readout[4] == 0x28)
        var decoder = LinkDecoder()
        decoder.receive(readout)
        let telegram = try #require(decoder.next().flatMap { try? Telegram($0) })
        #expect(telegram.header.status.hasTemporaryError)
        bench.bench.stage.run(for: 90 * HostStage.second)
        #expect(bench.ask(request) == ack)
        #expect(bench.ask(.short(.reqUD2(frameCountBit: false), address: 7))[4] == 0x08)
    }

    @Test("An application reset with its subcode sets the partial counter of that tariff to zero")
    func resets() throws {
        let bench = try MBusBench("saia-burgess-ale3-mbus", mBus: "")
        func partials() throws -> [Double] {
            _ = bench.normalize(7)
            let records = try #require(bench.read(7)).records
            return records.filter { $0.information.storage == 2 }.compactMap(\.number)
        }
        bench.bench.stage.run(for: 3600 * HostStage.second)
        #expect(try partials()[0] > 2000)
        // The other tariff, no subcode and an unknown one leave it alone.
        for data in [[2], [], [9]] as [[UInt8]] {
            #expect(bench.send(7, ci: 0x50, data, bit: data.isEmpty) == ack)
        }
        #expect(try partials()[0] > 2000)
        #expect(bench.send(7, ci: 0x50, [1]) == ack)
        #expect(try partials()[0] < 20)
        let total = try #require(bench.read(7, frameCountBit: false)).records[0].number
        #expect(try #require(total) > 2000)
    }
}
