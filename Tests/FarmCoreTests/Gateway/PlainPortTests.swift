import FarmCore
import SimulatedTime
import Testing

@Suite("A plain Modbus TCP port in front of a line")
struct PlainPortTests {
    private static let second = HostStage.second

    private static func read(_ transaction: UInt16, _ unit: UInt8 = 5) -> [UInt8] {
        Bytes.tcp(transaction, unit, LegrandMeter.readIdentifier)
    }

    private static func identifier(_ transaction: UInt16, _ unit: UInt8 = 5) -> [UInt8] {
        Bytes.tcp(transaction, unit, LegrandMeter.identifier)
    }

    @Test(
        "Where meters check the line, the end that the port plays decides what its clients get",
        arguments: [
            ("strict", 9600, true), ("strict", 19_200, false), ("lenient", 19_200, true),
        ]
    )
    func clientLine(check: String, baudRate: Int, isHeard: Bool) throws {
        let bench = try BusBench(
            [BusBench.meter("a", 5)],
            line: #"{ "baudRate": 9600, "parity": "even", "check": "\#(check)" }"#
        )
        let sender = ClientLine(baudRate: baudRate, stopBits: 1, parity: .even)
        let client = bench.tcp(TCPEntrance(bus: bench.bus, sender: sender))
        let expected = isHeard ? Self.identifier(1) : Bytes.tcp(1, 5, [0x83, 0x0B])
        #expect(bench.ask(client, Self.read(1)) == expected)
        // A port beside it that is set right serves everybody.
        #expect(bench.ask(bench.tcp(), Self.read(2)) == Self.identifier(2))
    }

    @Test("Three hundred clients wait for the line, and none is refused")
    func manyClients() throws {
        let bench = try BusBench([BusBench.meter("a", 5)], line: #"{ "timing": "realistic" }"#)
        let port = TCPEntrance(bus: bench.bus)
        let clients = (0..<UInt16(300)).map { _ in bench.tcp(port) }
        for (number, client) in clients.enumerated() { client.send(Self.read(UInt16(number))) }
        bench.stage.run(for: 120 * Self.second)
        for (number, client) in clients.enumerated() {
            #expect(client.received == Self.identifier(UInt16(number)), "client \(number)")
        }
    }

    @Test("Clients that send sixteen requests each are all answered, in order")
    func manyRequests() throws {
        let bench = try BusBench([BusBench.meter("a", 5)], line: #"{ "timing": "realistic" }"#)
        let port = TCPEntrance(bus: bench.bus)
        let clients = (0..<20).map { _ in bench.tcp(port) }
        for client in clients { client.send((0..<UInt16(16)).flatMap { Self.read($0) }) }
        bench.stage.run(for: 120 * Self.second)
        let expected = (0..<UInt16(16)).flatMap { Self.identifier($0) }
        #expect(clients.allSatisfy { $0.received == expected })
    }

    @Test("What another client leaves unfinished on a line without time holds nobody up")
    func dribble() throws {
        // A cable of another length is enough for the line to take part.
        let bench = try BusBench([BusBench.meter("a", 5)], line: #"{ "length": 20 }"#)
        let (slow, client) = (bench.rtu(isConnection: true), bench.tcp())
        var refused: Int64?
        client.send(Self.read(1))
        #expect(client.take() == Self.identifier(1))
        for tick in 0..<100 {
            // A byte each 30 ms: the silence that ends a frame never comes.
            slow.send([0x55])
            if tick == 5 { client.send(Self.read(2, 9)) }
            bench.stage.run(for: 30 * HostStage.millisecond)
            if refused == nil { refused = client.arrivals.last?.at }
        }
        #expect(client.received == Bytes.tcp(2, 9, [0x83, 0x0B]))
        let asked = 5 * 30 * HostStage.millisecond
        #expect(try #require(refused) - asked < 30 * HostStage.millisecond)
    }

    @Test("On a line with time, what is unfinished is on the line, and is waited for")
    func dribbleWithTime() throws {
        let bench = try BusBench(
            [BusBench.meter("a", 5)],
            line: #"{ "timing": "realistic", "baudRate": 1200 }"#
        )
        let (slow, client) = (bench.rtu(isConnection: true), bench.tcp())
        slow.send([UInt8](repeating: 0x55, count: 60))
        client.send(Self.read(1))
        // Sixty characters take half a second at that speed.
        bench.stage.run(for: 400 * HostStage.millisecond)
        #expect(client.arrivals.isEmpty)
        bench.stage.run(for: Self.second)
        #expect(client.received == Self.identifier(1))
    }

    /// The SDM630 needs 20 ms of rest before a request, the SDM120 50 ms.
    @Test("A client that asks Eastrons in turn as fast as it can is always answered")
    func eastrons() throws {
        let bench = try BusBench(
            [
                BusBench.meter("three", 7, model: "eastron-sdm630"),
                BusBench.meter("one", 8, model: "eastron-sdm120"),
                BusBench.meter("other", 9),
            ],
            line: #"{ "timing": "realistic" }"#
        )
        let client = bench.tcp()
        for number in 0..<UInt16(60) {
            let unit = UInt8(7 + number % 3)
            let isEastron = unit < 9
            let request = isEastron ? EastronMeter.readVoltage : LegrandMeter.readIdentifier
            client.send(Bytes.tcp(number, unit, request))
            let answer = bench.answer(to: client, within: Self.second)
            let expected = isEastron ? [4, 4] : LegrandMeter.identifier.prefix(2)
            let frame = try #require(Bytes.frames(answer).first, "request \(number)")
            #expect(frame.transaction == number && frame.unit == unit)
            #expect(Array(frame.pdu.prefix(2)) == Array(expected), "request \(number)")
        }
    }

    @Test("Two clients of two ports of such a bus share its rest")
    func twoPorts() throws {
        let bench = try BusBench(
            [BusBench.meter("one", 8, model: "eastron-sdm120")],
            line: #"{ "timing": "realistic" }"#
        )
        let clients = [bench.tcp(), bench.tcp()]
        for number in 0..<UInt16(20) {
            for client in clients {
                client.send(Bytes.tcp(number, 8, EastronMeter.readVoltage))
            }
            for client in clients {
                let answer = bench.answer(to: client, within: Self.second)
                #expect(Bytes.frames(answer).first?.pdu.prefix(2) == [4, 4], "request \(number)")
            }
        }
    }
}
