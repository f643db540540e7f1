import Documents
import FarmCore
import MeterModels
import Metrology
import Testing

@Suite("Reading farm files")
struct FarmReaderTests {
    private func faults(_ farm: String) throws -> [String] {
        let document = try JSONValue.parse(Array(farm.utf8), file: "f.json")
        let report = FarmReader(file: "f.json", library: TestMeter.library).read(document)
        #expect((report.plan == nil) == !report.faults.isEmpty)
        return report.faults.map(\.description)
    }

    private let meter = """
        { "name": "m", "model": "legrand-004677", "bus": "b", "address": 6,
          "load": "constant-test-load" }
        """

    private func farm(_ meters: String, buses: String = #"[{ "name": "b" }]"#) -> String {
        #"{ "buses": \#(buses), "meters": [\#(meters)] }"#
    }

    @Test("A small farm is read with the model's factory settings")
    func smallFarm() throws {
        let plan = try TestMeter.plan(farm(meter))
        #expect(plan.meters.map(\.address) == [6])
        #expect(plan.meters.first?.serialNumber.utf8.count == 8)
        #expect(plan.start == .now && plan.speed == 1)
    }

    /// A farm without meters whose one bus has these ports.
    private static func ports(_ ports: String) -> String {
        #"{ "buses": [{ "name": "b", "ports": [\#(ports)] }], "meters": [] }"#
    }

    /// What stands in the file, and what the line of the fault must contain.
    private static let bad: [(String, String)] = [
        (
            #"{ "buses": [], "meters": [], "clok": {} }"#,
            #"/clok: unknown key "clok"; did you mean "clock"?"#
        ),
        (#"{ "meters": [] }"#, #"f.json: /: "buses" is missing"#),
        (#"[]"#, "/: is an array; expected a farm"),
        (#"{ "buses": {}, "meters": [] }"#, "/buses: is an object; expected a list of buses"),
        (#"{ "buses": [], "meters": [], "seed": -1 }"#, "/seed: -1 is out of range"),
        (
            #"{ "buses": [], "meters": [], "clock": { "speed": 0 } }"#,
            "/clock/speed: 0 is out of range"
        ),
        (#"{ "buses": [], "meters": [], "clock": { "start": "yesterday" } }"#, "/clock/start: "),
        (
            #"{ "buses": [], "meters": [], "clock": { "timeZone": "Europe/Pariss" } }"#,
            "Europe/Paris"
        ),
        (
            #"{ "buses": [{ "name": "a b" }], "meters": [] }"#,
            "/buses/0/name: \"a b\" cannot be a name"
        ),
        (
            #"{ "buses": [{ "name": "b" }, { "name": "b" }], "meters": [] }"#,
            "/buses/1/name: the name \"b\" is taken"
        ),
        (
            #"{ "buses": [{ "name": "b", "line": { "parity": "evn" } }], "meters": [] }"#,
            "/buses/0/line/parity: \"evn\" is unknown; did you mean \"even\"?"
        ),
        (
            #"{ "buses": [{ "name": "b", "line": { "baudRate": 1 } }], "meters": [] }"#,
            "/buses/0/line/baudRate: 1 is out of range"
        ),
        (
            ports(#"{ "protocol": "modbus-tcp", "pty": "x" }"#),
            "/buses/0/ports/0/pty: modbus-tcp needs \"listen\""
        ),
        (
            ports(#"{ "protocol": "modbus-rtu" }"#),
            "/buses/0/ports/0: needs exactly one of"
        ),
        (
            ports(#"{ "protocol": "modbus-tcp", "listen": "localhost" }"#),
            "HOST:PORT"
        ),
        (
            ports(#"{ "protocol": "modbus-tcp", "listen": "h:70000" }"#),
            "/buses/0/ports/0/listen"
        ),
        (
            ports(
                #"{ "protocol": "modbus-rtu", "pty": "p" }, "#
                    + #"{ "protocol": "modbus-rtu", "pty": "p" }"#
            ),
            "the port at pty p is also used"
        ),
        (
            #"{ "buses": [{ "name": "b", "foreignUnit": "quiet" }], "meters": [] }"#,
            "/buses/0/foreignUnit: \"quiet\" is unknown; allowed: exception, silence"
        ),
    ]

    @Test("A faulty farm is refused with the place and what is allowed", arguments: bad.indices)
    func faultyFarm(index: Int) throws {
        let (text, expected) = Self.bad[index]
        let faults = try faults(text)
        #expect(faults.contains { $0.contains(expected) }, "\(faults)")
    }

    private static let badMeters: [(String, String)] = [
        (
            #""model": "legrand-04677""#,
            "/meters/0/model: no meter model \"legrand-04677\"; did you mean \"legrand-004677\"?"
        ),
        (#""bus": "c""#, "/meters/0/bus: there is no bus \"c\""),
        (#""address": 0"#, "/meters/0/address: 0 is out of range"),
        (#""address": "x""#, "/meters/0/address: is not a whole number"),
        (
            #""load": "houshold""#,
            "/meters/0/load: there is no load profile \"houshold\"; did you mean \"household\"?"
        ),
        (#""load": { "phases": {} }"#, "/meters/0/load"),
        (#""serialNumber": """#, "/meters/0/serialNumber: \"\" is no serial number"),
        (
            #""installation": { "wiring": { "i1": "l4" } }"#,
            "/meters/0/installation/wiring/i1: \"l4\" is no connection"
        ),
        (#""installation": { "wiring": { "i4": "l1" } }"#, "unknown key \"i4\""),
        (
            #""installation": { "currentTransformer": { "primary": 5 } }"#,
            "\"secondary\" is missing"
        ),
        (#""settings": { "tarifSource": 1 }"#, "/meters/0/settings/tarifSource: unknown key"),
        (
            #""indexes": { "energy.active.imprt.total": 1 }"#,
            "did you mean \"energy.active.import.total\"?"
        ),
        (
            #""indexes": { "energy.active.import.total": -1 }"#,
            "/meters/0/indexes/energy.active.import.total: -1 is out of range"
        ),
        (#""inputs": { "tariff": 1 }"#, "has no tariff input"),
        (#""repeat": { "from": 5, "to": 1 }"#, "/meters/0/repeat: \"from\" 5 is above \"to\" 1"),
        (#""colour": 1"#, "/meters/0/colour: unknown key \"colour\""),
    ]

    @Test(
        "A faulty meter is refused with the place and what is allowed",
        arguments: badMeters.indices
    )
    func faultyMeter(index: Int) throws {
        let (change, expected) = Self.badMeters[index]
        let key = change.prefix { $0 != ":" }
        let members = [
            (#""name""#, #""name": "m""#), (#""model""#, #""model": "legrand-004677""#),
            (#""bus""#, #""bus": "b""#), (#""address""#, #""address": 6"#),
            (#""load""#, #""load": "constant-test-load""#),
        ].filter { $0.0 != key }.map(\.1)
        let faults = try faults(farm("{ \((members + [change]).joined(separator: ", ")) }"))
        #expect(faults.contains { $0.contains(expected) }, "\(faults)")
    }

    @Test("Every fault of a farm is reported at once")
    func allFaults() throws {
        let faults = try faults(
            """
            { "buses": [{ "name": "b", "speed": 1 }], "sed": 1,
              "meters": [ { "name": "m", "model": "nonesuch", "bus": "x", "address": 300,
                            "load": "nonesuch" } ] }
            """
        )
        #expect(faults.count >= 5, "\(faults)")
    }

    @Test("A repeat makes meters whose texts and addresses count")
    func repeats() throws {
        let plan = try TestMeter.plan(
            farm(
                """
                { "name": "flat-{n:02}", "repeat": { "from": 1, "to": 3 }, "bus": "b",
                  "model": "legrand-004677", "address": "{n*2+10}", "load": "household" }
                """
            )
        )
        #expect(plan.meters.map(\.name) == ["flat-01", "flat-02", "flat-03"])
        #expect(plan.meters.map(\.address) == [12, 14, 16])
    }

    @Test("Two meters cannot share an address, and names are unique")
    func duplicates() throws {
        let faults = try faults(farm("\(meter), \(meter)"))
        #expect(faults.contains { $0.contains("the name \"m\" is taken") })
        let other = meter.replacing("\"m\"", with: "\"n\"")
        let again = try self.faults(farm("\(meter), \(other)"))
        #expect(again.contains { $0.contains("address 6 on bus \"b\" is taken by \"m\"") })
    }

    @Test("A sum of loads that contains itself is refused")
    func cyclicSums() throws {
        func sum(_ name: String, of other: String, address: Int) -> String {
            """
            { "name": "\(name)", "model": "eastron-sdm630", "bus": "b", "address": \(address),
              "load": { "sumOf": "\(other)" } }
            """
        }
        let faults = try faults(
            farm("\(sum("a", of: "b", address: 1)), \(sum("b", of: "a", address: 2))")
        )
        #expect(faults.contains { $0.contains("is a sum that contains itself") }, "\(faults)")
    }

    @Test("A value is replaced at its place, and a place that does not exist is a fault")
    func overrides() throws {
        let document = try JSONValue.parse(Array(farm(meter).utf8), file: "f.json")
        let place = try #require(JSONPointer("/meters/0/address"))
        let changed = try document.replacing(place, with: .integer(9), file: "f.json")
        let report = FarmReader(file: "f.json", library: TestMeter.library).read(changed)
        #expect(report.plan?.meters.first?.address == 9)
        let nowhere = try #require(JSONPointer("/meters/7/address"))
        #expect(throws: Fault.self) {
            try document.replacing(nowhere, with: .integer(9), file: "f.json")
        }
    }
}

extension String {
    fileprivate func replacing(_ part: String, with other: String) -> String {
        split(separator: part, omittingEmptySubsequences: false).joined(separator: other)
    }
}

@Suite("What is legal but surely meant otherwise")
struct FarmAdviceTests {
    private func warnings(_ meter: String) throws -> [String] {
        let farm = """
            { "clock": { "timeZone": "Europe/Berlin" }, "buses": [ { "name": "b" } ],
              "meters": [ { "name": "m", "bus": "b", "address": 1, \(meter) } ] }
            """
        let document = try JSONValue.parse(Array(farm.utf8), file: "f.json")
        let report = FarmReader(file: "f.json", library: TestMeter.library).read(document)
        #expect(report.faults.isEmpty)
        return report.warnings.map(\.description)
    }

    private func load(_ watts: Int) -> String {
        "\"load\": { \"phases\": { \"l1\": { \"activePower\": \(watts) } } }"
    }

    @Test("A ratio programmed other than installed is warned of, with what it does")
    func ratio() throws {
        let found = try warnings(
            """
            "model": "socomec-countis-e44", \(load(1000)),
            "installation": { "currentTransformer": { "primary": 100, "secondary": 5 } },
            "settings": { "currentTransformerPrimary": 200 }
            """
        )
        #expect(found.count == 1)
        #expect(found.first?.contains("/meters/0/installation/currentTransformer: ") == true)
        #expect(found.first?.contains("100/5") == true && found.first?.contains("200/5") == true)
        #expect(found.first?.contains("2 times what flows") == true)
    }

    @Test("A load above the greatest current is warned of, with the instant")
    func overload() throws {
        let found = try warnings("\"model\": \"eastron-sdm120\", \(load(11_500))")
        #expect(found.contains { $0.contains("brings 50 A to the inputs of SDM120") })
        #expect(try warnings("\"model\": \"eastron-sdm120\", \(load(10_000))").isEmpty)
    }

    @Test("A pulse weight that the output cannot follow is warned of")
    func overrun() throws {
        // 1 Wh and 100 ms on, 30 ms off: 27.69 kW.
        func meter(_ watts: Int) -> String {
            "\"model\": \"eastron-sdm630\", \"load\": { \"phases\": { \"all\": "
                + "{ \"activePower\": \(watts) } } }"
        }
        let design = try ModelLibrary(TestMeter.library).model("eastron-sdm630").design
        let output = try #require(design.output(1)?.output(ratios: ConfiguredRatios()))
        let most = output.timing.maximumPower(output.weight)
        #expect(try warnings(meter(Int(most / 3) - 1)).isEmpty)
        let found = try warnings(meter(Int(most / 3) + 1))
        #expect(found.contains { $0.contains("more than pulse output 1 of SDM630") })
    }

    @Test("A misspelt key of a transformer's errors finds its right spelling")
    func spelling() throws {
        let farm = """
            { "buses": [ { "name": "b" } ],
              "meters": [ { "name": "m", "bus": "b", "address": 1, "model": "eastron-sdm120",
                \(load(100)), "installation": { "currentTransformer": { "primary": 100,
                "secondary": 5, "clas": "0.5" } }, "clock": { "drif": 3 } } ] }
            """
        let document = try JSONValue.parse(Array(farm.utf8), file: "f.json")
        let report = FarmReader(file: "f.json", library: TestMeter.library).read(document)
        let told = report.faults.map(\.description)
        #expect(told.contains { $0.contains("\"clas\"; did you mean \"class\"?") })
        #expect(told.contains { $0.contains("\"drif\"; did you mean \"drift\"?") })
    }

    @Test("A repeated entry is warned of once")
    func once() throws {
        let farm = """
            { "buses": [ { "name": "b" } ],
              "meters": [ { "name": "m{n}", "repeat": { "from": 1, "to": 20 }, "bus": "b",
                            "address": "{n}", "model": "eastron-sdm120", \(load(11_500)) } ] }
            """
        let document = try JSONValue.parse(Array(farm.utf8), file: "f.json")
        let report = FarmReader(file: "f.json", library: TestMeter.library).read(document)
        #expect(report.faults.isEmpty && report.plan?.meters.count == 20)
        #expect(report.warnings.filter { $0.message.contains("50 A") }.count == 1)
    }
}
