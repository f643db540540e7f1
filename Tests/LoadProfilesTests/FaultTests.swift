import Documents
import LoadProfiles
import SimulatedTime
import Testing

@Suite("Faulty load profiles")
struct FaultTests {
    /// A document, and a fault it must be refused with: pointer and part of the message.
    struct Bad: CustomTestStringConvertible, Sendable {
        let json: String
        let pointer: String
        let message: String

        init(_ json: String, _ pointer: String, _ message: String) {
            self.json = json
            self.pointer = pointer
            self.message = message
        }

        /// A profile whose L1 is this object.
        static func phase(_ json: String, _ pointer: String, _ message: String) -> Bad {
            Bad(#"{ "phases": { "l1": \#(json) } }"#, "/phases/l1" + pointer, message)
        }

        /// A profile whose L1 has this signal.
        static func signal(_ json: String, _ pointer: String, _ message: String) -> Bad {
            phase(#"{ "activePower": \#(json) }"#, "/activePower" + pointer, message)
        }

        var testDescription: String { json }
    }

    static let documents: [Bad] = [
        Bad("[]", "/", "is an array; expected a load profile"),
        Bad("{}", "/", "\"phases\" is missing"),
        Bad(#"{ "phases": {} }"#, "/phases", "is empty; expected l1, l2, l3"),
        Bad(#"{ "phases": 5 }"#, "/phases", "expected the phases"),
        Bad(#"{ "phases": { "L1": { "activePower": 1 } } }"#, "/phases/L1", "did you mean \"l1\"?"),
        Bad(#"{ "phases": { "l4": {} } }"#, "/phases/l4", "unknown key \"l4\""),
        Bad(#"{ "phase": { "l1": { "activePower": 1 } } }"#, "/phase", "did you mean \"phases\"?"),
        Bad(
            #"{ "phases": { "l1": { "activePower": 1 }, "all": { "activePower": 1 } } }"#,
            "/phases",
            "has l1, l2, l3 and all"
        ),
        Bad(
            #"{ "phases": { "l1": { "activePower": 1 }, "balance": "even" } }"#,
            "/phases/balance",
            "stands without \"total\""
        ),
        Bad(
            #"{ "phases": { "total": { "activePower": 1 }, "balance": [1, 2] } }"#,
            "/phases/balance",
            "three shares"
        ),
        Bad(
            #"{ "phases": { "total": { "activePower": 1 }, "balance": [0, 0, 0] } }"#,
            "/phases/balance",
            "is no split"
        ),
        Bad(
            #"{ "phases": { "total": { "activePower": 1 }, "balance": [1, -1, 1] } }"#,
            "/phases/balance/1",
            "-1 is out of range"
        ),
        Bad(
            #"{ "phases": { "total": { "current": 1, "powerFactor": 1 } } }"#,
            "/phases/total",
            "cannot be split over phases"
        ),
        Bad(
            #"{ "phases": { "total": { "sumOf": "a" } } }"#,
            "/phases/total/sumOf",
            "under \"all\""
        ),
        Bad(
            #"{ "timeZone": "Europe/Pari", "phases": { "all": { "activePower": 1 } } }"#,
            "/timeZone",
            "did you mean \"Europe/Paris\"?"
        ),
        Bad(
            #"{ "resolution": 0, "phases": { "all": { "activePower": 1 } } }"#,
            "/resolution",
            "allowed: 1ms to 1d"
        ),
        Bad(
            #"{ "resolution": "1 s", "phases": { "all": { "activePower": 1 } } }"#,
            "/resolution",
            "expected a duration such as"
        ),
        Bad(
            #"{ "resolution": true, "phases": { "all": { "activePower": 1 } } }"#,
            "/resolution",
            "is true or false; expected a duration"
        ),
        Bad(
            #"{ "voltage": -1, "phases": { "all": { "activePower": 1 } } }"#,
            "/voltage",
            "a voltage in V from 0 to"
        ),
        Bad(
            #"{ "voltage": { "l1": 230, "l4": 230 }, "phases": { "all": { "activePower": 1 } } }"#,
            "/voltage/l4",
            "unknown key"
        ),
        Bad(
            #"{ "frequency": "50", "phases": { "all": { "activePower": 1 } } }"#,
            "/frequency",
            "is a string; expected a signal"
        ),
        Bad(
            #"{ "description": 5, "phases": { "all": { "activePower": 1 } } }"#,
            "/description",
            "expected a string"
        ),
        Bad(#"{ "sumOf": "a", "phases": {} }"#, "/phases", "stands beside \"sumOf\""),
        Bad(#"{ "sumOf": " , " }"#, "/sumOf", "is empty"),
        Bad(#"{ "sumOf": 7 }"#, "/sumOf", "expected the names of meters"),
        Bad(#"{ "sumOf": "a", "losses": { "ratio": 2 } }"#, "/losses/ratio", "from 0 to 1"),
        Bad(#"{ "sumOf": "a", "losses": { "ratio": 0.1, "of": 1 } }"#, "/losses/of", "unknown key"),
        Bad(#"{ "sumOf": "a", "losses": { "ration": 0.1 } }"#, "/losses/ration", "unknown signal"),
        Bad(#"{ "sumOf": "a", "losses": -5 }"#, "/losses", "losses in W from 0"),
        Bad(
            #"{ "losses": 5, "phases": { "all": { "activePower": 1 } } }"#,
            "/losses",
            "stands without \"sumOf\""
        ),
    ]

    static let phases: [Bad] = [
        .phase("{}", "", "says nothing of the power"),
        .phase("5", "", "expected an object that gives a power"),
        .phase(#"{ "activePowr": 1 }"#, "/activePowr", "did you mean \"activePower\"?"),
        .phase(#"{ "reactivePower": 1 }"#, "", "reactivePower alone is not enough"),
        .phase(#"{ "current": 1 }"#, "", "current alone is not enough"),
        .phase(
            #"{ "activePower": 1, "current": 1 }"#,
            "",
            "activePower, current together do not make a power"
        ),
        .phase(
            #"{ "activePower": 1, "reactivePower": 1, "powerFactor": 1 }"#,
            "",
            "together do not make a power"
        ),
        .phase(#"{ "apparentPower": 1, "phaseAngle": 1 }"#, "", "together do not make a power"),
        .phase(#"{ "activePower": 1, "powerFactor": 1.01 }"#, "/powerFactor", "from -1 to 1"),
        .phase(#"{ "activePower": 1, "powerFactor": 0 }"#, "/powerFactor", "without bounds"),
        .phase(#"{ "activePower": 1, "powerFactor": -0.9 }"#, "/powerFactor", "says export"),
        .phase(#"{ "current": -1, "powerFactor": 1 }"#, "/current", "a current in A from 0"),
        .phase(#"{ "current": 1, "phaseAngle": 400 }"#, "/phaseAngle", "from -360 to 360"),
        .phase(#"{ "apparentPower": -1, "powerFactor": 1 }"#, "/apparentPower", "from 0 to"),
        .phase(
            #"{ "activePower": 1, "reactiveSign": "inductive" }"#,
            "/reactiveSign",
            "stands without \"powerFactor\""
        ),
        .phase(
            #"{ "activePower": 1, "powerFactor": 1, "reactiveSign": "capacitiv" }"#,
            "/reactiveSign",
            "did you mean \"capacitive\"?"
        ),
        .phase(#"{ "sumOf": "a", "activePower": 1 }"#, "/activePower", "stands beside \"sumOf\""),
        .phase(#"{ "activePower": 1, "losses": 1 }"#, "/losses", "stands without \"sumOf\""),
    ]

    static let signals: [Bad] = [
        .signal("1e10", "", "10000000000 is out of range; an active power in W from"),
        .signal("null", "", "is null; expected a signal"),
        .signal("{}", "", "is empty; expected a signal"),
        .signal(#"{ "sumOf": "a" }"#, "/sumOf", "stands in place of the powers of a phase"),
        .signal(#"{ "nois": { "mean": 1 } }"#, "/nois", "did you mean \"noise\"?"),
        .signal(#"{ "point": [], "every": "day" }"#, "/point", "did you mean \"points\"?"),
        .signal(#"{ "sum": [1], "product": [1] }"#, "", "has \"sum\" and \"product\""),
        .signal(#"{ "sum": [] }"#, "/sum", "is empty; expected the signals to add"),
        .signal(#"{ "sum": 5 }"#, "/sum", "expected an array"),
        .signal(#"{ "sum": [1, { "product": ["x"] }] }"#, "/sum/1/product/0", "expected a signal"),
        .signal(#"{ "sum": [1], "every": "day" }"#, "/every", "unknown key \"every\""),
        .signal(#"{ "points": [], "every": "day" }"#, "/points", "is empty"),
        .signal(#"{ "points": [["00:00"]], "every": "day" }"#, "/points/0", "has 1 elements"),
        .signal(#"{ "points": [["24:00", 1]], "every": "day" }"#, "/points/0/0", "00:00:00 to"),
        .signal(#"{ "points": [["00:00", 1]] }"#, "/points/0/0", "need \"every\": \"day\""),
        .signal(#"{ "points": [["2026-01-01 00:00:00", 1]] }"#, "/points/0/0", "RFC 3339"),
        .signal(
            #"{ "points": [["07:00", 1], ["06:00", 2]], "every": "day" }"#,
            "/points/1",
            "times must ascend"
        ),
        .signal(
            #"{ "points": [["mon 07:00", 1], ["mon 07:00", 2]], "every": "week" }"#,
            "/points/1",
            "times must ascend"
        ),
        .signal(
            #"{ "points": [["mo 07:00", 1]], "every": "week" }"#,
            "/points/0/0",
            "mon, tue, wed"
        ),
        .signal(
            #"{ "points": [["mon 07:61", 1]], "every": "week" }"#,
            "/points/0/0",
            "out of range"
        ),
        .signal(
            #"{ "points": [["00:00", 1]], "every": "dya" }"#,
            "/every",
            "did you mean \"day\"?"
        ),
        .signal(
            #"{ "points": [["00:00", 1]], "every": "day", "interpolation": "cubic" }"#,
            "/interpolation",
            "allowed: linear, step"
        ),
        .signal(
            #"{ "points": [["00:00", { "sum": [1] }]], "every": "day" }"#,
            "/points/0/1",
            "expected an active power in W"
        ),
        .signal(#"{ "cycle": { "on": 1, "offFor": 1 } }"#, "/cycle", "\"onFor\" is missing"),
        .signal(
            #"{ "cycle": { "on": 1, "onFor": 0, "offFor": 1 } }"#,
            "/cycle/onFor",
            "allowed: 1ms"
        ),
        .signal(
            #"{ "cycle": { "on": 1, "onFor": 1e300, "offFor": 1 } }"#,
            "/cycle/onFor",
            "out of range"
        ),
        .signal(
            #"{ "cycle": { "on": 1, "onFor": 1, "offFor": 1, "phase": "-5s" } }"#,
            "/cycle/phase",
            "cannot be read"
        ),
        .signal(
            #"{ "cycle": { "on": 1, "onFor": 1, "offFr": 1 } }"#,
            "/cycle/offFr",
            "did you mean \"offFor\"?"
        ),
        .signal(#"{ "noise": { "mean": 1 } }"#, "/noise", "\"deviation\" is missing"),
        .signal(
            #"{ "noise": { "mean": 1, "deviation": -1 } }"#,
            "/noise/deviation",
            "a deviation from 0"
        ),
        .signal(
            #"{ "noise": { "mean": 1, "deviation": 1, "hold": 0 } }"#,
            "/noise/hold",
            "allowed: 1ms"
        ),
        .signal(
            #"{ "noise": { "mean": 1, "deviation": 1, "minimum": 5, "maximum": 4 } }"#,
            "/noise",
            "\"minimum\" 5 is above"
        ),
        .signal(
            #"{ "noise": { "mean": 1, "deviation": 1, "distribution": "gauss" } }"#,
            "/noise/distribution",
            "allowed: gaussian, uniform"
        ),
        .signal(
            #"{ "standard": { "profile": "H26", "annualEnergy": 1 } }"#,
            "/standard/profile",
            "did you mean \"H25\"?"
        ),
        .signal(#"{ "standard": { "profile": "H25" } }"#, "/standard", "energy of a year in Wh"),
        .signal(
            #"{ "standard": { "profile": "H25", "annualEnergy": -1 } }"#,
            "/standard/annualEnergy",
            "an energy in Wh from 0"
        ),
        .signal(
            #"{ "standard": { "profile": "H25", "annualEnergy": 1, "holidays": ["1 May"] } }"#,
            "/standard/holidays/0",
            "expected a date such as"
        ),
        .signal(#"{ "csv": { "column": "W" } }"#, "/csv", "\"file\" is missing"),
        .signal(#"{ "csv": { "file": "no.csv", "column": "W" } }"#, "/csv/file", "cannot read"),
        .signal(
            #"{ "csv": { "file": "x", "column": "W", "separator": "|" } }"#,
            "/csv/separator",
            "is not a separator"
        ),
        .signal(
            #"{ "csv": { "file": "x", "column": "W", "unit": "Wh" } }"#,
            "/csv/unit",
            "did you mean \"W\"?"
        ),
        .signal(
            #"""
            { "csv": { "file": "x", "column": "W", "quantity": "energyPerInterval",
            "interpolation": "linear" } }
            """#,
            "/csv/interpolation",
            "would not keep the energy"
        ),
        .signal(
            #"{ "csv": { "file": "x", "column": "W", "interval": 0 } }"#,
            "/csv/interval",
            "allowed: 1ms"
        ),
        .signal(
            #"{ "csv": { "file": "x", "column": "W", "end": "forever" } }"#,
            "/csv/end",
            "allowed: hold, repeat, stop"
        ),
        .signal(
            #"{ "csv": { "file": "x", "colum": "W" } }"#,
            "/csv/colum",
            "did you mean \"column\"?"
        ),
    ]

    @Test(
        "A faulty document is refused with the place and what is allowed there",
        arguments: documents + phases + signals
    )
    func refused(bad: Bad) throws {
        let node = try Bench.node(bad.json)
        #expect(LoadProfile.read(node, library: Bench.library()).isNone)
        #expect(
            node.log.faults.contains {
                $0.pointer.description == bad.pointer && $0.message.contains(bad.message)
            },
            "\(node.log.faults)"
        )
        #expect(Set(node.log.faults).count == node.log.faults.count, "\(node.log.faults)")
    }

    @Test("All faults of a document are named, each once")
    func allFaults() throws {
        let node = try Bench.node(
            #"""
            { "timeZone": "Mars", "resolution": -1, "colour": 1,
              "phases": { "l1": { "activePower": { "sum": ["a", 1e13, { "cycle": { "on": "x",
              "onFor": 0 } }] } },
                          "l2": { "current": 1, "powerFactor": 2 }, "l3": { "activePowe": 1 } },
              "voltage": { "l2": "high" }, "frequency": { "noise": 5 } }
            """#
        )
        #expect(LoadProfile.read(node, library: Bench.library()).isNone)
        let pointers = node.log.faults.map(\.pointer.description).sorted()
        #expect(
            pointers == [
                "/colour", "/frequency/noise", "/phases/l1/activePower/sum/0",
                "/phases/l1/activePower/sum/1", "/phases/l1/activePower/sum/2/cycle",
                "/phases/l1/activePower/sum/2/cycle/on", "/phases/l1/activePower/sum/2/cycle/onFor",
                "/phases/l2/powerFactor", "/phases/l3", "/phases/l3/activePowe", "/resolution",
                "/timeZone", "/voltage/l2",
            ],
            "\(node.log.faults)"
        )
    }

    @Test("Signals nested without end are refused")
    func nested() throws {
        let deep =
            String(repeating: #"{ "sum": ["#, count: 40) + "1" + String(repeating: "] }", count: 40)
        let node = try Bench.node(deep)
        #expect(Signal.read(node, library: Bench.library(), range: 0...1).isNone)
        #expect(node.log.faults.first?.message.contains("nested too deep") == true)
    }

    @Test("A fault that stands in another profile of the same log does not refuse this one")
    func earlierFaults() throws {
        let node = try Bench.node(#"{ "phases": { "all": { "activePower": 1 } } }"#)
        node.log.report(.root, "something before")
        #expect(!LoadProfile.read(node, library: Bench.library()).isNone)
    }
}
