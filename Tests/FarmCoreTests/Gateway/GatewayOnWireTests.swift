import FarmCore
import MeterModels
import SimulatedTime
import TestSupport
import Testing

@Suite("A gateway on a wire")
struct GatewayOnWireTests {
    private static let ms = HostStage.millisecond

    @Test("At 9600 baud 125 registers take 8 and 255 characters and the meter's time")
    func lineTime() {
        let bench = GatewayOnWireBench { $0.baudRate = 9600 }
        let data = (0..<250).map { UInt8($0) }
        bench.meters.answer = { _ in [3, 250] + data }
        let line = bench.connect()
        let start = bench.stage.now
        line.send(Bytes.tcp(1, 5, Bytes.hex("03 C5 50 00 7D")))
        bench.stage.run(for: HostStage.second)
        #expect(line.received == Bytes.tcp(1, 5, [3, 250] + data))
        // 8 and 255 characters of 11 bits: 9.167 ms and 292.188 ms.
        let expected = start + 9_166_667 + 20 * Self.ms + 292_187_500
        #expect(line.arrivals.map(\.at) == [expected])
    }

    @Test("A meter that is not there is given up 1000 ms after the request")
    func timeout() {
        let bench = GatewayOnWireBench { $0.baudRate = 9600 }
        bench.answerReads(except: [5])
        let line = bench.connect()
        let start = bench.stage.now
        line.send(Bytes.tcp(1, 5, GatewayBench.read(1)) + Bytes.tcp(2, 6, GatewayBench.read(2)))
        bench.stage.run(for: 2 * HostStage.second)
        let expected = Bytes.tcp(1, 5, [0x83, 0x0B]) + Bytes.tcp(2, 6, GatewayBench.value(2))
        #expect(line.received == expected)
        #expect(line.arrivals[0].at == start + 9_166_667 + 1000 * Self.ms)
    }

    @Test(
        "Strict meters hear every request of a gateway, at every speed",
        arguments: [
            1200, 2400, 4800, 9600, 19_200, 38_400, 115_200,
        ]
    )
    func strict(_ baud: Int) {
        var plan = GatewayPlan()
        plan.timeout = .seconds(2)
        for parity in [LinePlan.Parity.even, .none] {
            let bench = GatewayOnWireBench(plan) {
                $0.baudRate = baud
                $0.parity = parity
                $0.check = .strict
            }
            bench.answerReads()
            let line = bench.connect()
            for number in UInt16(0)..<10 {
                line.send(Bytes.tcp(number, 5, GatewayBench.read(number)))
            }
            bench.stage.run(for: 10 * HostStage.second)
            let expected = (0..<UInt16(10)).flatMap { Bytes.tcp($0, 5, GatewayBench.value($0)) }
            #expect(line.received == expected)
            #expect(bench.meters.errors == 0)
        }
    }

    @Test("A delayed answer crosses into the next request")
    func lateAnswer() {
        let bench = GatewayOnWireBench()
        bench.meters.answer = { [meters = bench.meters] request in
            meters.responseTime = request.pdu[2] == 1 ? 1050 * Self.ms : 300 * Self.ms
            return [3, 2, request.pdu[1], request.pdu[2]]
        }
        let line = bench.connect()
        line.send(Bytes.tcp(1, 5, GatewayBench.read(1)) + Bytes.tcp(2, 5, GatewayBench.read(2)))
        bench.stage.run(for: 3 * HostStage.second)
        let expected = Bytes.tcp(1, 5, [0x83, 0x0B]) + Bytes.tcp(2, 5, GatewayBench.value(1))
        #expect(line.received == expected)
    }

    @Test("An echo on the line disturbs nothing", arguments: LinePlan.Timing.allCases)
    func echo(_ timing: LinePlan.Timing) {
        let bench = GatewayOnWireBench {
            $0.timing = timing
            $0.conditions.echo = true
        }
        bench.answerReads()
        let line = bench.connect()
        line.send(Bytes.tcp(1, 5, GatewayBench.read(1)) + Bytes.tcp(2, 5, [6, 0, 1, 0, 2]))
        bench.stage.run(for: 3 * HostStage.second)
        let expected = Bytes.tcp(1, 5, GatewayBench.value(1)) + Bytes.tcp(2, 5, [0x86, 0x0B])
        #expect(line.received == expected)
    }

    @Test("With its wires exchanged a gateway reaches nobody")
    func reversed() {
        let bench = GatewayOnWireBench { $0.conditions.isReversed = true }
        bench.answerReads()
        let line = bench.connect()
        line.send(Bytes.tcp(1, 5, GatewayBench.read(1)))
        bench.stage.run(for: 3 * HostStage.second)
        #expect(line.received == Bytes.tcp(1, 5, [0x83, 0x0B]))
        #expect(bench.meters.requests.isEmpty)
    }

    @Test("In ASCII it is the same", arguments: LinePlan.Timing.allCases)
    func ascii(_ timing: LinePlan.Timing) {
        var plan = GatewayPlan()
        plan.framing = .ascii
        let bench = GatewayOnWireBench(plan) { $0.timing = timing }
        bench.answerReads(except: [6])
        let line = bench.connect()
        line.send(Bytes.tcp(1, 5, GatewayBench.read(1)) + Bytes.tcp(2, 6, GatewayBench.read(2)))
        bench.stage.run(for: 3 * HostStage.second)
        let expected = Bytes.tcp(1, 5, GatewayBench.value(1)) + Bytes.tcp(2, 6, [0x83, 0x0B])
        #expect(line.received == expected)
        #expect(bench.meters.requests.map(\.framing) == [.ascii, .ascii])
    }

    @Test("A plain port knows at once that nobody answers, and waits for who does")
    func plainPort() {
        let plan = GatewayPlan.plain(foreignUnit: .exception, timing: .instant)
        let bench = GatewayOnWireBench(plan) { $0.timing = .instant }
        bench.meters.answer = { request in
            guard request.unit == 5 else { return nil }
            return request.pdu[0] == 3 ? [3, 2, 0, 1] : [request.pdu[0] | 0x80, 1]
        }
        let line = bench.connect()
        let start = bench.stage.now
        line.send(Bytes.tcp(1, 6, GatewayBench.read(1)))
        bench.stage.run(for: 0)
        #expect(line.received == Bytes.tcp(1, 6, [0x83, 0x0B]))
        // The length of function 0x45 is not known: meters answer after a silence.
        line.send(Bytes.tcp(2, 5, [0x45, 1, 2, 3]) + Bytes.tcp(3, 5, GatewayBench.read(1)))
        bench.stage.run(for: HostStage.second)
        let frames = Bytes.frames(line.received)
        #expect(frames.map(\.transaction) == [1, 2, 3])
        #expect(frames.map(\.pdu) == [[0x83, 0x0B], [0xC5, 1], [3, 2, 0, 1]])
        #expect(line.arrivals.map(\.at).last ?? .max < start + 200 * Self.ms)
    }

    @Test("A plain port of a line with real times gives up when the line has fallen silent")
    func plainPortOfRealLine() {
        let plan = GatewayPlan.plain(foreignUnit: .exception, timing: .realistic)
        let bench = GatewayOnWireBench(plan)
        bench.meters.responseTime = 400 * Self.ms
        bench.answerReads(except: [6])
        let line = bench.connect()
        line.send(Bytes.tcp(1, 6, GatewayBench.read(1)))
        bench.stage.run(for: 20 * Self.ms)
        #expect(line.received == Bytes.tcp(1, 6, [0x83, 0x0B]))
        line.send(Bytes.tcp(2, 5, GatewayBench.read(2)))
        bench.stage.run(for: HostStage.second)
        #expect(Array(line.received.dropFirst(9)) == Bytes.tcp(2, 5, GatewayBench.value(2)))
    }

    @Test("Another master's request passes first, and its answer is nothing to the gateway")
    func sharedLine() {
        let bench = GatewayOnWireBench()
        bench.answerReads()
        let origin = RequestOrigin(client: "pty", connection: 99)
        let serial = SerialSession(
            wire: bench.wire,
            framing: .rtu,
            origin: origin,
            pacesItself: false
        )
        var heard: [UInt8] = []
        func carryOut(_ call: (inout LineActions) -> Void) {
            var actions = LineActions()
            call(&actions)
            heard += actions.output
        }
        serial.attach {
            bench.stage.at(bench.stage.now) { now in
                carryOut { serial.proceed(at: now, into: &$0) }
            }
        }
        let line = bench.connect()
        let now = bench.stage.now
        let request = Bytes.withCRC([7] + GatewayBench.read(9))
        carryOut { serial.receive(request.span, at: now, into: &$0) }
        line.send(Bytes.tcp(1, 5, GatewayBench.read(1)))
        bench.stage.run(for: HostStage.second)
        #expect(line.received == Bytes.tcp(1, 5, GatewayBench.value(1)))
        #expect(bench.meters.requests.map(\.unit) == [7, 5])
        let passed = [
            [5] + GatewayBench.read(1), [7] + GatewayBench.value(9), [5] + GatewayBench.value(1),
        ]
        #expect(heard == passed.flatMap(Bytes.withCRC))
    }

    @Test("On a noisy line every request still gets one answer, in order", arguments: 1...12)
    func noisy(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var plan = GatewayPlan()
        plan.timeout = .milliseconds(200)
        let bench = GatewayOnWireBench(plan) {
            let isInstant = seed.isMultiple(of: 3)
            $0.timing = isInstant ? .instant : .realistic
            $0.conditions.bitErrorRate = 0.005
            $0.conditions.noise = .init(every: .milliseconds(isInstant ? 700 : 70), length: 5)
        }
        bench.answerReads(except: [6])
        let lines = [bench.connect(), bench.connect()]
        var asked: [[UInt16]] = [[], []]
        for number in UInt16(0)..<60 {
            let client = Int.random(in: 0..<2, using: &random)
            let unit = UInt8.random(in: 5...7, using: &random)
            lines[client].send(Bytes.tcp(number, unit, GatewayBench.read(number)))
            asked[client].append(number)
            bench.stage.run(for: Int64.random(in: 0...120, using: &random) * Self.ms)
        }
        bench.stage.run(for: 60 * HostStage.second)
        for (line, numbers) in zip(lines, asked) {
            let frames = Bytes.frames(line.received)
            #expect(frames.map(\.transaction) == numbers, "seed \(seed)")
            let answered = frames.filter { $0.pdu.count == 4 }
            #expect(!answered.isEmpty && answered.count < frames.count, "seed \(seed)")
        }
    }
}
