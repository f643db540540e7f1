import Documents
import FarmCore
import MBusProtocol
import MeterModels
import TestSupport
import Testing

@Suite("What the meters of an M-Bus draw, and a bus that carries nothing")
struct MBusCurrentTests {
    private let ack: [UInt8] = [0xE5]

    private func report(
        _ meters: Int,
        line: String = "{}",
        port: String = "m-bus"
    ) throws -> FarmReader.Report {
        try TestMeter.report(
            """
            { "buses": [ { "name": "b", "line": \(line), "allowDuplicateAddresses": true,
                           "ports": [ { "protocol": "\(port)", "listen": "127.0.0.1:0" } ] } ],
              "meters": [ { "name": "m-{n}", "repeat": { "from": 1, "to": \(meters) },
                            "model": "m1pro-40", "bus": "b", "address": 0,
                            "serialNumber": "{n}", "load": "constant-test-load" } ] }
            """
        )
    }

    private func bench(_ meters: Int, line: String, scenario: String = "") throws -> MBusBench {
        let text = (1...meters).map { MBusBench.meter("m\($0)", $0, "1234\(1000 + $0)") }
        let plan = try TestMeter.plan(
            """
            { "buses": [ { "name": "b", "line": \(line),
                           "ports": [ { "protocol": "m-bus", "listen": "127.0.0.1:0" } ] } ],
              "meters": [ \(text.joined(separator: ", ")) ] \(scenario) }
            """
        )
        let bus = Bus(
            try #require(plan.buses.first),
            meters: plan.meters,
            time: BusBench.time,
            start: TestMeter.start
        )
        return MBusBench(bus)
    }

    @Test("A farm says what its meters draw, and warns of more than the converter is made for")
    func advice() throws {
        let few = try report(3)
        #expect(few.warnings.isEmpty)
        let remark = try #require(few.remarks.first { $0.description.contains("mA") })
        #expect(remark.message.contains("draw 4.5 mA, 3 of the 250 unit loads"))
        let current = try #require(few.plan.flatMap { $0.buses.first?.current(of: $0.meters) })
        #expect(current == BusCurrent(meters: 3, unitLoads: 3, limit: 250))
        #expect(current.milliamperes == 4.5 && !current.isOverLimit)
        let many = try report(251).warnings.map(\.message)
        #expect(many.contains { $0.contains("draw 376.5 mA, 251 unit loads; its level") })
        #expect(!many.contains { $0.contains("switches off") })
        let small = try report(9, line: #"{ "drivers": 6 }"#).warnings.map(\.message)
        #expect(small.contains { $0.contains("is made for 6 and switches off") })
    }

    @Test("A line of RS485 draws nothing")
    func serial() throws {
        var bus = BusPlan(name: "b", line: LinePlan(), foreignUnit: .silence, ports: [])
        #expect(bus.current(of: []) == nil)
        bus.name = "c"
        #expect(bus.current(of: []) == nil)
    }

    @Test("A converter bears a third more than it is made for, and then switches off")
    func overload() throws {
        let good = try bench(4, line: #"{ "drivers": 3 }"#)
        #expect(good.normalize(2) == ack && good.bench.bus.current?.isOverLimit == true)
        let dead = try bench(5, line: #"{ "drivers": 3 }"#)
        #expect(dead.bench.bus.current?.switchesOff == true)
        for address in [1, 5, 254] as [UInt8] { #expect(dead.normalize(address) == []) }
    }

    @Test("A bus that is switched off works again when a meter is taken off it")
    func relief() throws {
        let bench = try bench(
            5,
            line: #"{ "drivers": 3 }"#,
            scenario: """
                , "scenarios": [ { "steps": [
                    { "at": "+10s", "meter": "m5", "do": { "connection": "open" } } ] } ]
                """
        )
        #expect(bench.normalize(1) == [])
        bench.bench.stage.run(for: 12 * HostStage.second)
        #expect(bench.normalize(1) == ack && bench.normalize(5) == [])
        #expect(bench.bench.bus.current?.unitLoads == 4)
    }

    @Test(
        "A short circuit lets nobody hear anybody, on time or without",
        arguments: [
            "{}", #"{ "timing": "realistic" }"#,
        ]
    )
    func short(line: String) throws {
        let bench = try bench(
            2,
            line: line,
            scenario: """
                , "scenarios": [ { "steps": [
                    { "at": "+10s", "bus": "b", "do": { "line": { "short": true } } },
                    { "at": "+20s", "bus": "b", "do": { "line": { "short": false } } } ] } ]
                """
        )
        #expect(bench.normalize(1) == ack)
        bench.bench.stage.run(for: 11 * HostStage.second)
        // Nothing is heard, so nothing is carried out either.
        #expect(bench.send(1, ci: 0x51, [0x01, 0x7A, 9]) == [])
        bench.bench.stage.run(for: 10 * HostStage.second)
        #expect(bench.normalize(9) == [] && bench.normalize(1) == ack)
    }

    @Test("What an RS485 line alone has is refused on an M-Bus, and short is known on both")
    func keys() throws {
        for key in [#""terminators": 1"#, #""reversed": true"#, #""unitLoad": 1"#] {
            let faults = try report(1, line: "{ \(key) }").faults.map(\.description)
            #expect(faults.contains { $0.contains("has no meaning on an M-Bus") }, "\(key)")
        }
        #expect(try report(1, line: #"{ "short": true }"#).faults.isEmpty)
        var line = LinePlan()
        line.conditions.isShorted = true
        #expect(line.conditions != .good)
    }
}
