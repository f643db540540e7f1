import Documents
import FarmCore
import MBusProtocol
import TestSupport
import Testing

@Suite("Faults of what records of the M-Bus show, and of what they are aimed at")
struct MBusFaultTests {
    private let ack: [UInt8] = [0xE5]

    private func bench(_ effect: String, _ more: String = "") throws -> MBusBench {
        let fault = "{ \"name\": \"f\", \"effect\": \(effect) \(more.isEmpty ? "" : ", " + more) }"
        return try MBusBench([(7, "12345678")], faults: "[ \(fault) ]")
    }

    private func number(_ vib: [UInt8], _ telegram: Telegram?) -> Double? {
        telegram?.records.first { $0.value.bytes == vib }?.number
    }

    @Test(
        "A voltage of 230 V in tenths of a volt shows what the fault says",
        arguments: [
            (#""zero""#, 0), (#""maximum""#, 3276.7), (#""notAvailable""#, 0),
            (#""nan""#, 230), (#""stepBack""#, 229.9), (#"{ "stuck": 231.5 }"#, 231.5),
            (#"{ "scale": 10 }"#, 2300), (#"{ "scale": -1000 }"#, -3276.8),
            // 08FCh is FC08h the other way round.
            (#""wordsSwapped""#, -101.6),
        ] as [(String, Double)]
    )
    func values(value: String, shown: Double) throws {
        let bench = try bench(
            "{ \"value\": \(value) }",
            #""target": { "quantities": ["voltage.*"] }"#
        )
        let telegram = try #require(bench.read(7))
        let voltage = try #require(number([0xFD, 0x48], telegram))
        #expect(abs(voltage - shown) < 1e-9)
        // What is not meant stays as it is.
        #expect(number([0x2B], telegram) == 2300)
        #expect(telegram.header.address.identification.digits == "12345678")
    }

    @Test("Without a list everything that is measured changes, and no serial number")
    func everything() throws {
        let telegram = try #require(try bench(#"{ "value": "zero" }"#).read(7))
        #expect(number([0xFD, 0x48], telegram) == 0 && number([0x2B], telegram) == 0)
        #expect(number([0x78], telegram) == 12_345_678)
        #expect(number([0xFD, 0x0E], telegram) == 1)
    }

    @Test("Frozen energies stay where they were, also in a selective readout, and go on behind it")
    func frozen() throws {
        let bench = try bench(
            #"{ "value": "frozen" }"#,
            #""target": { "quantities": ["energy.*"] }, "trigger": { "for": "2h" }"#
        )
        let energy: [UInt8] = [0x04]
        bench.bench.stage.run(for: 600 * HostStage.second)
        let first = try #require(number(energy, bench.read(7)))
        #expect(first > 0)
        bench.bench.stage.run(for: 600 * HostStage.second)
        #expect(number(energy, bench.read(7, frameCountBit: false)) == first)
        // Selected together with the record that stands behind it.
        _ = bench.send(7, ci: 0x51, [0x08, 0x04, 0x08, 0x2B])
        let selected = bench.read(7, frameCountBit: false)
        #expect(selected?.records.count == 2 && number(energy, selected) == first)
        #expect(number([0x2B], selected) == 2300)
        bench.bench.stage.run(for: 7200 * HostStage.second)
        #expect(try #require(number(energy, bench.read(7))) > first + 4.9)
    }

    @Test("A torn value has the old high bytes and the new low ones")
    func torn() throws {
        let bench = try bench(
            #"{ "value": "torn" }"#,
            #""target": { "quantities": ["energy.active.import.*"] }"#
        )
        let energy: [UInt8] = [0x04]
        let first = try #require(number(energy, bench.read(7)))
        #expect(first == 0)
        // 2.3 kW make 100 kWh, which is 10000 steps and so the third byte, in 43.5 h.
        bench.bench.stage.run(for: 44 * 3600 * HostStage.second)
        let torn = try #require(number(energy, bench.read(7, frameCountBit: false)))
        let right = try #require(number(energy, bench.read(7)))
        #expect(right > 101_000 && torn < 1500)
        #expect(abs(right - torn - 100_000) < 50)
    }

    @Test("A repeated request gets the wrong value again, and is not counted")
    func repeated() throws {
        let bench = try bench(#"{ "value": "zero" }"#, #""trigger": { "count": 1 }"#)
        let request = LinkFrame.short(.reqUD2(frameCountBit: true), address: 7)
        let first = bench.ask(request)
        #expect(bench.ask(request) == first)
        #expect(number([0x2B], bench.read(7, frameCountBit: false)) == 2300)
        #expect(bench.bench.bus.faults.states.map(\.tally.fired) == [1])
    }

    @Test("What asks for no records is no request that a fault of values concerns")
    func counting() throws {
        let bench = try bench(
            #"{ "value": "zero" }"#,
            #""target": { "quantities": ["power.*"] }, "trigger": { "count": 1 }"#
        )
        #expect(bench.normalize(7) == ack)
        // A readout of the voltage alone carries no power.
        _ = bench.send(7, ci: 0x51, [0x08, 0xFD, 0x48])
        #expect(number([0xFD, 0x48], bench.read(7)) == 230)
        #expect(bench.bench.bus.faults.states.map(\.tally.matched) == [0])
        #expect(number([0x2B], bench.read(7, frameCountBit: false)) == 0)
    }

    @Test(
        "A function of the link layer is a target by its name",
        arguments: [
            ("SND_NKE", [true, false, false]), ("REQ_UD2", [false, true, false]),
            ("SND_UD", [false, false, true]), ("REQ_UD1", [false, false, false]),
        ]
    )
    func functions(name: String, isSilent: [Bool]) throws {
        let bench = try bench(#""noReply""#, "\"target\": { \"functions\": [\"\(name)\", 3] }")
        let answers = [
            bench.normalize(7), bench.ask(.short(.reqUD2(frameCountBit: true), address: 7)),
            bench.send(7, ci: 0x54, []),
        ]
        #expect(answers.map(\.isEmpty) == isSilent)
    }

    @Test("A quantity is a target of other effects, too")
    func quantities() throws {
        let bench = try bench(#""noReply""#, #""target": { "quantities": ["frequency"] }"#)
        #expect(bench.normalize(7) == ack && bench.read(7) == nil)
        _ = bench.send(7, ci: 0x51, [0x08, 0xFD, 0x48])
        #expect(bench.read(7, frameCountBit: false) != nil)
    }

    @Test("A meter that refuses reports an error and carries nothing out")
    func refusal() throws {
        let bench = try bench(#"{ "exception": 8 }"#, #""trigger": { "count": 2 }"#)
        #expect(bench.send(7, ci: 0x51, [0x01, 0x7A, 9]) == ack)
        let report = bench.ask(.short(.reqUD2(frameCountBit: true), address: 7))
        #expect(report == LinkFrame.long(.rspUD, address: 7, ci: 0x70, data: [8]).encoded)
        #expect(bench.normalize(9) == [] && bench.normalize(7) == ack)
    }

    @Test(
        "What a bus of this kind cannot have is told",
        arguments: [
            (
                "m-bus", #""effect": { "transactionId": 1 }"#,
                "/faults/0/effect: a frame on an M-Bus has no identifiers"
            ),
            (
                "m-bus", #""effect": "late", "target": { "addresses": [1] }"#,
                "/faults/0/target/addresses: an M-Bus has no registers"
            ),
            (
                "m-bus", #""effect": "late", "target": { "functions": [3] }"#,
                "/faults/0/target/functions: an M-Bus has no function codes; REQ_UD1, REQ_UD2, SND"
            ),
            (
                "modbus-tcp", #""effect": "stuckFrameCount""#,
                "/faults/0/effect: only meters on an M-Bus count frames"
            ),
            (
                "modbus-tcp", #""effect": "late", "target": { "functions": ["SND_UD"] }"#,
                "/faults/0/target/functions: Modbus has function codes"
            ),
            (
                "m-bus", #""effect": "late", "target": { "functions": ["REQ_UD3"] }"#,
                "\"REQ_UD3\" is no function of the M-Bus; did you mean"
            ),
        ]
    )
    func misfits(port: String, fault: String, complaint: String) throws {
        let report = try Self.report(port, "\"faults\": [ { \"name\": \"f\", \(fault) } ]")
        #expect(report.faults.contains { $0.description.contains(complaint) })
        #expect(report.faults.count == 1)
    }

    @Test("A step of a scenario for the one kind of bus is told of the other, not of both")
    func steps() throws {
        let step = """
            "scenarios": [ { "steps": [
              { "at": "+1s", "bus": "*", "do": { "line": { "reversed": true } } },
              { "at": "+2s", "meter": "m", "do": { "fault": {
                  "name": "s", "effect": { "protocolId": 1 } } } } ] } ]
            """
        let faults = try Self.report("m-bus", step).faults.map(\.description)
        #expect(faults.count == 2)
        #expect(
            faults.contains { $0.contains("/steps/0: line/reversed: has no meaning on an M-Bus") }
        )
        #expect(faults.contains { $0.contains("/steps/1: effect: a frame on an M-Bus has no") })
        #expect(try Self.report("modbus-tcp", step).faults.isEmpty)
        let other = #", { "name": "c", "ports": [] }"#
        #expect(try Self.report("m-bus", step, other).faults.count == 1)
    }

    private static func report(
        _ port: String,
        _ more: String,
        _ bus: String = ""
    ) throws -> FarmReader.Report {
        let model = port == "m-bus" ? "m1pro-40" : "meterfarm-reference"
        return try TestMeter.report(
            """
            { "buses": [ { "name": "b", "ports": [ { "protocol": "\(port)",
                                                     "listen": "127.0.0.1:0" } ] } \(bus) ],
              "meters": [ { "name": "m", "model": "\(model)", "bus": "b", "address": 5,
                            "load": "constant-test-load" } ], \(more) }
            """
        )
    }
}
