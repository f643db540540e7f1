import FarmCore
import SimulatedTime
import Testing

@Suite("A gateway's times")
struct GatewayTimeTests {
    private static let ms = HostStage.millisecond

    @Test("A unit that is silent is given up exactly 1000 ms after the request's last byte")
    func timeout() {
        let bench = GatewayBench()
        let line = bench.connect()
        line.send(Bytes.tcp(1, 5, GatewayBench.read(1)))
        let end = bench.wire.sent[0].end
        #expect(end == bench.wire.sent[0].start + 8 * GatewayBench.character)
        bench.stage.run(until: end + 1000 * Self.ms - 1)
        #expect(line.received.isEmpty)
        bench.stage.run(until: end + 1000 * Self.ms)
        #expect(line.received == Bytes.tcp(1, 5, [0x83, 0x0B]))
    }

    @Test("With bytes that take no time it is given up 1000 ms after the request")
    func timeoutOfAnInstantLine() {
        let bench = GatewayBench(timing: .instant)
        let line = bench.connect()
        let start = bench.stage.now
        line.send(Bytes.tcp(1, 5, GatewayBench.read(1)))
        bench.stage.run(for: 3 * HostStage.second)
        #expect(line.arrivals.map(\.at) == [start + 1000 * Self.ms])
        #expect(line.received == Bytes.tcp(1, 5, [0x83, 0x0B]))
    }

    @Test("A gateway that says nothing leaves the time-out to the client and goes on")
    func silentTimeout() {
        var plan = GatewayPlan()
        plan.onTimeout = .silence
        plan.timeout = .milliseconds(300)
        let bench = GatewayBench(plan)
        bench.answerReads(except: [5])
        let line = bench.connect()
        line.send(Bytes.tcp(1, 5, GatewayBench.read(1)) + Bytes.tcp(2, 6, GatewayBench.read(2)))
        bench.stage.run(for: HostStage.second)
        #expect(line.received == Bytes.tcp(2, 6, GatewayBench.value(2)))
    }

    @Test("An answer that has begun in time may end after it: 255 bytes take 255 ms")
    func longAnswer() {
        let bench = GatewayBench()
        let data = (0..<250).map { UInt8($0) }
        let response = Bytes.withCRC([5, 3, 250] + data)
        bench.wire.answers = { _ in [.init(after: 990 * Self.ms, bytes: response)] }
        let line = bench.connect()
        line.send(Bytes.tcp(1, 5, Bytes.hex("03 00 00 00 7D")))
        bench.stage.run(for: 5 * HostStage.second)
        #expect(line.received == Bytes.tcp(1, 5, [3, 250] + data))
        #expect(line.arrivals.map(\.at) == [bench.wire.sent[0].end + 1245 * Self.ms])
    }

    @Test("A request begins 3.5 characters after the last byte on the line")
    func rest() {
        let bench = GatewayBench()
        bench.answerReads()
        let line = bench.connect()
        let first = Bytes.tcp(1, 5, GatewayBench.read(1))
        line.send(first + Bytes.tcp(2, 5, GatewayBench.read(2)))
        bench.stage.run(for: HostStage.second)
        let answered = bench.wire.sent[0].end + 10 * Self.ms + 7 * GatewayBench.character
        #expect(bench.wire.sent[1].start == answered + GatewayBench.rest)
    }

    @Test("It waits for another master's frame to pass, and takes nothing of it")
    func foreignFrame() {
        let bench = GatewayBench()
        bench.answerReads()
        let line = bench.connect()
        let foreign = Bytes.withCRC([5, 3, 2, 0xDE, 0xAD])
        bench.wire.pass(foreign, from: bench.stage.now)
        let passed = bench.stage.now + 7 * GatewayBench.character
        line.send(Bytes.tcp(1, 5, GatewayBench.read(1)))
        bench.stage.run(for: HostStage.second)
        #expect(bench.wire.sent.map(\.start) == [passed + GatewayBench.rest])
        #expect(line.received == Bytes.tcp(1, 5, GatewayBench.value(1)))
    }

    @Test("An answer that comes after the time-out is taken for the next request's")
    func lateAnswerCrosses() {
        let bench = GatewayBench()
        var delays: [Int64] = [1030 * Self.ms, 200 * Self.ms, 10 * Self.ms]
        bench.wire.answers = { request in
            let response = Bytes.withCRC([5, 3, 2, request[2], request[3]])
            return [.init(after: delays.removeFirst(), bytes: response)]
        }
        let line = bench.connect()
        for number in UInt16(1)...3 {
            line.send(Bytes.tcp(number, 5, GatewayBench.read(number)))
        }
        bench.stage.run(for: 3 * HostStage.second)
        let frames = Bytes.frames(line.received)
        #expect(frames.map(\.transaction) == [1, 2, 3])
        #expect(frames.map(\.pdu) == [[0x83, 0x0B], GatewayBench.value(1), GatewayBench.value(3)])
    }

    @Test(
        "A late answer of another unit or function is passed over",
        arguments: [
            [6, 3, 2, 0xBA, 0xD0], [5, 4, 2, 0xBA, 0xD0],
        ] as [[UInt8]]
    )
    func lateAnswerIgnored(_ late: [UInt8]) {
        let bench = GatewayBench()
        bench.wire.answers = { request in
            let response = Bytes.withCRC([5, 3, 2, request[2], request[3]])
            return [
                .init(after: 10 * Self.ms, bytes: Bytes.withCRC(late)),
                .init(after: 40 * Self.ms, bytes: response),
            ]
        }
        let line = bench.connect()
        line.send(Bytes.tcp(1, 5, GatewayBench.read(0x1234)))
        bench.stage.run(for: HostStage.second)
        #expect(line.received == Bytes.tcp(1, 5, GatewayBench.value(0x1234)))
    }

    @Test(
        "While it sends it hears nothing, so an echo on the line is no answer",
        arguments: [
            LinePlan.Timing.instant, .realistic,
        ]
    )
    func echo(_ timing: LinePlan.Timing) {
        let bench = GatewayBench(timing: timing)
        bench.wire.echoes = true
        let line = bench.connect()
        line.send(Bytes.tcp(1, 5, Bytes.hex("06 00 01 00 03")))
        bench.stage.run(for: 2 * HostStage.second)
        #expect(line.received == Bytes.tcp(1, 5, [0x86, 0x0B]))
        bench.answerReads()
        line.send(Bytes.tcp(2, 5, GatewayBench.read(2)))
        bench.stage.run(for: 2 * HostStage.second)
        #expect(Array(line.received.dropFirst(9)) == Bytes.tcp(2, 5, GatewayBench.value(2)))
    }

    @Test(
        "A plain port gives up as soon as nothing more will come",
        arguments: [
            ForeignUnit.exception, .silence,
        ]
    )
    func plainPort(_ foreignUnit: ForeignUnit) {
        let plan = GatewayPlan.plain(foreignUnit: foreignUnit, timing: .instant)
        let bench = GatewayBench(plan, timing: .instant)
        let line = bench.connect()
        line.send(Bytes.tcp(1, 5, GatewayBench.read(1)))
        bench.stage.run(for: 0)
        let refusal = foreignUnit == .exception ? Bytes.tcp(1, 5, [0x83, 0x0B]) : []
        #expect(line.received == refusal)
        #expect(!bench.master.isBusy)
    }

    @Test("A plain port waits for a meter that is at work, and for an answer on its way")
    func plainPortIsPatient() {
        let plan = GatewayPlan.plain(foreignUnit: .exception, timing: .instant)
        let bench = GatewayBench(plan, timing: .instant)
        let line = bench.connect()
        bench.answerReads(after: 5 * HostStage.second)
        line.send(Bytes.tcp(1, 5, GatewayBench.read(1)))
        bench.stage.run(for: 6 * HostStage.second)
        #expect(line.received == Bytes.tcp(1, 5, GatewayBench.value(1)))
        bench.wire.answers = { _ in [] }
        bench.wire.isAtWork = true
        line.send(Bytes.tcp(2, 5, GatewayBench.read(2)))
        bench.stage.run(for: HostStage.second)
        #expect(line.arrivals.count == 1)
        bench.wire.isAtWork = false
        bench.stage.run(for: 5 * Self.ms)
        #expect(Array(line.received.dropFirst(11)) == Bytes.tcp(2, 5, [0x83, 0x0B]))
    }
}
