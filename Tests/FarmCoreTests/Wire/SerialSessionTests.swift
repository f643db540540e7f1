import FarmCore
import ModbusProtocol
import SimulatedTime
import Testing

@Suite("A serial port of a wired bus")
struct SerialSessionTests {
    private static let origin = RequestOrigin(client: "pty", connection: 3)

    /// A session on a bench, as a line holds it.
    private final class Port {
        let session: SerialSession
        let bench: WireBench
        private(set) var calls = 0
        var actions = LineActions()

        init(_ bench: WireBench, framing: WireFraming = .rtu, pacesItself: Bool = false) {
            self.bench = bench
            session = SerialSession(
                wire: bench.wire,
                framing: framing,
                origin: SerialSessionTests.origin,
                pacesItself: pacesItself
            )
            session.attach { [unowned self] in calls += 1 }
        }

        /// What comes back in the same call.
        func receive(_ bytes: [UInt8]) -> [UInt8] {
            session.receive(bytes.span, at: bench.now, into: &actions)
            return take()
        }

        func proceed() -> [UInt8] {
            session.proceed(at: bench.now, into: &actions)
            return take()
        }

        private func take() -> [UInt8] {
            defer { actions.reset() }
            return actions.output
        }
    }

    @Test("Without time the answer comes back in the same call, and nobody is called")
    func sameCall() {
        let bench = WireBench(.test(.instant))
        bench.addMeter(7)
        let port = Port(bench)
        let reply = WireBench.frame(7, [3, 2, 0, 0])
        #expect(port.receive(WireBench.read(7, 1)) == reply)
        #expect(port.receive(WireBench.read(7, 1)) == reply)
        #expect(port.calls == 0)
        #expect(port.actions.timer == .unchanged)
        #expect(bench.requests.map(\.origin) == [Self.origin, Self.origin])
    }

    @Test("With time the line is called for every portion")
    func later() {
        let bench = WireBench(.test(.realistic))
        bench.addMeter(7, after: 20 * millisecond)
        let port = Port(bench)
        #expect(port.receive(WireBench.read(7, 10)).isEmpty)
        bench.run(for: second)
        #expect(port.calls == 3)
        #expect(port.proceed().count == 25)
        #expect(port.proceed().isEmpty)
    }

    @Test("ASCII is answered in ASCII")
    func ascii() {
        let bench = WireBench(.test(.instant))
        var (request, reply): ([UInt8], [UInt8]) = ([], [])
        ASCIIEncoder.append(unit: 7, pdu: [3, 0, 0, 0, 1], into: &request)
        ASCIIEncoder.append(unit: 7, pdu: [3, 2, 0, 0], into: &reply)
        let answer = reply
        bench.meters = [{ _ in WireBench.Answer(pieces: [WirePiece(answer)]) }]
        let port = Port(bench, framing: .ascii)
        #expect(port.receive(request) == reply)
    }

    @Test("The client's own settings go with every request, as they are at that time")
    func clientLine() {
        let bench = WireBench(.test(.instant))
        let port = Port(bench)
        var client: ClientLine? = ClientLine(baudRate: 1200, stopBits: 2, parity: .odd)
        port.session.attachClientLine { client }
        _ = port.receive(WireBench.read(7, 1))
        client = nil
        _ = port.receive(WireBench.read(7, 1))
        #expect(bench.requests.map(\.sender?.baudRate) == [1200, nil])
    }

    @Test(
        "A client that writes faster than the line is not read from until the line is as far"
    )
    func holdBack() {
        let bench = WireBench(.test(.realistic, baud: 1200))
        let port = Port(bench)
        _ = port.receive([UInt8](repeating: 1, count: 40))
        #expect(!port.session.isWaiting)
        _ = port.receive([UInt8](repeating: 1, count: 100))
        #expect(port.session.isWaiting)
        // 140 characters take 1167 ms.
        bench.run(for: 900 * millisecond)
        #expect(port.session.isWaiting)
        bench.run(for: 100 * millisecond)
        #expect(!port.session.isWaiting)
        #expect(port.calls == 1)
    }

    @Test("What nobody fetches is bounded")
    func bounded() {
        let bench = WireBench(.test(.instant))
        let port = Port(bench)
        let other = RecordingTap(bench)
        for _ in 0..<100 { other.send([UInt8](repeating: 1, count: 1000)) }
        #expect(port.proceed().count == SerialSession.pendingLimit)
    }

    @Test("A closed port hears and sends nothing")
    func closed() {
        let bench = WireBench(.test(.instant))
        let port = Port(bench)
        let other = RecordingTap(bench)
        port.session.closed()
        other.send(WireBench.read(7, 1))
        #expect(port.receive(WireBench.read(7, 1)).isEmpty)
        #expect(bench.requests.count == 1)
    }

    @Test("A serial device gets an answer whole when it begins")
    func device() {
        let bench = WireBench(.test(.realistic))
        bench.addMeter(7, after: 20 * millisecond)
        let port = Port(bench, pacesItself: true)
        _ = port.receive(WireBench.read(7, 10))
        bench.run(for: 20 * millisecond)
        #expect(port.calls == 1)
        #expect(port.proceed() == WireBench.frame(7, [3, 20] + [UInt8](repeating: 0, count: 20)))
    }
}
