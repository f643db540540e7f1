import Documents
import FarmCore
import MeterModels
import Metrology
import Testing

@Suite("Devices in a farm file")
struct DeviceFarmTests {
    private static func farm(_ meters: String...) -> String {
        """
        { "buses": [{ "name": "b", "line": { "baudRate": 9600, "parity": "none" } }],
          "meters": [\(meters.joined(separator: ", "))] }
        """
    }

    private static func meter(_ name: String, _ model: String, _ more: String) -> String {
        #"{ "name": "\#(name)", "model": "\#(model)", "load": "shop", \#(more) }"#
    }

    private static func breaker(_ more: String) -> String {
        meter("m", "legrand-dpx3-630", #""bus": "b", \#(more)"#)
    }

    @Test("Plugs give address, framing, character format and speed")
    func plugs() throws {
        let plugs = #""configurators": { "A1": 1, "A2": 0, "A3": 5, "M": 5, "B": 4 }"#
        let plan = try TestMeter.plan(Self.farm(Self.breaker(plugs)))
        let station = try #require(plan.meters.first).station
        #expect(station.address == 105)
        #expect(station.framing == .ascii && station.parity == .even && station.stopBits == 1)
        #expect(station.baudRate == 19_200)
        let few = #""repeat": { "from": 3, "to": 4 }, "configurators": { "A3": "{n}" }"#
        let stations = try TestMeter.plan(
            Self.farm(Self.meter("m-{n}", "legrand-026136", #""bus": "b", \#(few)"#))
        ).meters.map(\.station)
        #expect(stations.map(\.address) == [3, 4])
        #expect(stations.map(\.framing) == [.rtu, .rtu])
        #expect(stations.map(\.baudRate) == [1200, 1200])
    }

    /// What stands in the meter, and what the fault must contain.
    private static let bad: [(String, String)] = [
        (
            breaker(#""configurators": {}"#),
            "/meters/0/configurators: 0 is out of range; an address"
        ),
        (
            breaker(#""configurators": { "A1": 9, "A2": 0, "A3": 0 }"#),
            "/meters/0/configurators: 900 is out of range; an address from 1 to 247"
        ),
        (breaker(#""configurators": { "A4": 1 }"#), #"unknown key "A4"; did you mean "A1""#),
        (
            breaker(#""configurators": { "A3": 1, "B": 8 }"#),
            "/meters/0/configurators/B: 8 stands for nothing; 0 to 5"
        ),
        (breaker(#""configurators": { "A3": 10 }"#), "10 is out of range; the number of a plug"),
        (
            breaker(#""address": 4, "configurators": { "A3": 4 }"#),
            "/meters/0/address: stands beside \"configurators\""
        ),
        (
            meter("m", "eastron-sdm630", #""bus": "b", "configurators": { "A3": 4 }"#),
            "is not set by configurators"
        ),
        (
            breaker(#""address": 4, "inputs": { "1": 1 }"#),
            "/meters/0/inputs/1: DPX3 630 electronic has no digital inputs"
        ),
        (
            meter("m", "legrand-026136", #""bus": "b", "address": 4, "inputs": { "25": 1 }"#),
            "has 24 digital inputs"
        ),
        (
            meter(
                "m",
                "legrand-026136",
                #""bus": "b", "address": 4, "sensors": { "current5": 0 }"#
            ),
            #"unknown key "current5""#
        ),
        (
            meter(
                "m",
                "eastron-sdm630",
                #""bus": "b", "address": 4, "sensors": { "current1": 0 }"#
            ),
            "has no sensors"
        ),
        (
            meter("m", "eastron-sdm630", #""bus": "b", "address": 4, "device": "x", "channel": 1"#),
            "has one measuring input"
        ),
        (
            meter("m", "legrand-412000", #""device": "x""#),
            "\"channel\" is missing beside \"device\""
        ),
        (
            meter("m", "legrand-412000", #""device": "x", "channel": 6"#),
            "6 is out of range; a measuring input from 1 to 5"
        ),
    ]

    @Test("Mistakes are told where they are", arguments: bad)
    func mistakes(_ meter: String, _ expected: String) throws {
        let document = try JSONValue.parse(Array(Self.farm(meter).utf8), file: "f.json")
        let report = FarmReader(file: "f.json", library: TestMeter.library).read(document)
        let faults = report.faults.map(\.description)
        #expect(faults.contains { $0.contains(expected) }, "\(faults)")
    }

    @Test("The entries of a device are of one model and each channel is there once")
    func channels() throws {
        func entry(_ name: String, _ channel: Int) -> String {
            Self.meter(name, "legrand-412000", #""device": "eco", "channel": \#(channel)"#)
        }
        let plan = try TestMeter.plan(Self.farm(entry("a", 1), entry("b", 5)))
        #expect(plan.meters.map(\.channel?.channel) == [1, 5])
        #expect(plan.meters.map(\.channel?.device) == ["eco", "eco"])
        let twice = Self.farm(entry("a", 2), entry("b", 2))
        let document = try JSONValue.parse(Array(twice.utf8), file: "f.json")
        let report = FarmReader(file: "f.json", library: TestMeter.library).read(document)
        #expect(
            report.faults.map(\.description).contains {
                $0.contains("input 2 of \"eco\" is taken by /meters/0/channel")
            }
        )
    }

    @Test("A device set to ASCII hears no RTU, one set to RTU no ASCII")
    func framing() throws {
        func interface(_ address: Int, _ mode: Int) -> String {
            Self.meter(
                "m\(address)",
                "legrand-026136",
                #""bus": "b", "configurators": { "A3": \#(address), "M": \#(mode), "B": 3 }"#
            )
        }
        let bench = try BusBench(
            [interface(1, 0), interface(2, 4)],
            line: #"{ "baudRate": 9600, "parity": "none" }"#
        )
        let read: [UInt8] = [3, 0x10, 0x04, 0, 1]
        let answer: [UInt8] = [3, 2, 0, 0]
        let (rtu, ascii) = (bench.rtu(), bench.ascii())
        #expect(bench.ask(rtu, Bytes.withCRC([1] + read)) == Bytes.withCRC([1] + answer))
        #expect(bench.ask(rtu, Bytes.withCRC([2] + read)) == [])
        #expect(bench.ask(ascii, Bytes.ascii([2] + read)) == Bytes.ascii([2] + answer))
        #expect(bench.ask(ascii, Bytes.ascii([1] + read)) == [])
        let tcp = bench.tcp()
        #expect(
            bench.ask(tcp, Bytes.tcp(7, 2, read)) == Bytes.tcp(7, 2, answer),
            "through TCP it is reached whatever its plugs say"
        )
    }

    /// What the guide says is on the bus, by the beginnings of the quantities' names.
    private static let onTheBus: [(models: [String], has: [String], hasNot: [String])] = [
        (
            [
                "legrand-028800", "legrand-028801", "legrand-028802", "legrand-421075",
                "legrand-dpx3-250-electronic", "legrand-dpx3-250-rcd", "legrand-dpx3-630",
                "legrand-dpx3-1600",
            ],
            ["current.l1", "current.n", "breaker.position", "breaker.trip.cause"],
            ["voltage.", "power.", "energy.", "thd.", "frequency"]
        ),
        (
            ["legrand-028803", "legrand-028804"],
            [
                "current.l1", "voltage.l1", "voltage.l12", "power.active.l1", "power.apparent.l3",
                "powerFactor.l2", "frequency", "energy.active.import.total",
                "energy.reactive.import.total", "thd.voltage.l1", "breaker.position",
                "breaker.trip.cause", "breaker.trip.minute",
            ],
            []
        ),
        (
            [
                "legrand-dpx3-250-measurement", "legrand-dpx3-630-measurement",
                "legrand-dpx3-1600-measurement",
            ],
            [
                "current.l3", "voltage.l31", "frequency", "power.reactive.total",
                "powerFactor.total", "energy.reactive.import.total", "thd.current.l2",
                "breaker.position", "breaker.trip.day",
            ],
            []
        ),
        (
            ["legrand-410657", "legrand-410658"],
            [
                "current.l1", "current.n", "breaker.residualCurrent", "power.active.total",
                "energy.active.import.total", "breaker.trip.residual.current",
                "breaker.trip.overheating.temperature", "breaker.trip.testButton.current",
            ],
            ["voltage.", "frequency", "power.reactive", "energy.reactive", "thd.", "powerFactor"]
        ),
        (
            ["legrand-410659"],
            [
                "voltage.l12", "frequency", "power.reactive.total", "powerFactor.total",
                "energy.reactive.import.total", "thd.voltage.l3", "thd.current.n",
                "breaker.residualCurrent",
            ],
            []
        ),
        (
            ["legrand-026136"],
            ["digitalInputs", "digitalInputs.alarms", "relays", "analogueInput.4.current"],
            ["voltage.", "current.", "energy."]
        ),
    ]

    @Test("Each model shows what the guide says, and nothing it does not")
    func matrix() throws {
        for (models, has, hasNot) in Self.onTheBus {
            for name in models {
                let model = try ModelLibrary(TestMeter.library).model(name)
                let map = try #require(model.modbus)
                let shown = Set(map.descriptions.map(\.shows))
                for quantity in has { #expect(shown.contains(quantity), "\(name), \(quantity)") }
                for start in hasNot {
                    #expect(!shown.contains { $0.hasPrefix(start) }, "\(name), \(start)")
                }
                #expect(map.descriptions.allSatisfy { $0.evidence == .assumed }, "\(name)")
                #expect(model.features.contains { $0.evidence == .assumed }, "\(name)")
            }
        }
    }

    @Test("A DMX3 asks for 50 ms between transmissions, and what the guide says of its line")
    func line() throws {
        let model = try ModelLibrary(TestMeter.library).model("legrand-028804")
        #expect(model.response.pause == 50)
        #expect(model.serial.baudRates == [2400, 4800, 9600, 19_200, 38_400])
        #expect(model.serial.addresses == 1...247 && model.serial.stopBits == [1])
    }

    private static func ecometer(_ channel: Int, _ more: String = "") -> String {
        let place = "\"device\": \"eco\", \"channel\": \(channel)"
        return meter("e\(channel)", "legrand-412000", place + (more.isEmpty ? "" : ", " + more))
    }

    @Test("Entries of one device share its pulse inputs and its tariff input")
    func shared() throws {
        func faults(_ meters: [String], lines: [(Int, Int)] = []) throws -> [String] {
            let list = lines.map {
                #"{ "from": { "source": "w" }, "to": { "meter": "e\#($0.0)", "input": \#($0.1) } }"#
            }
            return try FarmText.report(
                meters.joined(separator: ", "),
                more: """
                    "pulseSources": [
                      { "name": "w", "medium": "water", "flow": 10, "weight": 1 } ],
                    "pulseLines": [ \(list.joined(separator: ", ")) ]
                    """
            ).faults.map(\.description)
        }
        let plain = [Self.ecometer(1), Self.ecometer(2)]
        #expect(try faults(plain, lines: [(1, 1), (2, 1)]) == [])
        #expect(
            try faults(plain, lines: [(1, 1), (1, 2), (2, 1)]) == [
                """
                f.json: /pulseLines/2/to/meter: "eco" has 2 pulse inputs for all its entries \
                together; this is line 3
                """
            ]
        )
        let high = #""inputs": { "tariff": 1 }"#
        let low = #""inputs": { "tariff": 0 }"#
        #expect(try faults([Self.ecometer(1, high), Self.ecometer(2, high)]) == [])
        #expect(try faults([Self.ecometer(1, high), Self.ecometer(2)]) == [])
        let different = try faults([Self.ecometer(1, high), Self.ecometer(2, low)])
        #expect(different.count == 1)
        #expect(different.first?.contains("/meters/1/inputs/tariff: drives the tariff") == true)
    }
}
