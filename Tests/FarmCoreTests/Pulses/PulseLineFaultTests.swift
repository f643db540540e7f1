import Documents
import FarmCore
import Testing

@Suite("Faults of pulse lines and sources")
struct PulseLineFaultTests {
    private static let meters = """
        { "name": "m", "model": "meterfarm-reference", "bus": "b", "address": 1,
          "load": "constant-test-load" },
        { "name": "shop", "model": "legrand-412083", "bus": "b", "address": 2,
          "load": "constant-test-load" },
        { "name": "driven", "model": "legrand-412083", "bus": "b", "address": 3,
          "load": "constant-test-load", "inputs": { "tariff": 1 } },
        { "name": "c", "model": "legrand-412065", "bus": "b", "address": 4 }
        """
    private static let source =
        #"{ "name": "water", "medium": "water", "flow": 10, "weight": 1 }"#

    private func faults(
        lines: String = "",
        sources: String = source,
        meters: String = meters
    ) throws -> [String] {
        let farm = """
            { "buses": [ { "name": "b" } ], "meters": [ \(meters) ],
              "pulseSources": [ \(sources) ], "pulseLines": [ \(lines) ] }
            """
        let document = try JSONValue.parse(Array(farm.utf8), file: "f.json")
        let report = FarmReader(file: "f.json", library: TestMeter.library).read(document)
        #expect((report.plan == nil) == !report.faults.isEmpty)
        return report.faults.map(\.description)
    }

    private static let toC = #""to": { "meter": "c", "input": 1 }"#

    /// Lines, and what the complaint must contain.
    private static let bad: [(String, String)] = [
        (#"{ \#(toC) }"#, #"/pulseLines/0: "from" is missing"#),
        (#"{ "from": { "meter": "m" } }"#, #"/pulseLines/0: "to" is missing"#),
        (
            #"{ "from": { "meter": "mm" }, \#(toC) }"#,
            #"/pulseLines/0/from/meter: no meter is named "mm"; did you mean "m"?"#
        ),
        (
            #"{ "from": { "source": "watr" }, \#(toC) }"#,
            #"from/source: no source of pulses is named "watr"; did you mean "water"?"#
        ),
        (
            #"{ "from": { "meter": "water" }, \#(toC) }"#,
            #"no meter is named "water"; that is a source"#
        ),
        (
            #"{ "from": { "source": "m" }, \#(toC) }"#,
            #"no source of pulses is named "m"; that is a meter"#
        ),
        (
            #"{ "from": { "meter": "m", "output": 3 }, \#(toC) }"#,
            "/pulseLines/0/from/output: METERFARM REF has no output 3; it has 2 pulse outputs"
        ),
        (
            #"{ "from": { "meter": "c" }, "to": { "meter": "shop", "input": "tariff" } }"#,
            "/pulseLines/0/from/meter: EMDX3 4 120 65 has no output 1; it has no pulse output"
        ),
        (
            #"{ "from": { "meter": "m" }, "to": { "meter": "cc", "input": 1 } }"#,
            #"/pulseLines/0/to/meter: no meter is named "cc"; did you mean "c"?"#
        ),
        (
            #"{ "from": { "meter": "m" }, "to": { "meter": "c", "input": 13 } }"#,
            "/pulseLines/0/to/input: EMDX3 4 120 65 has no input 13; it has 12"
        ),
        (
            #"{ "from": { "meter": "m" }, "to": { "meter": "shop", "input": 1 } }"#,
            "EMDX3 4 120 83 has no input 1; it has no pulse inputs"
        ),
        (
            #"{ "from": { "meter": "m" }, "to": { "meter": "c", "input": "tariff" } }"#,
            "/pulseLines/0/to/input: EMDX3 4 120 65 has no tariff input"
        ),
        (
            #"{ "from": { "meter": "m" }, "to": { "meter": "driven", "input": "tariff" } }"#,
            #"the tariff input of "driven" is driven by its "inputs" already"#
        ),
        (
            #"{ "from": { "meter": "m" }, "to": { "meter": "c", "input": "tarif" } }"#,
            #"/pulseLines/0/to/input: "tarif" is no input; a number from 1"#
        ),
        (
            #"{ "from": { "meter": "m" }, \#(toC) }, { "from": { "source": "water" }, \#(toC) }"#,
            #"/pulseLines/1/to/input: input 1 of "c" is taken by /pulseLines/0"#
        ),
        (
            #"{ "from": { "meter": "m" }, "to": { "meter": "m", "input": "tariff" } }"#,
            #"/pulseLines/0/to/meter: the line makes a ring"#
        ),
        (
            #"{ "from": { "meter": "m" }, "to": { "meter": "c" } }"#,
            #"/pulseLines/0/to: "input" is missing"#
        ),
        (
            #"{ "from": { "meter": "m" }, "to": { "fifo": "a", "unix": "b" } }"#,
            "/pulseLines/0/to: needs exactly one of"
        ),
        (
            #"{ "from": { "meter": "m" }, "to": { "listen": "127.0.0.1" } }"#,
            "/pulseLines/0/to/listen: \"127.0.0.1\" is no address; HOST:PORT"
        ),
        (
            #"{ "from": { "meter": "m" }, "to": { "socket": "a" } }"#,
            #"/pulseLines/0/to/socket: unknown key "socket""#
        ),
        (
            #"{ "from": { "meter": "m" }, \#(toC), "bounce": { "edges": 3, "within": "3ms" } }"#,
            "/pulseLines/0/bounce/edges: is odd; extra edges come in pairs"
        ),
        (
            #"{ "from": { "meter": "m" }, \#(toC), "bounce": { "edges": 2, "within": "30ms" } }"#,
            "/pulseLines/0/bounce/within"
        ),
        (
            #"{ "repeat": { "from": 1, "to": 2 }, "from": { "meter": "m" }, "#
                + #""to": { "gpioSim": "a" } }"#,
            "/pulseLines/0/to/gpioSim: the line at gpio-sim a is taken by"
        ),
    ]

    @Test(
        "A line that cannot be is refused with its place and what there is",
        arguments: bad.indices
    )
    func badLine(index: Int) throws {
        let (line, expected) = Self.bad[index]
        let faults = try faults(lines: line)
        #expect(faults.contains { $0.contains(expected) }, "\(expected)\n\(faults)")
    }

    private static let badSources: [(String, String)] = [
        (
            #"{ "name": "w", "medium": "watr", "flow": 1, "weight": 1 }"#,
            #"/pulseSources/0/medium: "watr" is unknown"#
        ),
        (#"{ "name": "w", "medium": "gas", "weight": 1 }"#, #"/pulseSources/0: "flow" is missing"#),
        (
            #"{ "name": "w", "medium": "gas", "flow": -1, "weight": 1 }"#,
            "/pulseSources/0/flow: -1 is out of range"
        ),
        (
            #"{ "name": "w", "medium": "gas", "flow": 1, "weight": 0 }"#,
            "/pulseSources/0/weight: 0 is out of range"
        ),
        (
            #"{ "name": "m", "medium": "gas", "flow": 1, "weight": 1 }"#,
            #"/pulseSources/0/name: the name "m" is taken by /meters/0/name"#
        ),
        (
            #"{ "name": "w", "medium": "gas", "flow": 1, "weight": 1, "duration": "20s" }"#,
            "/pulseSources/0/duration"
        ),
    ]

    @Test("A source that cannot be is refused", arguments: badSources.indices)
    func badSource(index: Int) throws {
        let (source, expected) = Self.badSources[index]
        let faults = try faults(sources: source)
        #expect(faults.contains { $0.contains(expected) }, "\(expected)\n\(faults)")
    }

    @Test("Meters with a register map need bus and address, and a load if they measure")
    func needs() throws {
        let bare = #"{ "name": "m", "model": "meterfarm-reference" }"#
        let faults = try faults(meters: bare)
        for key in ["bus", "address", "load"] {
            #expect(faults.contains { $0.contains("/meters/0: \"\(key)\" is missing") })
        }
        let half = #"{ "name": "c", "model": "legrand-412065", "bus": "b" }"#
        let missing = try self.faults(meters: half)
        #expect(missing.contains { $0.contains("\"address\" is missing") }, "\(missing)")
    }

    @Test("Templates repeat lines, and sources live on buses nobody can name")
    func repeated() throws {
        let plan = try TestMeter.plan(
            """
            { "buses": [ { "name": "b" } ],
              "meters": [ { "name": "c", "model": "legrand-412065", "bus": "b", "address": 4 } ],
              "pulseSources": [ { "name": "w{n}", "repeat": { "from": 1, "to": 300 },
                                  "medium": "gas", "flow": 10, "weight": 1 } ],
              "pulseLines": [ { "repeat": { "from": 1, "to": 12 },
                                "from": { "source": "w{n}" },
                                "to": { "meter": "c", "input": "{n}" } } ] }
            """
        )
        #expect(plan.pulseLines.count == 12)
        #expect(plan.buses.map(\.name) == ["b", "/unwired/b/1", "/unwired/1", "/unwired/2"])
        let homes = plan.meters.map { "\($0.bus) \($0.home)" }
        #expect(Set(homes).count == 301)
        // Those that are joined share a loop; the others go their own way.
        let loops = plan.loops(2)
        #expect(loops[0] == loops[1] && Set(loops).count == 2)
    }
}
