import Documents
import ModbusProtocol
import SimulatedTime
import Testing

@testable import FarmCore

@Suite("Reading a fault")
struct FaultReaderTests {
    private func read(_ text: String) throws -> (plan: FaultPlan?, faults: [String]) {
        let log = FaultLog(file: "f.json")
        let value = try JSONValue.parse(Array(text.utf8), file: "f.json")
        let plan = FaultReader.read(Node(value, log: log))
        return (plan, log.faults.map { "\($0.pointer): \($0.message)" })
    }

    @Test("Every key of a fault is read")
    func everything() throws {
        let plan = try #require(
            try read(
                """
                { "name": "glitch", "description": "why",
                  "target": { "bus": "rs485-*", "meter": "flat-*", "unit": 5, "functions": [3, 4],
                              "addresses": ["0xC550-0xC5FF", 100, "0xC600", "7-9"],
                              "quantities": ["energy.active.*", "voltage.l1"],
                              "client": "10.0.0.*" },
                  "trigger": { "probability": 0.05, "every": 10, "skip": 3, "count": 5,
                               "from": "+10s", "until": "2026-01-05T12:00:00+01:00",
                               "for": "10m" },
                  "effect": "noReply" }
                """
            ).plan
        )
        #expect(plan.name == "glitch" && plan.description == "why" && plan.effect == .noReply)
        let target = plan.target
        #expect(target.bus == "rs485-*" && target.meter == "flat-*" && target.unit == 5)
        #expect(target.functions == FunctionSet([3, 4]) && target.client == "10.0.0.*")
        #expect(target.addresses == [0xC550...0xC5FF, 100...100, 0xC600...0xC600, 7...9])
        #expect(target.quantities == ["energy.active.*", "voltage.l1"])
        let trigger = plan.trigger
        #expect(trigger.probability == 0.05 && trigger.every == 10 && trigger.skip == 3)
        #expect(trigger.count == Int64(5) && trigger.from == .after(.seconds(10)))
        #expect(trigger.until == .at(try Instant(rfc3339: "2026-01-05T11:00:00Z")))
        #expect(trigger.lasts == .minutes(10))
    }

    @Test("Target and trigger may be left out: everything, always")
    func least() throws {
        let (plan, faults) = try read(#"{ "name": "x", "effect": "late" }"#)
        #expect(faults == [] && plan?.name == "x" && plan?.effect == .late)
        #expect(plan?.target == FaultTarget() && plan?.trigger == FaultTrigger())
    }

    private static let effects: [(String, FaultEffect)] = [
        (#""noReply""#, .noReply), (#""restart""#, .restart), (#""late""#, .late),
        (#""merge""#, .merge), (#"{ "exception": 6 }"#, .exception(6)),
        (#"{ "exception": 255 }"#, .exception(255)),
        (#"{ "exception": "illegalDataAddress" }"#, .exception(2)),
        (#"{ "exception": "gatewayTargetFailedToRespond" }"#, .exception(11)),
        (#"{ "value": "frozen" }"#, .value(.frozen)), (#"{ "value": "zero" }"#, .value(.zero)),
        (#"{ "value": "maximum" }"#, .value(.maximum)), (#"{ "value": "nan" }"#, .value(.nan)),
        (#"{ "value": "notAvailable" }"#, .value(.notAvailable)),
        (#"{ "value": "stepBack" }"#, .value(.stepBack)), (#"{ "value": "torn" }"#, .value(.torn)),
        (#"{ "value": "wordsSwapped" }"#, .value(.wordsSwapped)),
        (#"{ "value": { "stuck": 230.5 } }"#, .value(.stuck(230.5))),
        (#"{ "value": { "scale": -10 } }"#, .value(.scale(-10))),
        (#"{ "delay": "200ms" }"#, .delay(.constant(.milliseconds(200)))),
        (#"{ "delay": 1.5 }"#, .delay(.constant(.milliseconds(1500)))),
        (
            #"{ "delay": { "uniform": ["50ms", "300ms"] } }"#,
            .delay(.uniform(.milliseconds(50) ... .milliseconds(300)))
        ),
        (
            #"{ "delay": { "normal": { "mean": "80ms", "deviation": 0.02 } } }"#,
            .delay(.normal(mean: .milliseconds(80), deviation: .milliseconds(20)))
        ),
        (
            #"{ "delay": { "longTail": { "median": "20ms", "worst": "2s" } } }"#,
            .delay(.longTail(median: .milliseconds(20), worst: .seconds(2)))
        ),
        (#"{ "unit": 7 }"#, .unit(.to(7))), (#"{ "unit": "+1" }"#, .unit(.by(1))),
        (#"{ "function": 4 }"#, .function(.to(4))), (#"{ "function": "-2" }"#, .function(.by(-2))),
        (#"{ "checksum": "bitFlip" }"#, .checksum(.bitFlip)),
        (#"{ "checksum": "offByOne" }"#, .checksum(.offByOne)),
        (#"{ "truncate": 3 }"#, .truncate(3)), (#"{ "extra": 2 }"#, .extra(2)),
        (#"{ "garbage": 4 }"#, .garbage(4)), (#"{ "duplicate": 1 }"#, .duplicate(1)),
        (
            #"{ "split": { "pieces": 3, "pause": "5ms" } }"#,
            .split(pieces: 3, pause: .milliseconds(5))
        ),
        (#"{ "transactionId": "+1" }"#, .transactionID(.by(1))),
        (#"{ "transactionId": 0 }"#, .transactionID(.to(0))),
        (#"{ "protocolId": 1 }"#, .protocolID(.to(1))),
        (#"{ "length": "-3" }"#, .length(.by(-3))), (#"{ "tcp": "reset" }"#, .tcp(.reset)),
        (#"{ "tcp": "halfClose" }"#, .tcp(.halfClose)),
        (#"{ "tcp": "dropMidFrame" }"#, .tcp(.dropMidFrame)),
        (#"{ "connection": "refuse" }"#, .connection(.refuse)),
        (#"{ "connection": "silent" }"#, .connection(.silent)),
        (
            #"{ "connectionLimit": { "limit": 2, "whenFull": "dropOldest" } }"#,
            .connectionLimit(limit: 2, whenFull: .dropOldest)
        ),
    ]

    @Test("Every effect is read", arguments: effects.indices)
    func effect(index: Int) throws {
        let (text, effect) = Self.effects[index]
        let (plan, faults) = try read(#"{ "name": "x", "effect": \#(text) }"#)
        #expect(faults == [] && plan?.effect == effect, "\(text)")
    }

    private static let badEffects: [(String, String)] = [
        (#""noReplay""#, #"/effect: "noReplay" is no effect; did you mean "noReply"?"#),
        (#""exception""#, #"/effect: "exception" needs a value"#),
        (#"{ "noReply": true }"#, #"/effect/noReply: stands for itself; "effect": "noReply""#),
        (
            #"{ "truncat": 3 }"#,
            #"/effect/truncat: unknown key "truncat"; did you mean "truncate"?"#
        ),
        ("{}", "/effect: is empty; allowed: \"noReply\""),
        ("7", "/effect: is a number; expected what it does"),
        (
            #"{ "unit": 1, "truncate": 2 }"#,
            #"/effect: has "unit" and "truncate"; one effect each"#
        ),
        (#"{ "exception": 0 }"#, "/effect/exception: 0 is out of range; an exception code"),
        (#"{ "exception": 256 }"#, "/effect/exception: 256 is out of range"),
        (
            #"{ "exception": "serverBusy" }"#,
            #"/effect/exception: "serverBusy" is no exception; allowed: "#
        ),
        (
            #"{ "exception": "serverDeviceBuzy" }"#,
            #"did you mean "serverDeviceBusy"?"#
        ),
        (#"{ "value": "zeros" }"#, #"/effect/value: "zeros" is unknown; did you mean "zero"?"#),
        (#"{ "value": "stuck" }"#, #"/effect/value: "stuck" needs a number"#),
        (#"{ "value": { "scale": 0 } }"#, "/effect/value/scale: is 0; a factor"),
        (#"{ "value": { "scale": 1, "stuck": 2 } }"#, "/effect/value: needs exactly one of"),
        (#"{ "value": { "stuk": 2 } }"#, #"did you mean "stuck"?"#),
        (#"{ "value": {} }"#, "/effect/value: needs exactly one of"),
        (#"{ "delay": "11m" }"#, "/effect/delay: a duration of 11m is out of range"),
        (#"{ "delay": -1 }"#, "/effect/delay: -1 is out of range"),
        (#"{ "delay": "soon" }"#, #"/effect/delay: "soon" cannot be read"#),
        (#"{ "delay": {} }"#, "/effect/delay: needs exactly one of"),
        (#"{ "delay": { "uniform": [1] } }"#, "/effect/delay/uniform: has 1 elements"),
        (#"{ "delay": { "uniform": [2, 1] } }"#, "/effect/delay/uniform: begins with the greater"),
        (#"{ "delay": { "normal": { "mean": 1 } } }"#, #""deviation" is missing"#),
        (
            #"{ "delay": { "longTail": { "median": 2, "worst": 1 } } }"#,
            "/effect/delay/longTail: "
        ),
        (#"{ "delay": { "unifrom": [1, 2] } }"#, #"did you mean "uniform"?"#),
        (#"{ "unit": 256 }"#, "/effect/unit: 256 is out of range; an address"),
        (#"{ "unit": "1" }"#, #"/effect/unit: "1" is no change; an address, or a change"#),
        (#"{ "unit": "+0" }"#, #"/effect/unit: "+0" is no change"#),
        (#"{ "unit": "++1" }"#, #"/effect/unit: "++1" is no change"#),
        (#"{ "function": 0 }"#, "/effect/function: 0 is out of range"),
        (#"{ "function": 128 }"#, "/effect/function: 128 is out of range"),
        (#"{ "checksum": "bitflip" }"#, #"did you mean "bitFlip"?"#),
        (#"{ "truncate": 0 }"#, "/effect/truncate: 0 is out of range; a number of bytes"),
        (#"{ "extra": 257 }"#, "/effect/extra: 257 is out of range"),
        (#"{ "garbage": "4" }"#, "/effect/garbage: is not a whole number"),
        (#"{ "duplicate": 11 }"#, "/effect/duplicate: 11 is out of range; copies"),
        (#"{ "split": { "pieces": 3 } }"#, #"/effect/split: "pause" is missing"#),
        (#"{ "split": { "pieces": 1, "pause": 0 } }"#, "/effect/split/pieces: 1 is out of range"),
        (#"{ "split": 3 }"#, "/effect/split: is a number"),
        (#"{ "protocolId": 0 }"#, "/effect/protocolId: 0 is out of range"),
        (#"{ "transactionId": "+65536" }"#, #"/effect/transactionId: "+65536" is no change"#),
        (#"{ "length": true }"#, "/effect/length: is not a whole number"),
        (#"{ "tcp": "close" }"#, "/effect/tcp: \"close\" is unknown; "),
        (#"{ "connection": "refuze" }"#, #"did you mean "refuse"?"#),
        (#"{ "connectionLimit": { "limit": 2 } }"#, #""whenFull" is missing"#),
        (#"{ "connectionLimit": 2 }"#, "/effect/connectionLimit: is a number"),
    ]

    @Test(
        "A wrong effect is refused with its place and what is allowed",
        arguments: badEffects.indices
    )
    func badEffect(index: Int) throws {
        let (text, expected) = Self.badEffects[index]
        let (plan, faults) = try read(#"{ "name": "x", "effect": \#(text) }"#)
        #expect(plan == nil && faults.contains { $0.contains(expected) }, "\(text): \(faults)")
    }

    private static let bad: [(String, String)] = [
        ("[]", "/: is an array; expected a fault with \"name\" and \"effect\""),
        (#"{ "effect": "late" }"#, "\"name\" is missing"),
        (#"{ "name": "x" }"#, "/: \"effect\" is missing; what it does"),
        (#"{ "name": "a b", "effect": "late" }"#, "/name: \"a b\" cannot be a name"),
        (
            #"{ "name": "x", "efect": "late" }"#,
            #"/efect: unknown key "efect"; did you mean "effect"?"#
        ),
    ]

    @Test("A fault without name or effect is refused", arguments: bad.indices)
    func badFault(index: Int) throws {
        let (text, expected) = Self.bad[index]
        let (plan, faults) = try read(text)
        #expect(plan == nil && faults.contains { $0.contains(expected) }, "\(text): \(faults)")
    }

    private static let badTargets: [(String, String)] = [
        (#""target": 5"#, "/target: is a number"),
        (#""target": { "addreses": 5 }"#, #"did you mean "addresses"?"#),
        (#""target": { "meter": " , " }"#, "/target/meter: is empty"),
        (#""target": { "bus": "" }"#, "/target/bus: is empty"),
        (#""target": { "client": ["10.0.0.1"] }"#, "/target/client: is an array"),
        (#""target": { "unit": 256 }"#, "/target/unit: 256 is out of range; an address"),
        (#""target": { "functions": [] }"#, "/target/functions: is empty"),
        (#""target": { "functions": [3, 128] }"#, "/target/functions/1: 128 is out of range"),
        (#""target": { "addresses": [65536] }"#, "/target/addresses/0: 65536 is out of range"),
        (
            #""target": { "addresses": ["0xC5FG"] }"#,
            #"/target/addresses/0: "0xC5FG" is no address"#
        ),
        (#""target": { "addresses": ["9-7"] }"#, #"/target/addresses/0: "9-7" begins with"#),
        (#""target": { "addresses": ["1-2-3"] }"#, #""1-2-3" is no address"#),
        (#""target": { "addresses": ["-1"] }"#, #""-1" is no address"#),
        (#""target": { "addresses": "0x10" }"#, "/target/addresses: is a string"),
        (
            #""target": { "quantities": ["energy.activ.import.total"] }"#,
            #"did you mean "energy.active.import.total"?"#
        ),
        (#""target": { "quantities": ["engery.*"] }"#, #""engery.*" is no quantity"#),
        (#""trigger": 3"#, "/trigger: is a number"),
        (#""trigger": { "probability": 1.5 }"#, "/trigger/probability: 1.5 is out of range"),
        (#""trigger": { "every": 0 }"#, "/trigger/every: 0 is out of range"),
        (#""trigger": { "count": 0 }"#, "/trigger/count: 0 is out of range"),
        (#""trigger": { "skip": -1 }"#, "/trigger/skip: -1 is out of range"),
        (#""trigger": { "from": "10s" }"#, #"/trigger/from: "10s" cannot be read"#),
        (#""trigger": { "from": 10 }"#, "/trigger/from: is a number"),
        (#""trigger": { "for": 0 }"#, "/trigger/for: a duration of 0s is out of range"),
        (
            #""trigger": { "from": "+10s", "until": "+10s" }"#,
            #"/trigger/until: is not later than "from""#
        ),
        (#""trigger": { "probabilty": 1 }"#, #"did you mean "probability"?"#),
    ]

    @Test("A wrong target or trigger is refused", arguments: badTargets.indices)
    func badTarget(index: Int) throws {
        let (text, expected) = Self.badTargets[index]
        let (plan, faults) = try read(#"{ "name": "x", "effect": "late", \#(text) }"#)
        #expect(plan == nil && faults.contains { $0.contains(expected) }, "\(text): \(faults)")
    }

    @Test("What only a model can tell of quantities is taken as it is")
    func modelQuantities() throws {
        for name in ["alarm.1.state", "pulses.1", "power.active.total.maximum", "voltage.l?", "*"] {
            let target = #"{ "quantities": ["\#(name)"] }"#
            let (plan, faults) = try read(
                #"{ "name": "x", "effect": "late", "target": \#(target) }"#
            )
            #expect(plan != nil && faults == [], "\(name)")
        }
    }

    @Test("A connection is for no meter, and values change where registers are read")
    func useless() throws {
        let connection = try read(
            """
            { "name": "x", "effect": { "connection": "refuse" },
              "target": { "bus": "b", "client": "*", "meter": "m", "unit": 5 } }
            """
        ).faults
        #expect(connection.count == 2)
        #expect(connection.allSatisfy { $0.contains("a connection is not for a meter yet") })
        let write = try read(
            """
            { "name": "x", "effect": { "value": "zero" }, "target": { "functions": [16] } }
            """
        ).faults
        #expect(write.count == 1)
        #expect(write.first?.hasPrefix("/target/functions: values change where") == true)
    }

    @Test("Every fault of a document is reported at once")
    func all() throws {
        let log = FaultLog(file: "f.json")
        let text = """
            [ { "name": "a", "effect": "late" },
              { "name": "a", "effect": "merge" },
              { "name": "b c", "effect": { "truncate": 0 }, "target": { "unit": -1, "x": 1 },
                "trigger": { "every": 0, "from": "soon" } } ]
            """
        let value = try JSONValue.parse(Array(text.utf8), file: "f.json")
        let plans = FaultReader.readAll(Node(value, log: log))
        #expect(plans.map(\.effect) == [.late, .merge])
        #expect(
            Set(log.faults.map(\.pointer.description)) == [
                "/1/name", "/2/name", "/2/effect/truncate", "/2/target/unit", "/2/target/x",
                "/2/trigger/every", "/2/trigger/from",
            ]
        )
    }

    @Test("A file has at most as many faults as can be armed")
    func limit() throws {
        let log = FaultLog(file: "f.json")
        let faults = (0...FaultEngine.limit).map { #"{ "name": "f\#($0)", "effect": "late" }"# }
        let text = "[\(faults.joined(separator: ","))]"
        let value = try JSONValue.parse(Array(text.utf8), file: "f.json")
        #expect(FaultReader.readAll(Node(value, log: log)).count == FaultEngine.limit)
        #expect(log.faults.map(\.message) == ["has 1001 faults; at most 1000"])
    }
}
