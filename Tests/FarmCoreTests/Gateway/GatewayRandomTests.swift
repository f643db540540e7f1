import FarmCore
import SimulatedTime
import TestSupport
import Testing

@Suite("A gateway under random traffic")
struct GatewayRandomTests {
    /// What a client asked and must be told once.
    private struct Asked {
        let transaction: UInt16
        let unit: UInt8
        let register: UInt16
    }

    /// Stations that answer right, late, broken, garbled, with an exception, or not at all.
    private static func disturb(_ bench: GatewayBench, _ random: SeededGenerator) {
        var random = random
        bench.wire.answers = { request in
            guard request.count == 8, request[0] != 0 else { return [] }
            let right = Bytes.withCRC([request[0], request[1], 2, request[2], request[3]])
            let delay = Int64.random(in: 1...40, using: &random) * HostStage.millisecond
            switch Int.random(in: 0..<12, using: &random) {
            case 0: return []
            case 1: return [.init(after: delay + 110 * HostStage.millisecond, bytes: right)]
            case 2: return [.init(after: delay, bytes: right.dropLast() + [right[6] ^ 1])]
            case 3: return [.init(after: delay, bytes: [0xFF] + right)]
            case 4: return [.init(after: delay, bytes: Bytes.withCRC([request[0], 0x83, 4]))]
            case 5: return [.init(after: delay, bytes: right + [1, 2, 3])]
            default: return [.init(after: delay, bytes: right)]
            }
        }
    }

    @Test(
        "Every request gets exactly one answer, in order, with its own transaction",
        arguments: 1...40
    )
    func oneAnswerEach(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var plan = GatewayPlan()
        plan.timeout = .milliseconds(100)
        plan.queue = Int.random(in: 0...6, using: &random)
        plan.units = [1...4]
        let isInstant = Bool.random(using: &random)
        let bench = GatewayBench(plan, timing: isInstant ? .instant : .realistic)
        Self.disturb(bench, SeededGenerator(seed: seed ^ 0xFFFF))
        let isPrompt = Bool.random(using: &random)
        let lines = (0..<3).map { _ in bench.connect(isPrompt: isPrompt) }
        var asked: [[Asked]] = [[], [], []]
        var unsent: [[UInt8]] = [[], [], []]
        for _ in 0..<200 {
            let client = Int.random(in: 0..<3, using: &random)
            if Bool.random(using: &random) {
                let request = Asked(
                    transaction: UInt16.random(in: 0...0xFFFF, using: &random),
                    unit: UInt8.random(in: 1...5, using: &random),
                    register: UInt16.random(in: 0...0xFFFF, using: &random)
                )
                asked[client].append(request)
                unsent[client] += Bytes.tcp(
                    request.transaction,
                    request.unit,
                    GatewayBench.read(request.register)
                )
            }
            let count = Int.random(in: 0...unsent[client].count, using: &random)
            if !lines[client].session.isWaiting {
                lines[client].send(Array(unsent[client].prefix(count)))
                unsent[client].removeFirst(count)
            }
            bench.stage.run(for: Int64.random(in: 0...30, using: &random) * HostStage.millisecond)
        }
        finish(bench, lines, unsent)
        for client in 0..<3 { check(lines[client], asked[client], seed) }
        for (earlier, later) in zip(bench.wire.sent, bench.wire.sent.dropFirst()) {
            #expect(later.start >= earlier.end, "seed \(seed)")
        }
    }

    private func finish(
        _ bench: GatewayBench,
        _ lines: [SessionLine],
        _ unsent: [[UInt8]]
    ) {
        for (line, rest) in zip(lines, unsent) {
            while line.session.isWaiting { bench.stage.run(for: 10 * HostStage.millisecond) }
            line.send(rest)
        }
        bench.stage.run(for: 60 * HostStage.second)
        #expect(!bench.master.isBusy && bench.master.waitingCount == 0)
    }

    private func check(_ line: SessionLine, _ asked: [Asked], _ seed: UInt64) {
        let frames = Bytes.frames(line.received)
        #expect(frames.map(\.transaction) == asked.map(\.transaction), "seed \(seed)")
        #expect(frames.map(\.unit) == asked.map(\.unit), "seed \(seed)")
        let size = frames.reduce(0) { $0 + 7 + $1.pdu.count }
        #expect(line.received.count == size, "seed \(seed)")
        for (frame, request) in zip(frames, asked) {
            let refusals: [[UInt8]] = [[0x83, 6], [0x83, 0x0B], [0x83, 4]]
            let isAnswer = frame.pdu.count == 4 && frame.pdu.prefix(2) == [3, 2]
            let isRight =
                request.unit == 5
                ? frame.pdu == [0x83, 0x0A] : refusals.contains(frame.pdu) || isAnswer
            #expect(isRight, "seed \(seed), \(frame.pdu)")
        }
    }

    @Test("The same seed gives the same bytes at the same times")
    func repeats() {
        func life() -> [SessionLine.Arrival] {
            let bench = GatewayBench()
            Self.disturb(bench, SeededGenerator(seed: 7))
            let line = bench.connect()
            for number in UInt16(0)..<40 {
                line.send(Bytes.tcp(number, 5, GatewayBench.read(number)))
                bench.stage.run(for: 77 * HostStage.millisecond)
            }
            bench.stage.run(for: 60 * HostStage.second)
            return line.arrivals
        }
        let first = life()
        #expect(first.count > 20 && first == life())
    }
}
