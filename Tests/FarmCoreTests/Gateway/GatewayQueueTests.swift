import FarmCore
import Testing

@Suite("A gateway's queue")
struct GatewayQueueTests {
    private static let ms = HostStage.millisecond

    private func plan(queue: Int) -> GatewayPlan {
        var plan = GatewayPlan()
        plan.queue = queue
        return plan
    }

    @Test(
        "Beyond the one on the line and the queue requests are refused with 06",
        arguments: [
            0, 1, 16,
        ]
    )
    func limit(_ queue: Int) {
        let bench = GatewayBench(plan(queue: queue))
        bench.answerReads()
        let lines = (0..<queue + 3).map { _ in bench.connect() }
        for (index, line) in lines.enumerated() {
            line.send(Bytes.tcp(UInt16(index), 5, GatewayBench.read(UInt16(index))))
        }
        #expect(bench.master.waitingCount == queue)
        for (index, line) in lines.enumerated() {
            let refusal = Bytes.tcp(UInt16(index), 5, [0x83, 0x06])
            #expect(line.received == (index > queue ? refusal : []))
        }
        bench.stage.run(for: HostStage.second)
        for (index, line) in lines.enumerated() where index <= queue {
            let number = UInt16(index)
            #expect(line.received == Bytes.tcp(number, 5, GatewayBench.value(number)))
        }
        #expect(bench.wire.sent.count == queue + 1)
    }

    @Test("Two clients share the line, one request at a time, in the order of their coming")
    func twoClients() {
        let bench = GatewayBench()
        bench.answerReads()
        let lines = [bench.connect(), bench.connect()]
        for number in UInt16(0)..<6 {
            let line = lines[Int(number % 2)]
            line.send(Bytes.tcp(0x700 + number, 5, GatewayBench.read(number)))
        }
        bench.stage.run(for: HostStage.second)
        #expect(bench.wire.sent.map { $0.bytes[3] } == [0, 1, 2, 3, 4, 5])
        #expect(bench.wire.sent.map(\.origin.connection) == [1, 2, 1, 2, 1, 2])
        let sent = bench.wire.sent
        for (earlier, later) in zip(sent, sent.dropFirst()) {
            let answer = earlier.end + 10 * Self.ms + 7 * GatewayBench.character
            #expect(later.start == answer + GatewayBench.rest)
        }
        #expect(Bytes.frames(lines[0].received).map(\.transaction) == [0x700, 0x702, 0x704])
        #expect(Bytes.frames(lines[1].received).map(\.transaction) == [0x701, 0x703, 0x705])
    }

    @Test("What a client that is gone had waiting is never sent; the rest moves up")
    func withdrawn() {
        let bench = GatewayBench()
        bench.answerReads()
        let (first, second) = (bench.connect(), bench.connect())
        first.send(Bytes.tcp(1, 5, GatewayBench.read(1)) + Bytes.tcp(2, 5, GatewayBench.read(2)))
        second.send(Bytes.tcp(3, 5, GatewayBench.read(3)))
        first.send(Bytes.tcp(4, 5, GatewayBench.read(4)))
        first.close()
        #expect(bench.master.waitingCount == 1)
        bench.stage.run(for: HostStage.second)
        #expect(bench.wire.sent.map { $0.bytes[3] } == [1, 3])
        #expect(first.received.isEmpty)
        #expect(second.received == Bytes.tcp(3, 5, GatewayBench.value(3)))
        #expect(!bench.master.isBusy)
    }

    @Test("Refusals keep their place behind requests that are still asked")
    func order() {
        let bench = GatewayBench(plan(queue: 1))
        bench.answerReads()
        let line = bench.connect()
        line.send(
            Bytes.tcp(1, 5, GatewayBench.read(1)) + Bytes.tcp(2, 250, GatewayBench.read(2))
                + Bytes.tcp(3, 5, GatewayBench.read(3)) + Bytes.tcp(4, 5, GatewayBench.read(4))
        )
        #expect(line.received.isEmpty)
        bench.stage.run(for: HostStage.second)
        let frames = Bytes.frames(line.received)
        #expect(frames.map(\.transaction) == [1, 2, 3, 4])
        let values = [
            GatewayBench.value(1), [0x83, 0x0A], GatewayBench.value(3), [0x83, 0x06],
        ]
        #expect(frames.map(\.pdu) == values)
    }

    @Test("A flood of one client is read no further than the bound, and all of it is answered")
    func flood() {
        let bench = GatewayBench(plan(queue: 4))
        bench.answerReads(after: Self.ms)
        let line = bench.connect()
        let count = UInt16(500)
        line.send((0..<count).flatMap { Bytes.tcp($0, 5, GatewayBench.read($0)) })
        #expect(line.session.isWaiting)
        #expect(bench.master.waitingCount == 4)
        bench.stage.run(for: 60 * HostStage.second)
        let frames = Bytes.frames(line.received)
        #expect(frames.map(\.transaction) == Array(0..<count))
        let refused = frames.filter { $0.pdu == [0x83, 0x06] }.count
        #expect(refused > 0 && refused + bench.wire.sent.count == Int(count))
        let session = line.session as? GatewaySession
        #expect(session?.isWaiting == false && session?.owesAnswers == false)
    }

    @Test("A plain port refuses nobody: its client waits instead")
    func plainFlood() {
        let plan = GatewayPlan.plain(foreignUnit: .exception, timing: .realistic)
        let bench = GatewayBench(plan)
        bench.answerReads(after: Self.ms)
        let line = bench.connect()
        line.send((0..<UInt16(100)).flatMap { Bytes.tcp($0, 5, GatewayBench.read($0)) })
        #expect(line.session.isWaiting)
        #expect(bench.master.waitingCount == 15)
        bench.stage.run(for: 10 * HostStage.second)
        let expected = (0..<UInt16(100)).flatMap { Bytes.tcp($0, 5, GatewayBench.value($0)) }
        #expect(line.received == expected)
    }

    @Test("Thousands of requests that are answered at once need no deep stack")
    func instantFlood() {
        let plan = GatewayPlan.plain(foreignUnit: .exception, timing: .instant)
        let bench = GatewayBench(plan, timing: .instant)
        bench.answerReads(after: 0)
        let line = bench.connect()
        let count = UInt16(10_000)
        line.send((0..<count).flatMap { Bytes.tcp($0, 5, GatewayBench.read($0)) })
        let expected = (0..<count).flatMap { Bytes.tcp($0, 5, GatewayBench.value($0)) }
        let isAnswered = line.received == expected
        #expect(isAnswered)
    }
}
