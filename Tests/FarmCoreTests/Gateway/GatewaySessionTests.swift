import FarmCore
import SimulatedTime
import Testing

@Suite("A connection to a gateway")
struct GatewaySessionTests {
    private static let ms = HostStage.millisecond

    @Test("A frame in pieces is one request, wherever it is cut", arguments: 1..<12)
    func split(_ cut: Int) {
        let bench = GatewayBench()
        bench.answerReads()
        let line = bench.connect()
        let frame = Bytes.tcp(0xABCD, 5, GatewayBench.read(9))
        line.send(Array(frame.prefix(cut)))
        bench.stage.run(for: 50 * Self.ms)
        #expect(bench.wire.sent.isEmpty)
        line.send(Array(frame.dropFirst(cut)))
        bench.stage.run(for: HostStage.second)
        #expect(line.received == Bytes.tcp(0xABCD, 5, GatewayBench.value(9)))
    }

    @Test("Another protocol identifier is passed over without a word")
    func foreignProtocol() {
        let bench = GatewayBench()
        bench.answerReads()
        let line = bench.connect()
        var foreign = Bytes.tcp(1, 5, GatewayBench.read(1))
        foreign[3] = 1
        line.send(foreign + Bytes.tcp(2, 5, GatewayBench.read(2)))
        bench.stage.run(for: HostStage.second)
        #expect(line.received == Bytes.tcp(2, 5, GatewayBench.value(2)))
        #expect(bench.wire.sent.count == 1)
    }

    @Test(
        "A length that cannot be ends the connection when what came before is answered",
        arguments: [
            (UInt8(0), UInt8(0)), (0, 1), (0, 255), (0x40, 0),
        ]
    )
    func impossibleLength(_ high: UInt8, _ low: UInt8) {
        let bench = GatewayBench()
        bench.answerReads()
        let line = bench.connect()
        let garbage: [UInt8] = [0, 2, 0, 0, high, low, 5, 3, 0, 1, 0, 1]
        line.send(Bytes.tcp(1, 5, GatewayBench.read(1)) + garbage)
        #expect(line.ending == .stays && line.session.isWaiting)
        bench.stage.run(for: HostStage.second)
        #expect(line.received == Bytes.tcp(1, 5, GatewayBench.value(1)))
        #expect(line.ending == .closes)
        let alone = bench.connect()
        alone.send(garbage)
        #expect(alone.ending == .closes && alone.received.isEmpty)
    }

    @Test("A silent connection is closed after ten minutes, counted from its last byte")
    func socketTimeout() {
        let bench = GatewayBench()
        bench.answerReads()
        let (silent, talking) = (bench.connect(), bench.connect())
        let start = bench.stage.now
        let tenMinutes = 600 * HostStage.second
        bench.stage.run(for: 60 * HostStage.second)
        talking.send(Bytes.tcp(1, 5, GatewayBench.read(1)))
        bench.stage.run(for: 600 * HostStage.second + 1)
        #expect(silent.endedAt == start + tenMinutes)
        #expect(silent.ending == .closes)
        #expect(talking.ending == .stays)
        let answered = talking.arrivals[0].at
        bench.stage.run(for: 10 * HostStage.second)
        #expect(talking.endedAt == answered + tenMinutes)
    }

    @Test("A connection that may be silent for ever stays, and asks for no timer")
    func noSocketTimeout() {
        var plan = GatewayPlan()
        plan.socketTimeout = nil
        let bench = GatewayBench(plan)
        bench.answerReads()
        let line = bench.connect()
        line.send(Bytes.tcp(1, 5, GatewayBench.read(1)))
        bench.stage.run(for: 86_400 * HostStage.second)
        #expect(line.ending == .stays)
        #expect(line.timerDue == nil)
    }

    @Test("The socket time-out does not run while an answer is due")
    func timeoutWhileDue() {
        var plan = GatewayPlan()
        plan.socketTimeout = .milliseconds(500)
        plan.timeout = .seconds(5)
        let bench = GatewayBench(plan)
        let line = bench.connect()
        line.send(Bytes.tcp(1, 5, GatewayBench.read(1)))
        let end = bench.wire.sent[0].end + 5 * HostStage.second
        for _ in 0..<9 {
            bench.stage.run(for: HostStage.second / 2)
            let next = line.timerDue ?? .max
            #expect(next - bench.stage.now <= HostStage.second && line.ending == .stays)
        }
        bench.stage.run(for: 2 * HostStage.second)
        #expect(line.arrivals.map(\.at) == [end])
        #expect(line.endedAt == end + 500 * Self.ms)
    }

    @Test("What an answer becomes is carried out: delays, pieces and the ending")
    func framedAnswer() {
        let bench = GatewayBench()
        bench.answerReads()
        let line = bench.connect { answer in
            let bytes = answer.frame
            guard answer.request[2] == 2 else { return OutgoingFrame(bytes) }
            return OutgoingFrame(
                pieces: [
                    WirePiece(Array(bytes.prefix(4))),
                    WirePiece(Array(bytes[4..<6]), pauseBefore: 5 * Self.ms),
                ],
                delay: 300 * Self.ms,
                ending: .resets
            )
        }
        for number in UInt16(1)...3 {
            line.send(Bytes.tcp(number, 5, GatewayBench.read(number)))
        }
        bench.stage.run(for: HostStage.second)
        let first = Bytes.tcp(1, 5, GatewayBench.value(1))
        let second = Bytes.tcp(2, 5, GatewayBench.value(2))
        #expect(line.received == first + second.prefix(6))
        #expect(line.ending == .resets)
        let answered = bench.wire.sent[1].end + 10 * Self.ms + 7 * GatewayBench.character
        let due = answered + 300 * Self.ms
        #expect(line.arrivals.dropFirst().map(\.at) == [due, due + 5 * Self.ms])
        #expect(line.endedAt == due + 5 * Self.ms)
    }

    @Test(
        "A held answer comes with the next request, or with the next answer",
        arguments: [
            OutgoingFrame.Release.withNextRequest, .withNextReply,
        ]
    )
    func heldAnswer(_ release: OutgoingFrame.Release) {
        let bench = GatewayBench()
        bench.answerReads()
        let line = bench.connect { answer in
            let isHeld = answer.transaction == 1
            return OutgoingFrame(
                pieces: [WirePiece(answer.frame)],
                release: isHeld ? release : .atOnce
            )
        }
        line.send(Bytes.tcp(1, 5, GatewayBench.read(1)))
        bench.stage.run(for: HostStage.second)
        #expect(line.received.isEmpty)
        let asked = bench.stage.now
        line.send(Bytes.tcp(2, 5, GatewayBench.read(2)))
        bench.stage.run(for: HostStage.second)
        let (first, second) = (GatewayBench.value(1), GatewayBench.value(2))
        #expect(line.received == Bytes.tcp(1, 5, first) + Bytes.tcp(2, 5, second))
        let answered = bench.wire.sent[1].end + 10 * Self.ms + 7 * GatewayBench.character
        let isSplit = release == .withNextRequest
        #expect(line.arrivals.map(\.at) == (isSplit ? [asked, answered] : [answered]))
    }

    @Test("After the sending half is closed requests are still carried out, and not answered")
    func closedSending() {
        let bench = GatewayBench()
        bench.answerReads()
        let line = bench.connect { answer in
            OutgoingFrame(pieces: [WirePiece(answer.frame)], ending: .closesSending)
        }
        line.send(Bytes.tcp(1, 5, GatewayBench.read(1)) + Bytes.tcp(2, 5, GatewayBench.read(2)))
        bench.stage.run(for: HostStage.second)
        line.send(Bytes.tcp(3, 5, GatewayBench.read(3)))
        bench.stage.run(for: HostStage.second)
        #expect(line.received == Bytes.tcp(1, 5, GatewayBench.value(1)))
        #expect(line.ending == .closesSending)
        #expect(bench.wire.sent.count == 3)
    }

    @Test("Without its line a gateway answers nothing, and does not fail")
    func withoutLine() {
        let stage = HostStage()
        let times = GatewayTiming(LinePlan(), framing: .rtu)
        var wire: FakeWire? = FakeWire(stage)
        guard let master = wire.map({ GatewayMaster(GatewayPlan(), timing: times, wire: $0) })
        else { return }
        wire = nil
        let origin = RequestOrigin(client: "c", connection: 1)
        let client = SessionLine(GatewaySession(master: master, origin: origin), stage)
        client.send(Bytes.tcp(1, 5, GatewayBench.read(1)))
        #expect(client.received.isEmpty && master.waitingCount == 1)
    }
}
