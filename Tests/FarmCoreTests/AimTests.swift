import Documents
import FarmCore
import TestSupport
import Testing

@Suite("What faults, scenarios and ports mean in a farm")
struct AimTests {
    private func read(_ members: String) throws -> FarmReader.Report {
        let text = """
            {
              "clock": { "start": "2026-01-05T00:00:00+01:00" },
              "buses": [
                { "name": "west", "ports": [
                  { "protocol": "modbus-tcp", "eachMeter": 1502, "connectionLimit": 4 } ] },
                { "name": "east", "ports": [
                  { "name": "gate", "protocol": "modbus-tcp", "listen": "127.0.0.1:0",
                    "gateway": { "devices": 1 } } ] }
              ],
              "meters": [
                { "name": "flat-{n}", "repeat": { "from": 1, "to": 2 }, "bus": "west",
                  "model": "meterfarm-reference", "address": "{n}", "ip": "127.0.0.{n+1}",
                  "load": "constant-test-load" },
                { "name": "shop-{n}", "repeat": { "from": 1, "to": 2 }, "bus": "east",
                  "model": "meterfarm-reference", "address": "{n}",
                  "load": "constant-test-load" }
              ]
              \(members)
            }
            """
        let document = try JSONValue.parse(Array(text.utf8), file: "farm.json")
        return FarmReader(file: "farm.json", library: TestMeter.library).read(document)
    }

    /// The warnings of ports.
    private static func advice(_ report: FarmReader.Report) -> [String] {
        report.warnings.map(\.description).filter {
            $0.contains("gateway") || $0.contains("\"ip\"")
        }
    }

    @Test(
        "A fault or a step that means nobody is told, with the nearest right name",
        arguments: [
            (
                #""faults": [ { "name": "f", "target": { "bus": "wst" }, "effect": "noReply" } ]"#,
                #"/faults/0/target/bus: no bus is named "wst"; did you mean "west"?"#
            ),
            (
                #""faults": [ { "name": "f", "target": { "meter": "flt-1" }, "effect": "late" } ]"#,
                #"/faults/0/target/meter: no meter is named "flt-1"; did you mean "flat-1"?"#
            ),
            (
                """
                "faults": [ { "name": "f", "target": { "bus": "east", "meter": "flat-1" },
                              "effect": "noReply" } ]
                """,
                #"/faults/0/target/meter: no meter on bus "east" is named "flat-1""#
            ),
            (
                """
                "scenarios": [ { "steps": [ { "at": "+1s", "bus": "nord",
                                              "do": { "line": { "echo": true } } } ] } ]
                """,
                #"/scenarios/0: scenario: /steps/0: no bus is named "nord""#
            ),
            (
                """
                "faults": [ { "name": "lossy", "effect": "noReply" } ],
                "scenarios": [ { "steps": [ { "at": "+1s", "do": { "clearFault": "losy" } } ] } ]
                """,
                #"/scenarios/0: scenario: /steps/0: no fault is named "losy"; did you mean "lossy""#
            ),
            (
                """
                "scenarios": [ { "steps": [ { "at": "+1s", "do": { "fault": {
                    "name": "f", "target": { "meter": "shop-3" }, "effect": "noReply" } } } ] } ]
                """,
                #"/scenarios/0: scenario: /steps/0: no meter is named "shop-3"; did you mean "#
            ),
        ]
    )
    func aims(members: String, complaint: String) throws {
        let report = try read("," + members)
        #expect(report.faults.count == 1, "\(report.faults)")
        #expect(report.faults.first?.description.contains(complaint) == true, "\(report.faults)")
    }

    @Test("Aims that hit are no fault; a gateway for fewer devices is a warning")
    func hits() throws {
        let report = try read(
            """
            , "faults": [
              { "name": "f", "target": { "bus": "w*", "meter": "flat-*" }, "effect": "noReply" },
              { "name": "g", "effect": "late" } ],
            "scenarios": [ { "steps": [
              { "at": "+1s", "bus": "*", "do": { "clearFault": "f" } },
              { "at": "+1s", "meter": "shop-?", "do": { "fault": {
                  "name": "h", "effect": "merge" } } } ] } ]
            """
        )
        #expect(report.faults.isEmpty, "\(report.faults)")
        let warnings = Self.advice(report)
        #expect(warnings.count == 1, "\(warnings)")
        #expect(warnings.first?.contains("is made for 1 devices; the bus has 2 meters") == true)
    }

    @Test("Two meters cannot have one address, and addresses need a port")
    func addresses() throws {
        func farm(_ ports: String, _ ips: (String, String)) throws -> FarmReader.Report {
            func meter(_ number: Int, _ ip: String) -> String {
                """
                { "name": "m\(number)", "bus": "b", "model": "meterfarm-reference",
                  "address": \(number), "load": "constant-test-load" \(ip) }
                """
            }
            let text = """
                { "clock": { "start": "2026-01-05T00:00:00+01:00" },
                  "buses": [ { "name": "b", "ports": \(ports) } ],
                  "meters": [ \(meter(1, ips.0)), \(meter(2, ips.1)) ] }
                """
            let document = try JSONValue.parse(Array(text.utf8), file: "farm.json")
            return FarmReader(file: "farm.json", library: TestMeter.library).read(document)
        }
        let each = #"[ { "protocol": "modbus-tcp", "eachMeter": 1502 } ]"#
        let free = #"[ { "protocol": "modbus-tcp", "eachMeter": 0 } ]"#
        let (one, two) = (#", "ip": "127.0.0.9""#, #", "ip": "127.0.0.10""#)
        let clash = try farm(each, (one, one)).faults.map(\.description)
        #expect(clash.count == 1 && clash.first?.contains("127.0.0.9:1502 is wanted by") == true)
        #expect(try farm(each, (one, two)).faults.isEmpty)
        #expect(try farm(free, (one, one)).faults.isEmpty)
        #expect(Self.advice(try farm(each, (one, ""))).isEmpty)
        #expect(Self.advice(try farm(each, ("", ""))).count == 1)
        #expect(Self.advice(try farm("[]", ("", two))).count == 1)
    }
}
