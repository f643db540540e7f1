import Documents
import Metrology
import SimulatedTime
import Testing

@testable import LoadProfiles

@Suite("CSV files")
struct CSVTests {
    private func signal(_ text: String, _ options: String, zone: String = "Europe/Berlin") throws
        -> CompiledSignal
    {
        try Bench.signal(
            #"{ "csv": { "file": "x.csv", \#(options) } }"#,
            files: ["x.csv": text],
            zone: zone
        )
    }

    static let plain = """
        time,kW,other
        2026-01-01T00:00:00Z,1.5,9
        2026-01-01T00:15:00Z,2.5,9
        2026-01-01T00:30:00Z,-0.5,9
        """

    @Test("A power column steps at its stamps and holds its ends")
    func steps() throws {
        let signal = try signal(Self.plain, #""column": "kW", "unit": "kW""#)
        #expect(try signal.value("2025-01-01T00:00:00Z") == 1500)
        #expect(try signal.value("2026-01-01T00:14:59Z") == 1500)
        #expect(try signal.until("2026-01-01T00:16:00Z") == "2026-01-01T00:30:00Z")
        #expect(try signal.value("2026-01-01T00:30:00Z") == -500)
        #expect(signal.piece(at: try Bench.at("2026-01-01T01:00:00Z")) == (-500, .distantFuture))
    }

    @Test("At its end a file stops or is repeated, both ways")
    func ends() throws {
        let stop = try signal(Self.plain, #""column": "kW", "end": "stop""#)
        #expect(try stop.value("2026-01-01T00:44:59Z") == -0.5)
        #expect(stop.piece(at: try Bench.at("2026-01-01T00:45:00Z")) == (0, .distantFuture))
        #expect(try stop.until("2025-12-31T00:00:00Z") == "2026-01-01T00:00:00Z")
        #expect(try stop.value("2025-12-31T00:00:00Z") == 0)
        let again = try signal(Self.plain, #""column": "kW", "end": "repeat""#)
        #expect(try again.value("2026-01-01T00:45:00Z") == 1.5)
        #expect(try again.until("2026-01-01T00:46:00Z") == "2026-01-01T01:00:00Z")
        #expect(try again.value("2025-12-31T23:59:59Z") == -0.5)
        #expect(try again.until("2025-12-31T23:59:59Z") == "2026-01-01T00:00:00Z")
        #expect(try again.value("2029-01-01T00:15:00Z") == 2.5)
    }

    @Test("Linear columns run to the next stamp on the resolution's grid")
    func linear() throws {
        let signal = try signal(
            Self.plain,
            #""column": "kW", "unit": "kW", "interpolation": "linear""#
        )
        #expect(try signal.value("2026-01-01T00:07:30.5Z") == 2000)
        #expect(try signal.until("2026-01-01T00:07:30.5Z") == "2026-01-01T00:07:31Z")
        #expect(try signal.value("2026-01-01T00:22:30Z") == 1000)
        #expect(try signal.value("2026-01-01T00:40:00Z") == -500)
    }

    @Test(
        "Separators, decimal commas, quotes, line ends and byte order marks are all read",
        arguments: [
            "t;P\n2026-01-01T00:00:00Z;1234,5\n",
            "t;P\r\n2026-01-01T00:00:00Z;1234.5\r\n",
            "\u{FEFF}\"t\",\"P\"\n\"2026-01-01T00:00:00Z\",\"1234,5\"",
            "t\tP\r2026-01-01T00:00:00Z\t1234.5\r",
            "t, P \n\n2026-01-01T00:00:00Z, +1.2345e3 \n\n",
            "\"t\",\"a \"\"quoted\"\", b\",P\n2026-01-01T00:00:00Z,\"x\ny\",1234.5",
        ]
    )
    func dialects(text: String) throws {
        #expect(try signal(text, #""column": "P""#).value("2026-01-01T00:00:00Z") == 1234.5)
    }

    @Test("The separator can be said where guessing fails, and the time column named")
    func explicit() throws {
        let text = "a,b;P;when\n1,5;7;2026-01-01T00:00:00Z\n"
        let signal = try signal(text, #""column": "P", "time": "when", "separator": ";""#)
        #expect(try signal.value("2026-01-01T00:00:00Z") == 7)
        let column = try self.signal(
            text,
            #""column": "a,b", "time": "when", "separator": ";", "scale": -2"#
        )
        #expect(try column.value("2026-01-01T00:00:00Z") == -3)
    }

    @Test("Energies of intervals become mean powers, whatever their length")
    func intervalEnergy() throws {
        let text = """
            t,kWh
            2026-01-01T00:00:00Z,1
            2026-01-01T00:15:00Z,0.5
            2026-01-01T00:20:00Z,0.5
            2026-01-01T00:35:00Z,2
            """
        let signal = try signal(
            text,
            #""column": "kWh", "quantity": "energyPerInterval", "unit": "kWh""#
        )
        #expect(try signal.value("2026-01-01T00:00:00Z") == 4000)
        #expect(try signal.value("2026-01-01T00:15:00Z") == 6000)
        #expect(try signal.value("2026-01-01T00:20:00Z") == 2000)
        #expect(try signal.value("2026-01-01T00:35:00Z") == 8000)
        let single = try self.signal(
            "t,Wh\n2026-01-01T00:00:00Z,10\n",
            #""column": "Wh", "quantity": "energyPerInterval", "interval": "6m", "end": "stop""#
        )
        #expect(try single.value("2026-01-01T00:05:59Z") == 100)
        #expect(try single.value("2026-01-01T00:06:00Z") == 0)
    }

    @Test("Register readings become the power between them, also over gaps")
    func registers() throws {
        let text = """
            t,kWh
            2026-01-01T00:00:00Z,100
            2026-01-01T00:15:00Z,100.5
            2026-01-01T00:30:00Z,100.5
            2026-01-01T01:30:00Z,102.5
            """
        let register =
            #""column": "kWh", "quantity": "cumulativeEnergy", "unit": "kWh", "end": "stop""#
        let signal = try signal(text, register)
        #expect(try signal.value("2026-01-01T00:00:00Z") == 2000)
        #expect(try signal.value("2026-01-01T00:15:00Z") == 0)
        #expect(try signal.value("2026-01-01T01:00:00Z") == 2000)
        #expect(try signal.value("2026-01-01T01:30:00Z") == 0)
        let zero = try self.signal(text, register + #", "gaps": "zero""#)
        #expect(try zero.value("2026-01-01T00:31:00Z") == 0)
    }

    static let gappy = """
        t,W
        2026-01-01T00:00:00Z,1
        2026-01-01T00:15:00Z,2
        2026-01-01T00:30:00Z,
        2026-01-01T00:45:00Z,
        2026-01-01T01:00:00Z,4
        2026-01-01T01:15:00Z,5
        """

    @Test("Gaps are held or zero after one interval")
    func gaps() throws {
        let hold = try signal(Self.gappy, #""column": "W""#)
        #expect(try hold.value("2026-01-01T00:59:59Z") == 2)
        #expect(try hold.until("2026-01-01T00:15:00Z") == "2026-01-01T01:00:00Z")
        let zero = try signal(Self.gappy, #""column": "W", "gaps": "zero""#)
        #expect(try zero.value("2026-01-01T00:29:59Z") == 2)
        #expect(try zero.value("2026-01-01T00:30:00Z") == 0)
        #expect(try zero.value("2026-01-01T01:00:00Z") == 4)
        // A line does not cross a gap.
        let line = try signal(Self.gappy, #""column": "W", "interpolation": "linear""#)
        #expect(try line.value("2026-01-01T00:07:30Z") == 1.5)
        #expect(try line.value("2026-01-01T00:59:00Z") == 2)
        #expect(try line.value("2026-01-01T01:07:30Z") == 4.5)
        // With an interval of an hour there is no gap.
        let wide = try signal(
            Self.gappy,
            #""column": "W", "interpolation": "linear", "interval": "1h""#
        )
        #expect(try wide.value("2026-01-01T00:37:30Z") == 3)
    }

    @Test("Local times are in the profile's zone, the repeated hour in order")
    func localTimes() throws {
        let text = """
            t,W
            2026-10-25 01:30,1
            2026-10-25 02:00,2
            2026-10-25 02:30:00,3
            2026-10-25 02:00,4
            2026-10-25T02:30,5
            2026-10-25 03:00,6
            """
        let signal = try signal(text, #""column": "W", "gaps": "error""#)
        let values = try [
            "01:30:00+02", "02:00:00+02", "02:30:00+02", "02:00:00+01", "02:30:00+01",
            "03:00:00+01",
        ]
        .map { try signal.value("2026-10-25T\($0):00") }
        #expect(values == [1, 2, 3, 4, 5, 6])
    }

    @Test(
        "What is wrong with a file is said with its line and column",
        arguments: [
            ("", #""column": "W""#, "is empty; expected a header line"),
            ("t,W\n", #""column": "W""#, "has no rows"),
            ("t,W\n2026-01-01T00:00:00Z,\n", #""column": "W""#, "has no values"),
            (
                "t,W\n2026-01-01T00:00:00Z,abc\n", #""column": "W""#,
                "line 2, column \"W\": \"abc\" is not a number"
            ),
            (
                "t,W\n2026-01-01T00:00:00Z,\"1.234,5\"\n", #""column": "W""#,
                "\"1.234,5\" is not a number"
            ),
            ("t,W\n2026-01-01T00:00:00Z,nan\n", #""column": "W""#, "\"nan\" is not a number"),
            ("t,W\n2026-01-01T00:00:00Z,1e999\n", #""column": "W""#, "\"1e999\" is not a number"),
            (
                "t,W\n2026-01-01T00:00:00Z,2e9\n", #""column": "W""#,
                "line 2, column \"W\": 2000000000 is out of range"
            ),
            (
                "t,W\nyesterday,1\n", #""column": "W""#,
                "line 2, column \"t\": \"yesterday\" is not a time"
            ),
            (
                "t,W\n2026-02-30 00:00,1\n", #""column": "W""#,
                "column \"t\": \"2026-02-30 00:00\" is not a time"
            ),
            (
                "t,W\n1960-01-01T00:00:00Z,1\n", #""column": "W""#,
                "line 2, column \"t\": \"1960-01-01T00:00:00Z\" is out of range"
            ),
            ("t,W\n2026-03-29 02:30,1\n", #""column": "W""#, "does not exist in Europe/Berlin"),
            (
                "t,W\n\n2026-01-01 01:00,1\n2026-01-01 01:00,1\n", #""column": "W""#,
                "line 4, column \"t\": is not later than line 3"
            ),
            ("t,W\n2026-01-01 01:00\n", #""column": "W""#, "line 2 has 1 fields; expected 2"),
            (
                "t,W\n2026-01-01 01:00,\"1\n", #""column": "W""#,
                "line 2 has a quoted field that is never closed"
            ),
            ("t,W,W\n2026-01-01 01:00,1,1\n", #""column": "W""#, "has 2 columns \"W\""),
            (
                "t,Watt\n2026-01-01 01:00,1\n", #""column": "Wat""#,
                "has no column \"Wat\"; did you mean \"Watt\"?"
            ),
            ("t,W\n2026-01-01 01:00,1\n", #""column": "t""#, "is the column of the time stamps"),
            (
                "t,W\n2026-01-01 01:00,1\n", #""column": "W", "time": "T""#,
                "has no column \"T\"; did you mean \"t\"?"
            ),
            (
                gappy, #""column": "W", "gaps": "error""#,
                "line 3, column \"W\": is followed by a gap until line 6"
            ),
            (
                "t,W\n2026-01-01 01:00,5\n2026-01-01 01:15,4\n",
                #""column": "W", "quantity": "cumulativeEnergy""#,
                "line 3, column \"W\": steps back"
            ),
            (
                "t,W\n2026-01-01 01:00,5\n", #""column": "W", "quantity": "cumulativeEnergy""#,
                "has one row"
            ),
            (
                "t,W\n2026-01-01 01:00,5\n", #""column": "W", "quantity": "energyPerInterval""#,
                "has one row"
            ),
        ]
    )
    func faults(text: String, options: String, message: String) throws {
        let node = try Bench.node(#"{ "csv": { "file": "x.csv", \#(options) } }"#)
        let zone = try CivilZone(identifier: "Europe/Berlin")
        let signal = Signal.read(
            node,
            library: Bench.library(["x.csv": text]),
            range: -1e9...1e9,
            timeZone: zone
        )
        #expect(signal.isNone)
        #expect(
            node.log.faults.contains {
                $0.message.contains(message) && $0.pointer.description.hasPrefix("/csv/")
            },
            "\(node.log.faults)"
        )
    }

    @Test("Every wrong line is named, up to fifty")
    func manyFaults() throws {
        let lines = (0..<60).map { "2026-01-01T00:00:\($0 < 10 ? "0" : "")\($0)Z,x" }
        let node = try Bench.node(#"{ "csv": { "file": "x.csv", "column": "W" } }"#)
        let library = Bench.library(["x.csv": "t,W\n" + lines.joined(separator: "\n")])
        #expect(Signal.read(node, library: library, range: 0...1).isNone)
        #expect(node.log.faults.count == 51)
        #expect(node.log.faults.last?.message.contains("has 10 more faults") == true)
    }

    @Test("Local times without a zone are refused once")
    func noZone() throws {
        let node = try Bench.node(#"{ "csv": { "file": "x.csv", "column": "W" } }"#)
        let library = Bench.library(["x.csv": "t,W\n2026-01-01 01:00,1\n2026-01-01 01:15,1\n"])
        #expect(Signal.read(node, library: library, range: 0...1).isNone)
        #expect(
            node.log.faults.map(\.message).allSatisfy {
                $0.contains("give the profile a \"timeZone\"")
            }
        )
        #expect(node.log.faults.count == 1)
    }

    @Test("A file is found beside the profile that names it")
    func beside() throws {
        let json =
            #"""
            { "timeZone": "UTC",
            "phases": { "l1": { "activePower": { "csv": { "file": "data/x.csv",
            "column": "W" } } } } }
            """#
        let node = try Bench.node(json, file: "/farm/loads/a.json")
        let library = Bench.library(["/farm/loads/data/x.csv": "t,W\n2026-01-01 01:00,5\n"])
        let profile = LoadProfile.read(node, library: library)
        try node.log.throwIfAny()
        let load = try profile.orThrow("read").load(in: try Bench.context())
        #expect(load.piece(at: .epoch).conditions.l1.activePower == 5)
    }

    @Test("A column of voltages is a voltage")
    func voltage() throws {
        let json =
            #"""
            { "phases": { "l1": { "current": 10, "powerFactor": 1 } },
            "voltage": { "csv": { "file": "x.csv", "column": "U" } } }
            """#
        let load = try Bench.load(json, files: ["x.csv": "t,U\n2026-01-01T00:00:00Z,229.5\n"])
        #expect(load.piece(at: .epoch).conditions.l1.activePower == 2295)
    }
}
