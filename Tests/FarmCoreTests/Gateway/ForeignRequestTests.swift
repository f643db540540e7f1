import SimulatedTime
import Testing

@testable import FarmCore

/// On a line with several masters a gateway hears the requests of the others, which look like
/// answers: address, function and checksum are right.
@Suite("A gateway that hears another master's request")
struct ForeignRequestTests {
    /// Requests without address and checksum whose length tells them from answers.
    ///
    /// Those of functions 5, 6, 8 and 22 are repeated by the answer: nobody can tell.
    private static let requests = [
        "01 00 13 00 25", "02 00 C4 00 16", "03 C5 50 00 02", "04 00 08 00 01", "07", "0B", "0C",
        "0F 00 13 00 0A 02 CD 01", "10 00 01 00 02 04 00 0A 01 02", "11", "17 00 03 00 06 00 0E",
        "2B 0E 01 00",
    ]

    private static func collector(_ framing: WireFraming) -> ResponseCollector {
        ResponseCollector(framing: framing, timing: GatewayTiming(LinePlan(), framing: framing))
    }

    @Test("It is no answer, however it ends; the answer behind it is", arguments: requests)
    func collecting(_ request: String) {
        let pdu = Bytes.hex(request)
        let answer: [UInt8] = [pdu[0] | 0x80, 2]
        for framing in [WireFraming.rtu, .ascii] {
            func frame(_ pdu: [UInt8]) -> [UInt8] {
                framing == .rtu ? Bytes.withCRC([9] + pdu) : Bytes.ascii([9] + pdu)
            }
            var collector = Self.collector(framing)
            collector.begin(unit: 9, pdu: pdu)
            #expect(collector.heard(frame(pdu), at: HostStage.second) == nil, "\(framing)")
            #expect(collector.silence() == nil, "\(framing)")
            let found = collector.heard(frame(answer), at: 2 * HostStage.second)
            #expect(found == answer, "\(framing)")
        }
    }

    /// A bus with a meter at 5, and nobody at 9.
    private static func bench(_ line: String = #"{ "timing": "realistic" }"#) throws -> BusBench {
        try BusBench([BusBench.meter("a", 5)], line: line)
    }

    private static let read: [UInt8] = [3, 0xC5, 0x50, 0, 2]

    @Test("A foreign master that polls a dead unit is not taken for it")
    func foreignTraffic() throws {
        let bench = try Self.bench(
            """
            { "timing": "realistic", "foreignTraffic": [
              { "every": "310ms", "unit": 9, "request": "03C5500002", "answered": false } ] }
            """
        )
        let client = bench.tcp(TCPEntrance(bus: bench.bus, gateway: GatewayPlan()))
        for number in 0..<UInt16(10) {
            client.send(Bytes.tcp(number, 9, Self.read))
            let answer = bench.answer(to: client, within: 3 * HostStage.second)
            #expect(answer == Bytes.tcp(number, 9, [0x83, 0x0B]))
        }
    }

    @Test(
        "Two gateways that ask the same dead unit refuse their clients",
        arguments: [WireFraming.rtu, .ascii]
    )
    func twoGateways(_ framing: WireFraming) throws {
        let bench = try Self.bench()
        var plan = GatewayPlan()
        plan.framing = framing
        let clients = (0..<2).map { _ in
            bench.tcp(TCPEntrance(bus: bench.bus, gateway: plan))
        }
        for number in 0..<UInt16(4) {
            for client in clients {
                client.send(Bytes.tcp(number, 9, Self.read))
                bench.stage.run(for: 150 * HostStage.millisecond)
            }
            bench.stage.run(for: 4 * HostStage.second)
            for client in clients {
                #expect(client.take() == Bytes.tcp(number, 9, [0x83, 0x0B]))
            }
        }
    }

    @Test(
        "Two gateways that ask a meter in turn get its answers",
        arguments: [WireFraming.rtu, .ascii]
    )
    func twoGatewaysAnswered(_ framing: WireFraming) throws {
        let bench = try Self.bench()
        var plan = GatewayPlan()
        plan.framing = framing
        let clients = (0..<2).map { _ in
            bench.tcp(TCPEntrance(bus: bench.bus, gateway: plan))
        }
        for number in 0..<UInt16(8) {
            let client = clients[Int(number % 2)]
            client.send(Bytes.tcp(number, 5, LegrandMeter.readIdentifier))
            let answer = bench.answer(to: client, within: HostStage.second)
            #expect(answer == Bytes.tcp(number, 5, LegrandMeter.identifier))
        }
    }
}
