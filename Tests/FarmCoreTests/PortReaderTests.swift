import Documents
import FarmCore
import MeterModels
import SimulatedTime
import Testing

@Suite("Reading the ports of a bus")
struct PortReaderTests {
    private static let load = #"{ "phases": { "l1": { "activePower": 1 } } }"#

    private static func farm(_ ports: String) -> String {
        #"{ "buses": [{ "name": "b", "ports": [\#(ports)] }], "meters": [] }"#
    }

    private func port(_ text: String) throws -> PortPlan {
        try #require(try TestMeter.plan(Self.farm("{ \(text) }")).buses.first?.ports.first)
    }

    private func faults(_ ports: String) throws -> [String] {
        let document = try JSONValue.parse(Array(Self.farm(ports).utf8), file: "f.json")
        let report = FarmReader(file: "f.json", library: TestMeter.library).read(document)
        #expect((report.plan == nil) == !report.faults.isEmpty)
        return report.faults.map(\.description)
    }

    @Test("Each protocol comes in at each of its places")
    func places() throws {
        let all: [(String, PortPlan.WireProtocol, PortPlan.Place)] = [
            (
                #""protocol": "modbus-rtu", "pty": "run/x""#, .modbusRTU,
                .pseudoTerminal(link: "run/x")
            ),
            (#""protocol": "modbus-ascii", "pty": "x""#, .modbusASCII, .pseudoTerminal(link: "x")),
            (
                #""protocol": "modbus-rtu", "serial": "/dev/ttyUSB0""#, .modbusRTU,
                .serialDevice(path: "/dev/ttyUSB0")
            ),
            (
                #""protocol": "modbus-ascii", "serial": "/dev/serial/by-id/a b""#, .modbusASCII,
                .serialDevice(path: "/dev/serial/by-id/a b")
            ),
            (
                #""protocol": "modbus-rtu", "listen": "[::1]:0""#, .modbusRTU,
                .tcp(host: "::1", port: 0)
            ),
            (
                #""protocol": "modbus-ascii", "listen": "h:502""#, .modbusASCII,
                .tcp(host: "h", port: 502)
            ),
            (
                #""protocol": "modbus-tcp", "listen": "0.0.0.0:1502""#, .modbusTCP,
                .tcp(host: "0.0.0.0", port: 1502)
            ),
            (#""protocol": "modbus-tcp", "eachMeter": 502"#, .modbusTCP, .eachMeter(port: 502)),
        ]
        for (text, spoken, place) in all {
            #expect(
                try port(text) == PortPlan(name: "b", wireProtocol: spoken, place: place)
            )
        }
        #expect(PortPlan.WireProtocol.modbusRTU.framing == .rtu)
        #expect(PortPlan.WireProtocol.modbusASCII.framing == .ascii)
        #expect(PortPlan.WireProtocol.modbusTCP.framing == nil)
    }

    @Test("A serial device is used as the file says")
    func devices() throws {
        let device = #""protocol": "modbus-rtu", "serial": "/dev/ttyS1""#
        #expect(try port(device).device == DevicePlan())
        #expect(try port(device + #", "rs485": false, "wait": true"#).device.rs485 == nil)
        #expect(try port(device + #", "wait": true"#).device.waits)
        #expect(try port(device + #", "rs485": true"#).device.rs485 == RS485Plan())
        let plan = try port(
            device + #", "rs485": { "rtsOnSend": false, "delayBefore": "1ms", "delayAfter": 0.1 }"#
        )
        #expect(plan.device.rs485?.requestToSendOnSend == false)
        #expect(plan.device.rs485?.delayBefore == .milliseconds(1))
        #expect(plan.device.rs485?.delayAfter == .milliseconds(100))
    }

    @Test("A TCP port has its limit of connections")
    func connections() throws {
        let tcp = #""protocol": "modbus-tcp", "listen": "h:1""#
        #expect(try port(tcp).connections == ConnectionPlan())
        let plan = try port(tcp + #", "connectionLimit": 2, "whenFull": "dropOldest""#)
        #expect(plan.connections.limit == 2 && plan.connections.whenFull == .dropOldest)
        let each = #""protocol": "modbus-tcp", "eachMeter": 0, "connectionLimit": 1"#
        #expect(try port(each).connections.limit == 1)
    }

    @Test("A master's end is played over what is seen, and that over the bus")
    func clientLines() throws {
        let pty = #""protocol": "modbus-rtu", "pty": "p", "clientLine": "#
        let bus = LineFormat(baudRate: 19_200, parity: .even, stopBits: 1)
        let seen = ClientLine(baudRate: 9600, stopBits: 2, parity: .noneOrEven)
        let parity = try #require(try port(pty + #"{ "parity": "none" }"#).clientLine)
        #expect(
            parity.line(seen: seen, bus: bus)
                == ClientLine(baudRate: 9600, stopBits: 2, parity: .none)
        )
        #expect(
            parity.line(seen: nil, bus: bus)
                == ClientLine(baudRate: 19_200, stopBits: 1, parity: .none)
        )
        let whole = #"{ "baudRate": 4800, "parity": "odd", "stopBits": 1 }"#
        let all = try #require(try port(pty + whole).clientLine)
        #expect(
            all.line(seen: seen, bus: bus)
                == ClientLine(baudRate: 4800, stopBits: 1, parity: .odd)
        )
        #expect(ClientLinePlan().line(seen: nil, bus: bus) == ClientLine(bus))
        let tcp = #""protocol": "modbus-tcp", "listen": "h:1", "clientLine": {}"#
        #expect(try port(tcp).clientLine == ClientLinePlan())
        #expect(try port(#""protocol": "modbus-tcp", "listen": "h:1""#).clientLine == nil)
    }

    /// What stands in the port, and what the line of the fault must contain.
    private static let bad: [(String, String)] = [
        (#""protocol": "modbus-rtu""#, #"0: needs exactly one of "pty" (the path of a link), "#),
        (
            #""protocol": "modbus-tcp""#,
            #"needs exactly one of "listen" (HOST:PORT) and "eachMeter" (a TCP port"#
        ),
        (#""protocol": "modbus-rtu", "pty": "p", "listen": "h:1""#, "needs exactly one of"),
        (#""protocol": "modbus-rtu", "pty": "p", "serial": "/dev/x""#, "needs exactly one of"),
        (#""protocol": "modbus-tcp", "listen": "h:1", "eachMeter": 5"#, "needs exactly one of"),
        (
            #""pty": "p""#,
            #"0: "protocol" is missing; modbus-rtu, modbus-ascii, modbus-tcp or m-bus"#
        ),
        (#""protocol": "modbus-asci", "pty": "p""#, #"did you mean "modbus-ascii"?"#),
        (#""protocol": "modbus-tcp", "pty": "p""#, #"0/pty: modbus-tcp needs "listen" or "each"#),
        (
            #""protocol": "modbus-tcp", "serial": "/dev/ttyS0""#,
            "0/serial: modbus-tcp needs \"listen\" or \"eachMeter\"; a serial device carries"
        ),
        (
            #""protocol": "modbus-rtu", "eachMeter": 502"#,
            #"0/eachMeter: modbus-rtu needs "pty" or "serial" or "listen"; a meter with an addr"#
        ),
        (#""protocol": "modbus-tcp", "eachMeter": 65536"#, "0/eachMeter: 65536 is out of range"),
        (#""protocol": "modbus-rtu", "serial": """#, "0/serial: \"\" is no path of a device"),
        (#""protocol": "modbus-rtu", "serial": 3"#, "0/serial: "),
        (#""protocol": "modbus-rtu", "pty": "p", "rs485": true"#, #"0/rs485: is for a port with "#),
        (
            #""protocol": "modbus-tcp", "listen": "h:1", "wait": true"#,
            #"0/wait: is for a port with "serial"; a TCP port is no device"#
        ),
        (#""protocol": "modbus-rtu", "serial": "/d", "wait": "yes""#, "0/wait: "),
        (#""protocol": "modbus-rtu", "serial": "/d", "rs485": "on""#, "0/rs485: "),
        (
            #""protocol": "modbus-rtu", "serial": "/d", "rs485": { "delayBefore": "200ms" }"#,
            "0/rs485/delayBefore: a duration of 200ms is out of range"
        ),
        (
            #""protocol": "modbus-rtu", "serial": "/d", "rs485": { "delayAfter": "1500us" }"#,
            "0/rs485/delayAfter: 1ms500us is not whole milliseconds"
        ),
        (
            #""protocol": "modbus-rtu", "serial": "/d", "rs485": { "rtsOnSent": true }"#,
            #"did you mean "rtsOnSend"?"#
        ),
        (
            #""protocol": "modbus-rtu", "serial": "/d", "clientLine": {}"#,
            "0/clientLine: cannot be played on a real line"
        ),
        (
            #""protocol": "modbus-tcp", "eachMeter": 502, "clientLine": {}"#,
            "0/clientLine: is for a serial line"
        ),
        (
            #""protocol": "modbus-rtu", "pty": "p", "clientLine": { "baud": 9600 }"#,
            #"0/clientLine/baud: unknown key "baud"; allowed: baudRate, parity, stopBits"#
        ),
        (
            #""protocol": "modbus-rtu", "pty": "p", "clientLine": { "stopBits": 3 }"#,
            "0/clientLine/stopBits: 3 is out of range"
        ),
        (
            #""protocol": "modbus-rtu", "pty": "p", "connectionLimit": 2"#,
            "0/connectionLimit: is for a TCP port; a pty has no connections"
        ),
        (
            #""protocol": "modbus-rtu", "serial": "/d", "whenFull": "refuse""#,
            "0/whenFull: is for a TCP port; a serial device has no connections"
        ),
        (
            #""protocol": "modbus-tcp", "listen": "h:1", "connectionLimit": 0"#,
            "0/connectionLimit: 0 is out of range"
        ),
        (
            #""protocol": "modbus-tcp", "listen": "h:1", "whenFull": "drop""#,
            #"0/whenFull: "drop" is unknown"#
        ),
        (
            #""protocol": "modbus-rtu", "pty": "p", "gateway": {}"#,
            #"0/gateway: is for a modbus-tcp port with "listen"; this is modbus-rtu on a pty"#
        ),
        (
            #""protocol": "modbus-rtu", "listen": "h:1", "gateway": {}"#,
            "this is modbus-rtu on a TCP port"
        ),
        (
            #""protocol": "modbus-tcp", "eachMeter": 502, "gateway": {}"#,
            "this is modbus-tcp on a TCP port of each meter"
        ),
        (#""protocol": "modbus-rtu", "ptty": "p""#, #"did you mean "pty"?"#),
    ]

    @Test("A wrong port is refused with the place and what is allowed", arguments: bad.indices)
    func faulty(index: Int) throws {
        let (text, expected) = Self.bad[index]
        let faults = try faults("{ \(text) }")
        #expect(faults.contains { $0.contains(expected) }, "\(faults)")
        #expect(faults.allSatisfy { $0.hasPrefix("f.json: /buses/0/ports/0") })
    }

    @Test("Two ports cannot share a device, and each meter's port may be given twice")
    func shared() throws {
        let device = #"{ "protocol": "modbus-rtu", "serial": "/dev/ttyUSB0" }"#
        let other = #"{ "protocol": "modbus-ascii", "serial": "/dev/ttyUSB0", "wait": true }"#
        let faults = try faults("\(device), \(other)")
        #expect(faults.contains { $0.contains("the port at serial /dev/ttyUSB0 is also used") })
    }

    @Test("Each meter of the bus with an address of its own gets a socket named after it")
    func meterPorts() throws {
        var meters = try ["a", "b", "c", "d"].map { name in
            var meter = try TestMeter.meterPlan(load: Self.load)
            meter.name = name
            meter.bus = name == "d" ? "other" : "b"
            meter.address = 7
            meter.ip = name == "b" ? nil : "127.0.0.1\(name == "a" ? 1 : 2)"
            return meter
        }
        let each = PortPlan(name: "b", wireProtocol: .modbusTCP, place: .eachMeter(port: 502))
        let ports = each.meterPorts(of: "b", meters)
        #expect(ports.map(\.meter) == ["a", "c"])
        #expect(ports.map(\.host) == ["127.0.0.11", "127.0.0.12"])
        #expect(ports.allSatisfy { $0.port == 502 && $0.address == 7 })
        meters.removeAll()
        #expect(each.meterPorts(of: "b", meters).isEmpty)
        let listening = PortPlan(
            name: "b",
            wireProtocol: .modbusTCP,
            place: .tcp(host: "127.0.0.1", port: 502)
        )
        #expect(
            try listening.meterPorts(of: "b", [TestMeter.meterPlan(load: Self.load)]) == []
        )
    }
}
