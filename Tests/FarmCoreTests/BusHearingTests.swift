import FarmCore
import SimulatedTime
import Testing

@Suite("Which meters of a bus a request reaches")
struct BusHearingTests {
    private static let ms = HostStage.millisecond

    /// A meter whose tariff a master can select.
    private static func meter(_ name: String, _ address: Int, more: String = "") -> String {
        BusBench.meter(name, address, model: "meterfarm-reference", more: more)
    }

    // MARK: Broadcasts

    @Test(
        "With a strict check a broadcast reaches the meters that are set as its sender",
        arguments: [
            (nil, [3, 3, 1]),
            (ClientLine(baudRate: 9600, stopBits: 1, parity: .even), [3, 3, 1]),
            (ClientLine(baudRate: 19_200, stopBits: 1, parity: .even), [1, 1, 3]),
            (ClientLine(baudRate: 9600, stopBits: 1, parity: .odd), [1, 1, 1]),
        ] as [(ClientLine?, [Int64])],
        LinePlan.Timing.allCases
    )
    func strictBroadcast(_ sender: (line: ClientLine?, tariffs: [Int64]), _ timing: LinePlan.Timing)
        throws
    {
        let bench = try BusBench(
            [
                Self.meter("a", 5), Self.meter("b", 6),
                Self.meter("c", 7, more: #", "line": { "baudRate": 19200 }"#),
            ],
            line: """
                { "baudRate": 9600, "parity": "even", "check": "strict",
                  "timing": "\(timing.rawValue)" }
                """
        )
        let client = bench.rtu(set: sender.line)
        let request = Bytes.withCRC([0] + ReferenceMeter.selectTariff3)
        #expect(bench.ask(client, request) == [])
        #expect(bench.tariffs("a", "b", "c") == sender.tariffs)
    }

    @Test("A lenient check takes every sender for one that is set as the bus is")
    func lenientBroadcast() throws {
        let bench = try BusBench(
            [Self.meter("a", 5), Self.meter("b", 6)],
            line: #"{ "timing": "realistic" }"#
        )
        let client = bench.rtu(set: ClientLine(baudRate: 19_200, stopBits: 1, parity: .odd))
        _ = bench.ask(client, Bytes.withCRC([0] + ReferenceMeter.selectTariff3))
        #expect(bench.tariffs("a", "b") == [3, 3])
    }

    /// The SDM630 needs 20 ms of rest before a request.
    @Test(
        "A broadcast that comes too soon for a meter is not carried out by it",
        arguments: [(10, 100), (25, 200)] as [(Int64, Float)]
    )
    func hastyBroadcast(rest: Int64, width: Float) throws {
        let bench = try BusBench(
            [BusBench.meter("m", 7, model: "eastron-sdm630")],
            line: #"{ "timing": "realistic" }"#
        )
        let client = bench.rtu()
        client.send(Bytes.withCRC([7] + EastronMeter.readVoltage))
        while client.received.count < 9 { bench.stage.run(for: Self.ms / 4) }
        let end = try #require(client.arrivals.last?.at)
        bench.stage.run(until: end + rest * Self.ms)
        // The width of a pulse is 100 ms until it is written.
        _ = bench.ask(client, Bytes.withCRC([0] + EastronMeter.write(12, 200)))
        let found = bench.ask(client, Bytes.withCRC([7] + EastronMeter.read(12)))
        #expect(found == Bytes.withCRC([7, 3, 4] + EastronMeter.write(12, width).suffix(4)))
    }

    // MARK: The single meter of a bus

    @Test(
        "The one meter of a bus that does not hear it answers as no unit at all",
        arguments: [#", "connection": "open""#, #", "line": { "baudRate": 19200 }"#],
        LinePlan.Timing.allCases
    )
    func deafSingle(_ mistake: String, _ timing: LinePlan.Timing) throws {
        let bench = try BusBench(
            [BusBench.meter("a", 1, more: mistake)],
            line: #"{ "baudRate": 9600, "timing": "\#(timing.rawValue)" }"#
        )
        let client = bench.tcp()
        for unit in [1, 255, 0] as [UInt8] {
            let answer = bench.ask(client, Bytes.tcp(9, unit, LegrandMeter.readIdentifier))
            #expect(answer == Bytes.tcp(9, unit, [0x83, 0x0B]), "unit \(unit)")
        }
        // Its own Ethernet port does not go over that line.
        let own = SessionLine(MBAPSession(bus: bench.bus, only: "a"), bench.stage)
        let answer = bench.ask(own, Bytes.tcp(9, 255, LegrandMeter.readIdentifier))
        #expect(answer == Bytes.tcp(9, 255, LegrandMeter.identifier))
    }

    @Test(
        "The one meter that hears its bus is units 0 and 255 too",
        arguments: LinePlan.Timing.allCases
    )
    func single(_ timing: LinePlan.Timing) throws {
        let bench = try BusBench(
            [BusBench.meter("a", 1)],
            line: #"{ "timing": "\#(timing.rawValue)" }"#
        )
        let client = bench.tcp()
        for unit in [1, 255, 0] as [UInt8] {
            let answer = bench.ask(client, Bytes.tcp(9, unit, LegrandMeter.readIdentifier))
            #expect(answer == Bytes.tcp(9, unit, LegrandMeter.identifier), "unit \(unit)")
        }
    }

    // MARK: ASCII

    /// An ASCII frame that ends in another character than LF.
    private static func ascii(_ unit: UInt8, _ pdu: [UInt8], _ delimiter: Character = "\n")
        -> [UInt8]
    {
        Bytes.ascii([unit] + pdu).dropLast() + Array(String(delimiter).utf8)
    }

    @Test("A meter whose ASCII delimiter is changed listens for its own, the others for theirs")
    func delimiters() throws {
        let bench = try BusBench([Self.meter("a", 1), Self.meter("b", 2)])
        let client = bench.ascii()
        let change: [UInt8] = [8, 0, 3, 0x21, 0]
        _ = bench.ask(client, Self.ascii(1, change))
        let read = ReferenceMeter.readTariff
        let second = ReferenceMeter.tariff(1)
        #expect(bench.ask(client, Self.ascii(2, read)) == Self.ascii(2, second))
        #expect(bench.ask(client, Self.ascii(1, read, "!")) == Self.ascii(1, second, "!"))
        #expect(bench.ask(client, Self.ascii(1, read)) == [])
        #expect(bench.ask(client, Self.ascii(2, read, "!")) == [])
        // What is said to all is heard by those who listen for its end.
        _ = bench.ask(client, Self.ascii(0, ReferenceMeter.selectTariff3, "!"))
        #expect(bench.tariffs("a", "b") == [3, 1])
        _ = bench.ask(client, Self.ascii(0, ReferenceMeter.selectTariff3))
        #expect(bench.tariffs("a", "b") == [3, 3])
    }
}
