import Documents
import MeterModels
import SimulatedTime
import Testing

@testable import FarmCore

@Suite("Reading a port's gateway")
struct GatewayPlanTests {
    private func read(_ text: String) throws -> (plan: GatewayPlan?, faults: [String]) {
        let log = FaultLog(file: "f.json")
        let value = try JSONValue.parse(Array(text.utf8), file: "f.json")
        let pointer = JSONPointer.root.appending("gateway")
        let plan = GatewayPlan.read(Node(value, at: pointer, log: log))
        return (plan, log.faults.map(\.description))
    }

    @Test(
        "Nothing said and the device's name both mean the 0 046 89",
        arguments: [
            "{}", #""legrand-004689""#, #""0 046 89""#, #""004689""#,
            #"{ "description": "in the plant room" }"#,
        ]
    )
    func defaults(_ text: String) throws {
        let (plan, faults) = try read(text)
        #expect(faults.isEmpty)
        #expect(plan == GatewayPlan())
        #expect(plan?.timeout == .milliseconds(1000))
        #expect(plan?.socketTimeout == .minutes(10))
        #expect(plan?.devices == 32 && plan?.queue == 16)
        #expect(plan?.units == [1...247] && plan?.framing == .rtu)
        #expect(plan?.onTimeout == .exception && plan?.broadcast == .silence)
    }

    @Test("Every key is read")
    func everyKey() throws {
        let (plan, faults) = try read(
            """
            { "timeout": "250ms", "socketTimeout": "never", "queue": 0, "devices": 8,
              "onTimeout": "silence", "onNoPath": "silence", "units": ["1-9, 20", 40],
              "broadcast": "acknowledge", "turnaround": 0.2, "framing": "ascii" }
            """
        )
        #expect(faults.isEmpty)
        var expected = GatewayPlan()
        expected.timeout = .milliseconds(250)
        expected.socketTimeout = nil
        expected.queue = 0
        expected.devices = 8
        expected.onTimeout = .silence
        expected.onNoPath = .silence
        expected.units = [1...9, 20...20, 40...40]
        expected.broadcast = .acknowledge
        expected.turnaround = .milliseconds(200)
        expected.framing = .ascii
        #expect(plan == expected)
        #expect((1...60).filter { expected.reaches($0) } == Array(1...9) + [20, 40])
    }

    /// What stands in the file, and what the fault must say.
    private static let bad: [(String, [String])] = [
        (#"{ "timout": 1 }"#, ["/gateway/timout", "did you mean \"timeout\""]),
        (#"{ "timeout": "0s" }"#, ["/gateway/timeout", "1ms", "10m"]),
        (#"{ "timeout": "1 s" }"#, ["/gateway/timeout"]),
        (#"{ "socketTimeout": "ever" }"#, ["/gateway/socketTimeout", "\"never\""]),
        (#"{ "socketTimeout": 0 }"#, ["/gateway/socketTimeout", "100ms", "\"never\""]),
        (#"{ "queue": -1 }"#, ["/gateway/queue", "0 to 1024"]),
        (#"{ "queue": 1.5 }"#, ["/gateway/queue", "whole number"]),
        (#"{ "devices": 0 }"#, ["/gateway/devices", "1 to 247"]),
        (#"{ "onTimeout": "exeption" }"#, ["/gateway/onTimeout", "did you mean \"exception\""]),
        (#"{ "broadcast": "answer" }"#, ["/gateway/broadcast", "acknowledge", "silence"]),
        (#"{ "framing": "RTU" }"#, ["/gateway/framing", "did you mean \"rtu\""]),
        (#"{ "turnaround": "1m" }"#, ["/gateway/turnaround", "10s"]),
        (#"{ "units": "0-4" }"#, ["/gateway/units", "1 to 247"]),
        (#"{ "units": "9-4" }"#, ["/gateway/units", "does not name units"]),
        (#"{ "units": "1-4-9" }"#, ["/gateway/units", "does not name units"]),
        (#"{ "units": "1,,2" }"#, ["/gateway/units", "does not name units"]),
        (#"{ "units": "" }"#, ["/gateway/units", "does not name units"]),
        (#"{ "units": [] }"#, ["/gateway/units", "names no unit"]),
        (#"{ "units": [3, "248"] }"#, ["/gateway/units/1", "248"]),
        (#"{ "units": 300 }"#, ["/gateway/units", "1 to 247"]),
        (#"{ "units": true }"#, ["/gateway/units", "expected units"]),
        (#""legrand-4689""#, ["/gateway:", "did you mean \"legrand-004689\""]),
        ("7", ["/gateway:", "gateway settings, or \"legrand-004689\""]),
    ]

    @Test("What is wrong is named with its place and what is allowed", arguments: bad)
    func faults(_ text: String, _ parts: [String]) throws {
        let (_, faults) = try read(text)
        #expect(!faults.isEmpty)
        for part in parts {
            #expect(faults.contains { $0.contains(part) }, "\(part) in \(faults)")
        }
    }

    @Test("All faults of one gateway are told at once")
    func allFaults() throws {
        let (_, faults) = try read(#"{ "queue": -1, "timeout": 0, "unit": 3 }"#)
        #expect(faults.count == 3)
    }

    @Test("More meters than it is made for are worth a warning")
    func manyMeters() {
        #expect(GatewayPlan().warning(meters: 32) == nil)
        let text = GatewayPlan().warning(meters: 33)
        #expect(text == "the gateway is made for 32 devices; the bus has 33 meters")
    }

    /// Baud rate, 3.5 characters of eleven bits, and of ten, in microseconds.
    private static let silences: [(Int, Int64, Int64)] = [
        (1200, 32_083, 29_167), (2400, 16_042, 14_583), (9600, 4010, 3646), (19_200, 2005, 1823),
        (38_400, 1750, 1750), (115_200, 1750, 1750),
    ]

    @Test(
        "It sends after 3.5 characters of eleven bits, whatever is programmed",
        arguments: silences
    )
    func times(_ baud: Int, _ eleven: Int64, _ ten: Int64) {
        var line = LinePlan()
        line.baudRate = baud
        line.timing = .realistic
        let times = GatewayTiming(line, framing: .rtu)
        #expect(times.rest == eleven * 1000 && times.silence == eleven * 1000)
        line.parity = .none
        let short = GatewayTiming(line, framing: .rtu)
        #expect(short.rest == eleven * 1000 && short.silence == ten * 1000)
        line.timing = .instant
        let instant = GatewayTiming(line, framing: .rtu)
        #expect(instant.rest == 0 && instant.silence == ten * 1000)
        #expect(!instant.isPaced && instant.duration(of: 256) == 0)
    }

    @Test("A gateway that is set otherwise than the line has its own times")
    func ownTimes() {
        var line = LinePlan()
        line.baudRate = 9600
        line.timing = .realistic
        let sender = ClientLine(baudRate: 19_200, stopBits: 1, parity: .even)
        let own = GatewayTiming(line, framing: .rtu, sender: sender)
        #expect(own.rest == 2_005_000)
        // 8 bytes of 11 bits.
        #expect(own.duration(of: 8) == 4_583_333)
        // Seven data bits.
        #expect(GatewayTiming(line, framing: .ascii).duration(of: 96) == 100_000_000)
        #expect(GatewayTiming(line, framing: .ascii).silence == 1_000_000_000)
    }
}
