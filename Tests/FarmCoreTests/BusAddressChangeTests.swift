import FarmCore
import SimulatedTime
import TestSupport
import Testing

/// An SDM630 takes over a written address when it starts anew, and not before.
@Suite("An address that waits for the meter's restart")
struct BusAddressChangeTests {
    private static let minute = 60 * HostStage.second

    /// What makes the meter start anew between the first minute and the second.
    enum Outage: String, CaseIterable {
        /// The mains are gone, as the load says.
        case load
        /// A step of a scenario opens every phase.
        case lostPhases
        /// A step of a scenario switches its supply off.
        case supply

        var load: String {
            guard case .load = self else { return #""constant-test-load""# }
            return """
                { "phases": { "all": { "activePower": 1200 } }, "voltage": {
                  "points": [["00:00", 230], ["00:01", 0], ["00:02", 230]], "every": "day" } }
                """
        }

        var scenarios: String {
            let (off, on) =
                switch self {
                case .load: ("", "")
                case .lostPhases:
                    (#"{ "wiring": { "lostPhases": ["l1", "l2", "l3"] } }"#, #"{ "wiring": {} }"#)
                case .supply: (#"{ "supply": "off" }"#, #"{ "supply": "on" }"#)
                }
            guard !off.isEmpty else { return "[]" }
            return """
                [ { "steps": [ { "at": "+60s", "meter": "m", "do": \(off) },
                               { "at": "+120s", "meter": "m", "do": \(on) } ] } ]
                """
        }
    }

    /// An SDM630 at 7 that has been told its new address, and a neighbour at 5.
    private static func bench(_ outage: Outage, new address: Float = 8) throws -> BusBench {
        let bench = try BusBench(
            [
                BusBench.meter("m", 7, model: "eastron-sdm630", load: outage.load),
                BusBench.meter("neighbour", 5, model: "eastron-sdm630"),
            ],
            scenarios: outage.scenarios
        )
        let request = [7] + EastronMeter.write(0x14, address)
        let answer = bench.ask(bench.rtu(), Bytes.withCRC(request))
        #expect(answer == Bytes.withCRC(Array(request.prefix(6))))
        return bench
    }

    /// Who answers on RTU and on Modbus TCP, in the order in which they are asked.
    private static func answering(_ bench: BusBench, _ units: [UInt8]) -> [Bool] {
        let (serial, network) = (bench.rtu(), bench.tcp())
        return units.map { unit in
            let read = EastronMeter.readVoltage
            let frame = bench.ask(serial, Bytes.withCRC([unit] + read), for: 0)
            let onSerial = frame.count == 9 && frame[0] == unit
            let answer = bench.ask(network, Bytes.tcp(1, unit, read), for: 0)
            let isRefused = answer == Bytes.tcp(1, unit, [0x84, 0x0B])
            #expect(onSerial != isRefused, "unit \(unit)")
            return onSerial
        }
    }

    @Test(
        "It answers at the new address after the restart, whoever is asked first",
        arguments: Outage.allCases,
        [[8, 7, 5], [7, 8, 5], [5, 8, 7], [5, 7, 8]] as [[UInt8]]
    )
    func restart(_ outage: Outage, _ order: [UInt8]) throws {
        let bench = try Self.bench(outage)
        bench.stage.run(until: Self.minute - 1)
        #expect(Self.answering(bench, order) == order.map { $0 != 8 })
        // Two seconds after its supply has come back it answers again.
        bench.stage.run(until: 2 * Self.minute + 3 * HostStage.second)
        #expect(Self.answering(bench, order) == order.map { $0 != 7 })
        #expect(Self.answering(bench, order) == order.map { $0 != 7 })
    }

    @Test("Until then it answers at the old one, however often its neighbour is asked")
    func waiting() throws {
        let bench = try Self.bench(.supply)
        for _ in 0..<50 { #expect(Self.answering(bench, [5]) == [true]) }
        #expect(Self.answering(bench, [7, 8]) == [true, false])
    }

    @Test("One that starts anew at its neighbour's address makes a pair of them")
    func twins() throws {
        let bench = try Self.bench(.load, new: 5)
        #expect(bench.bus.wire == nil)
        bench.stage.run(until: 2 * Self.minute + 3 * HostStage.second)
        // Nobody has asked the meter itself.
        _ = bench.ask(bench.rtu(), Bytes.withCRC([9] + EastronMeter.readVoltage))
        #expect(bench.bus.wire != nil)
        _ = bench.ask(bench.rtu(), Bytes.withCRC([5] + EastronMeter.write(12, 200)))
        let instant = bench.bus.time.now(at: bench.stage.now)
        for name in ["m", "neighbour"] {
            let station = bench.bus.withMeter(named: name, on: instant) { $0.station }
            #expect(station?.address == 5, "\(name)")
        }
    }
}
