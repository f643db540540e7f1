import Documents
import MeterModels
import SimulatedTime
import Testing

@testable import FarmCore

@Suite("Reading the line of a bus")
struct LinePlanReaderTests {
    private func node(_ text: String, _ log: FaultLog) throws -> Node {
        Node(try JSONValue.parse(Array(text.utf8), file: "f.json"), log: log)
    }

    private func line(_ text: String) throws -> LinePlan {
        let log = FaultLog(file: "f.json")
        let line = LinePlanReader.read(try node(text, log))
        #expect(log.faults.map(\.description) == [])
        return line
    }

    private func faults(_ text: String) throws -> [String] {
        let log = FaultLog(file: "f.json")
        _ = LinePlanReader.read(try node(text, log))
        return log.faults.map(\.description)
    }

    @Test("Nothing said is 19200 8E1, at once, lenient, and nothing wrong")
    func usual() throws {
        #expect(LinePlanReader.read(nil) == LinePlan())
        #expect(try line("{}") == LinePlan())
        #expect(LinePlan().timing == .instant && LinePlan().check == .lenient)
        #expect(LinePlan().conditions == .good)
    }

    @Test("Every key is read")
    func everything() throws {
        let plan = try line(
            """
            { "description": "a bad day", "baudRate": 9600, "parity": "none", "stopBits": 2,
              "timing": "realistic", "check": "strict", "length": 850.5, "terminators": 1,
              "unitLoad": 0.25, "drivers": 64, "bitErrorRate": 1e-5,
              "noise": { "every": "2s", "length": 12 }, "echo": true, "reversed": true,
              "bias": false, "foreignTraffic": [
                { "every": "500ms", "unit": 9 },
                { "every": 2, "unit": 10, "request": "04 00 10 00 02", "answered": false },
                { "every": "1m", "unit": 11, "request": "110a", "answer": "11 02 01 FF" } ] }
            """
        )
        var expected = LinePlan()
        (expected.baudRate, expected.parity, expected.stopBits) = (9600, .none, 2)
        (expected.timing, expected.check) = (.realistic, .strict)
        (expected.conditions.length, expected.conditions.terminators) = (850.5, 1)
        (expected.conditions.unitLoad, expected.conditions.drivers) = (0.25, 64)
        expected.conditions.bitErrorRate = 1e-5
        expected.conditions.noise = LineConditions.Noise(every: .seconds(2), length: 12)
        (expected.conditions.echo, expected.conditions.isReversed) = (true, true)
        expected.conditions.isBiased = false
        expected.conditions.foreignTraffic = [
            LineConditions.ForeignTraffic(
                every: .milliseconds(500),
                unit: 9,
                request: [3, 0, 0, 0, 2],
                answer: [3, 4, 0, 0, 0, 1]
            ),
            LineConditions.ForeignTraffic(
                every: .seconds(2),
                unit: 10,
                request: [4, 0, 16, 0, 2],
                answer: nil
            ),
            LineConditions.ForeignTraffic(
                every: .seconds(60),
                unit: 11,
                request: [0x11, 0x0A],
                answer: [0x11, 2, 1, 0xFF]
            ),
        ]
        #expect(plan == expected)
    }

    @Test(
        "The usual requests of another master are answered as a device does",
        arguments: [
            ("01 00 00 00 0A", [1, 2, 0, 0]),
            ("0300000001", [3, 2, 0, 0]),
            ("06 00 01 12 34", [6, 0, 1, 0x12, 0x34]),
            ("10 00 01 00 01 02 00 05", [16, 0, 1, 0, 1]),
        ] as [(String, [UInt8])]
    )
    func usualAnswers(request: String, answer: [UInt8]) throws {
        let plan = try line(
            #"{ "foreignTraffic": [ { "every": "1s", "unit": 9, "request": "\#(request)" } ] }"#
        )
        #expect(plan.conditions.foreignTraffic.first?.answer == answer)
    }

    /// What stands in the line, and what its fault must contain.
    private static let bad: [(String, String)] = [
        ("[]", "/: is an array; expected line settings"),
        (
            #"{ "timing": "realstic" }"#,
            #"/timing: "realstic" is unknown; did you mean "realistic"?"#
        ),
        (#"{ "check": "stric" }"#, #"/check: "stric" is unknown; did you mean "strict"?"#),
        (#"{ "baudRate": 49 }"#, "/baudRate: 49 is out of range; a baud rate from 50 to 4000000"),
        (
            #"{ "length": 10001 }"#,
            "/length: 10001 is out of range; metres of cable from 0 to 10000"
        ),
        (#"{ "terminators": 3 }"#, "/terminators: 3 is out of range; terminators from 0 to 2"),
        (
            #"{ "terminator": 1 }"#,
            #"/terminator: unknown key "terminator"; did you mean "terminators"?"#
        ),
        (#"{ "unitLoad": 0 }"#, "/unitLoad: 0 is out of range"),
        (#"{ "drivers": 0 }"#, "/drivers: 0 is out of range"),
        (
            #"{ "bitErrorRate": 0.6 }"#,
            "/bitErrorRate: 0.6 is out of range; a probability from 0 to 0.5"
        ),
        (#"{ "echo": 1 }"#, "/echo: is a number"),
        (#"{ "noise": {} }"#, #"/noise: "every" is missing; the time from one burst to the next"#),
        (#"{ "noise": "loud" }"#, #"/noise: "loud" is no noise; "none", or an object"#),
        (
            #"{ "noise": { "every": "1ms" } }"#,
            "/noise/every: a duration of 1ms is out of range; allowed: 10ms to 1d"
        ),
        (
            #"{ "noise": { "every": "1s", "length": 0 } }"#,
            "/noise/length: 0 is out of range; characters from 1 to 256"
        ),
        (
            #"{ "foreignTraffic": {} }"#,
            "/foreignTraffic: is an object; expected a list of polls by other masters"
        ),
        (#"{ "foreignTraffic": [{ "every": "1s" }] }"#, #"/foreignTraffic/0: "unit" is missing"#),
        (
            #"{ "foreignTraffic": [{ "every": "1s", "unit": 248 }] }"#,
            "/foreignTraffic/0/unit: 248 is out of range"
        ),
        (
            #"{ "foreignTraffic": [{ "every": "1s", "unit": 2, "request": "03 0" }] }"#,
            #"/foreignTraffic/0/request: "03 0" is not understood; hexadecimal digits"#
        ),
        (
            #"{ "foreignTraffic": [{ "every": "1s", "unit": 2, "request": "+303" }] }"#,
            "/foreignTraffic/0/request: \"+303\" is not understood"
        ),
        (
            #"{ "foreignTraffic": [{ "every": "1s", "unit": 2, "request": "" }] }"#,
            "/foreignTraffic/0/request: has 0 bytes; 1 to 253"
        ),
        (
            #"{ "foreignTraffic": [{ "every": "1s", "unit": 2, "request": "11" }] }"#,
            #"/foreignTraffic/0: "answer" is missing"#
        ),
        (
            """
            { "foreignTraffic": [
                { "every": 1, "unit": 2, "answered": false, "answer": "03" } ] }
            """,
            #"/foreignTraffic/0/answer: is there while "answered" is false"#
        ),
    ]

    @Test("Every fault is told with its place and what is allowed", arguments: bad)
    func complains(text: String, complaint: String) throws {
        let found = try faults(text)
        #expect(found.count == 1 && found.first?.contains(complaint) == true, "\(found)")
    }

    @Test("A scenario changes the keys it gives, and may end noise and foreign traffic")
    func changes() throws {
        var base = LineConditions()
        (base.length, base.terminators, base.echo) = (500, 1, true)
        base.noise = LineConditions.Noise(every: .seconds(1), length: 3)
        base.foreignTraffic = [
            LineConditions.ForeignTraffic(every: .seconds(1), unit: 1, request: [7], answer: nil)
        ]
        let log = FaultLog(file: "f.json")
        let text = #"{ "terminators": 0, "noise": "none", "foreignTraffic": [] }"#
        let changed = LinePlanReader.conditions(try node(text, log), on: base)
        var expected = base
        (expected.terminators, expected.noise, expected.foreignTraffic) = (0, nil, [])
        #expect(changed == expected)
        #expect(log.faults.isEmpty)
        let value = try JSONValue.parse(Array(text.utf8), file: "f.json")
        #expect(LinePlanReader.conditions(value, on: base) == expected)
        _ = LinePlanReader.conditions(try node(#"{ "timing": "instant" }"#, log), on: base)
        #expect(log.faults.map(\.description).first?.contains("unknown key \"timing\"") == true)
    }
}
