import Documents
import FarmCore
import MeterModels
import Testing

@Suite("Meters that cannot be set as their bus is")
struct LineAdviceTests {
    private func report(
        _ model: String,
        line: String,
        _ more: String = ""
    ) throws -> FarmReader.Report {
        try FarmText.report(
            FarmText.meter(model, more),
            bus: line.isEmpty ? "" : "\"line\": { \(line) }"
        )
    }

    private func warnings(_ report: FarmReader.Report) -> [String] {
        report.warnings.map(\.description).filter { $0.contains("/bus: ") }
    }

    private func setting(_ name: String, _ report: FarmReader.Report) throws -> Double {
        let meter = try #require(report.plan?.meters.first)
        return meter.settings[try #require(meter.model.settingIndex(name))]
    }

    private static let fast = #""baudRate": 115200, "parity": "even", "stopBits": 2"#

    @Test("A strict bus is not heard, and the registers say how the meter is set")
    func strict() throws {
        let report = try report("legrand-412083", line: Self.fast + #", "check": "strict""#)
        let warning = try #require(warnings(report).first)
        #expect(warning.hasPrefix("f.json: /meters/0/bus: bus \"b\" is 115200 8E2: "))
        #expect(warning.contains("4800, 9600, 19200, 38400 baud"))
        #expect(warning.hasSuffix("it is set to 19200 8E1, and hears nothing"))
        #expect(try setting("baudRate", report) == 19200)
        #expect(try setting("parity", report) == 1)
        let station = try #require(report.plan?.meters.first).station
        let bus = LineFormat(baudRate: 115_200, parity: .even, stopBits: 2)
        #expect(station.format(on: bus) == LineFormat(baudRate: 19200, parity: .even, stopBits: 1))
    }

    @Test("A lenient bus is served as before, with the warning")
    func lenient() throws {
        let report = try report("legrand-412083", line: Self.fast)
        #expect(warnings(report).first?.contains("because \"check\" is lenient") == true)
        let station = try #require(report.plan?.meters.first).station
        #expect(station.baudRate == nil && station.parity == nil && station.stopBits == nil)
        #expect(try setting("baudRate", report) == 19200)
    }

    @Test("Two stop bits for one are understood all the same")
    func stopBits() throws {
        let line = #""baudRate": 9600, "parity": "none", "stopBits": 2, "check": "strict""#
        let report = try report("legrand-412083", line: line)
        #expect(warnings(report).first?.contains("understands the bus all the same") == true)
        #expect(try setting("baudRate", report) == 9600)
    }

    @Test(
        "What the device can be set to is no matter of warning",
        arguments: [
            ("legrand-412083", #""baudRate": 38400, "parity": "odd", "check": "strict""#),
            ("meterfarm-reference", fast),
            ("eastron-sdm120", ""),
        ]
    )
    func settable(model: String, line: String) throws {
        #expect(warnings(try report(model, line: line)) == [])
    }

    @Test("A line of its own is what its registers say, and what the file forces is told")
    func own() throws {
        let slow = try report(
            "legrand-412083",
            line: #""baudRate": 9600"#,
            #""line": { "baudRate": 4800, "parity": "none" }"#
        )
        #expect(warnings(slow) == [])
        #expect(try setting("baudRate", slow) == 4800)
        #expect(try setting("parity", slow) == 0)
        let forced = try report(
            "legrand-412083",
            line: #""baudRate": 9600"#,
            #""line": { "baudRate": 57600 }"#
        )
        #expect(warnings(forced).first?.hasSuffix("this file sets it so all the same") == true)
        #expect(forced.plan?.meters.first?.station.baudRate == 57600)
    }

    @Test("A device without a Modbus interface never answers")
    func mute() throws {
        let bare = try report("legrand-412053", line: "")
        let warning = try #require(warnings(bare).first)
        #expect(warning.contains("has no Modbus interface: it never answers"))
        #expect(warning.contains("\"4 120 55\" (RS485 module)"))
        let fitted = try report("legrand-412053", line: "", #""modules": { "A": "412055" }"#)
        #expect(warnings(fitted) == [])
    }
}
