import FarmCore
import Testing

@Suite("A gateway passes requests on")
struct GatewayRoutingTests {
    private static let ms = HostStage.millisecond

    /// Request and response of the documented 0 046 77.
    private static let documented: [(request: String, response: String)] = [
        ("06 03 20 00 00 02 CE 7C", "06 03 04 00 03 99 18 16 A9"),
        ("06 03 20 07 00 01 3F BC", "06 03 02 00 52 8C 79"),
        ("06 10 00 C8 00 01 02 00 01 51 E8", "06 10 00 C8 00 01 81 80"),
        ("01 03 40 00 00 01 91 CA", "01 83 01 80 F0"),
    ]

    @Test("The documented frames cross in both directions", arguments: documented.indices)
    func documentedFrames(_ index: Int) {
        let bench = GatewayBench()
        let (request, response) = Self.documented[index]
        bench.wire.answers = { sent in
            sent == Bytes.hex(request)
                ? [.init(after: 20 * Self.ms, bytes: Bytes.hex(response))] : []
        }
        let line = bench.connect()
        let unit = Bytes.hex(request)[0]
        line.send(Bytes.tcp(0x1501, unit, Array(Bytes.hex(request).dropFirst().dropLast(2))))
        bench.stage.run(for: HostStage.second / 2)
        #expect(bench.wire.sent.map(\.bytes) == [Bytes.hex(request)])
        let pdu = Array(Bytes.hex(response).dropFirst().dropLast(2))
        #expect(line.received == Bytes.tcp(0x1501, unit, pdu))
    }

    @Test("An answer is passed on with its last byte: 8 bytes out, 20 ms, 9 bytes back")
    func instantOfTheAnswer() {
        let bench = GatewayBench()
        bench.wire.answers = { _ in
            [.init(after: 20 * Self.ms, bytes: Bytes.hex("06 03 04 00 03 99 18 16 A9"))]
        }
        let line = bench.connect()
        let start = bench.stage.now
        line.send(Bytes.tcp(1, 6, Bytes.hex("03 20 00 00 02")))
        bench.stage.run(for: HostStage.second)
        let expected = start + 17 * GatewayBench.character + 20 * Self.ms
        #expect(line.arrivals.map(\.at) == [expected])
    }

    @Test("In ASCII the same request has its own form")
    func asciiForm() {
        var plan = GatewayPlan()
        plan.framing = .ascii
        let bench = GatewayBench(plan)
        bench.wire.answers = { _ in
            [.init(after: Self.ms, bytes: Array(":060304000399183F\r\n".utf8))]
        }
        let line = bench.connect()
        line.send(Bytes.tcp(9, 6, Bytes.hex("03 20 00 00 02")))
        bench.stage.run(for: HostStage.second / 2)
        #expect(bench.wire.sent.map(\.bytes) == [Array(":060320000002D5\r\n".utf8)])
        #expect(bench.wire.sent.map(\.framing) == [.ascii])
        #expect(line.received == Bytes.tcp(9, 6, Bytes.hex("03 04 00 03 99 18")))
    }

    @Test(
        "A unit that no way leads to is refused with 0A at once and never asked",
        arguments: [
            UInt8(33), 248, 254, 255,
        ]
    )
    func noWay(_ unit: UInt8) {
        var plan = GatewayPlan()
        plan.units = [1...32]
        let bench = GatewayBench(plan)
        let line = bench.connect()
        line.send(Bytes.tcp(7, unit, GatewayBench.read(1)))
        #expect(line.received == Bytes.tcp(7, unit, [0x83, 0x0A]))
        bench.stage.run(for: 2 * HostStage.second)
        #expect(bench.wire.sent.isEmpty)
    }

    @Test("The refusal for a way that is not there can be silence")
    func silentAboutWays() {
        var plan = GatewayPlan()
        plan.onNoPath = .silence
        let bench = GatewayBench(plan)
        bench.answerReads()
        let line = bench.connect()
        line.send(Bytes.tcp(1, 250, GatewayBench.read(1)) + Bytes.tcp(2, 5, GatewayBench.read(2)))
        bench.stage.run(for: HostStage.second)
        #expect(line.received == Bytes.tcp(2, 5, GatewayBench.value(2)))
    }

    @Test("The master tells the meters who asks, and that it is a gateway")
    func origin() {
        let bench = GatewayBench()
        _ = bench.connect()
        let second = bench.connect()
        second.send(Bytes.tcp(1, 5, GatewayBench.read(1)))
        let origin = RequestOrigin(client: "10.0.0.2", connection: 2, isGateway: true)
        #expect(bench.wire.sent.map(\.origin) == [origin])
        #expect(bench.wire.sent.map(\.format) == [nil])
    }

    @Test("A way of the bus's own replaces the unit on the line, not in the answer")
    func ownWay() {
        let plan = GatewayPlan.plain(foreignUnit: .exception, timing: .realistic)
        let bench = GatewayBench(plan, way: { $0 == 255 ? 5 : nil })
        bench.answerReads()
        let line = bench.connect()
        line.send(Bytes.tcp(3, 255, GatewayBench.read(0x2000)))
        bench.stage.run(for: HostStage.second)
        #expect(bench.wire.sent.map(\.bytes) == [Bytes.withCRC([5] + GatewayBench.read(0x2000))])
        #expect(line.received == Bytes.tcp(3, 255, GatewayBench.value(0x2000)))
    }

    @Test("A broadcast goes out and is answered by nothing; then units have their time")
    func broadcast() {
        let bench = GatewayBench()
        bench.answerReads()
        let line = bench.connect()
        let write = Bytes.hex("06 01 00 00 07")
        line.send(Bytes.tcp(1, 0, write) + Bytes.tcp(2, 5, GatewayBench.read(2)))
        bench.stage.run(for: HostStage.second)
        #expect(bench.wire.sent.first?.bytes == Bytes.withCRC([0] + write))
        #expect(line.received == Bytes.tcp(2, 5, GatewayBench.value(2)))
        let rest = bench.wire.sent[1].start - bench.wire.sent[0].end
        #expect(rest == 100 * Self.ms)
    }

    /// A broadcast and its acknowledgement; nil where a unit would answer with data.
    private static let acknowledged: [(String, String?)] = [
        ("06 01 00 00 07", "06 01 00 00 07"),
        ("05 00 01 FF 00", "05 00 01 FF 00"),
        ("10 00 C8 00 01 02 00 01", "10 00 C8 00 01"),
        ("0F 00 13 00 0A 02 CD 01", "0F 00 13 00 0A"),
        ("16 00 04 00 F2 00 25", "16 00 04 00 F2 00 25"),
        ("03 20 00 00 02", nil),
    ]

    @Test("A gateway may acknowledge a broadcast when it is on the line", arguments: acknowledged)
    func acknowledgedBroadcast(_ pair: (String, String?)) {
        var plan = GatewayPlan()
        plan.broadcast = .acknowledge
        let bench = GatewayBench(plan)
        let line = bench.connect()
        line.send(Bytes.tcp(5, 0, Bytes.hex(pair.0)))
        bench.stage.run(for: HostStage.second)
        #expect(line.received == (pair.1.map { Bytes.tcp(5, 0, Bytes.hex($0)) } ?? []))
        let ends = bench.wire.sent.map(\.end)
        #expect(line.arrivals.map(\.at) == (pair.1 == nil ? [] : ends))
    }
}
