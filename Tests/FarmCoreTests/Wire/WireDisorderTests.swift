import FarmCore
import MeterModels
import ModbusProtocol
import SimulatedTime
import TestSupport
import Testing

@Suite("A wire in disorder")
struct WireDisorderTests {
    private static func line(_ random: inout SeededGenerator) -> LinePlan {
        let timing = LinePlan.Timing.allCases.randomElement(using: &random) ?? .instant
        let check = LinePlan.Check.allCases.randomElement(using: &random) ?? .strict
        let baud = [50, 1200, 9600, 19_200, 115_200, 4_000_000].randomElement(using: &random) ?? 50
        return .test(
            timing,
            baud: baud,
            stopBits: Int.random(in: 1...2, using: &random),
            check: check
        )
    }

    private static func spoil(_ conditions: inout LineConditions, _ random: inout SeededGenerator) {
        conditions = LineConditions()
        if Bool.random(using: &random) {
            conditions.bitErrorRate = [0, 0.001, 0.1, 0.5].randomElement(using: &random) ?? 0
        }
        if Bool.random(using: &random) {
            conditions.noise = LineConditions.Noise(
                every: .milliseconds(Int64.random(in: 10...300, using: &random)),
                length: Int.random(in: 0...400, using: &random)
            )
        }
        conditions.echo = Bool.random(using: &random)
        conditions.isReversed = Int.random(in: 0..<5, using: &random) == 0
        conditions.isBiased = Bool.random(using: &random)
        if Bool.random(using: &random) {
            conditions.foreignTraffic = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                LineConditions.ForeignTraffic(
                    every: .milliseconds(Int64.random(in: 10...500, using: &random)),
                    unit: UInt8.random(in: 0...255, using: &random),
                    request: (0..<Int.random(in: 0...300, using: &random)).map { UInt8($0 & 0xFF) },
                    answer: Bool.random(using: &random) ? [3, 2, 0, 0] : nil
                )
            }
        }
    }

    private static func bytes(_ random: inout SeededGenerator) -> [UInt8] {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return WireBench.read(7, UInt8.random(in: 1...125, using: &random))
        case 1: return WireBench.frame(7, [0x65, 1, 2])
        case 2:
            let all = WireBench.read(7, 1)
            return Array(all.prefix(Int.random(in: 1...7, using: &random)))
        case 3:
            var frame: [UInt8] = []
            ASCIIEncoder.append(unit: 7, pdu: [3, 0, 0, 0, 1], into: &frame)
            return frame
        case 4:
            return [UInt8](repeating: 7, count: Int.random(in: 1000...20_000, using: &random))
        default:
            return (0..<Int.random(in: 1...300, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
        }
    }

    @Test(
        "Whatever comes in whatever pieces, nothing traps, and a good request passes afterwards",
        arguments: 1...40
    )
    func whatever(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let bench = WireBench(Self.line(&random), seed: seed)
        bench.addMeter(7, after: Int64.random(in: 0...30 * millisecond, using: &random))
        if Bool.random(using: &random) { bench.addMeter(7, after: 10 * millisecond) }
        bench.meters.append { request in
            let pauses = [Int64(-5), 0, 3 * millisecond]
            return WireBench.Answer(
                delay: Int64.random(in: -second...20 * millisecond, using: &random),
                pieces: pauses.map { WirePiece(Array(request.pdu.prefix(20)), pauseBefore: $0) }
            )
        }
        var taps = (0..<4).map { RecordingTap(bench, "\($0)", pacesItself: $0 == 3) }
        for _ in 0..<100 {
            let tap = taps[Int.random(in: 0..<taps.count, using: &random)]
            switch Int.random(in: 0..<12, using: &random) {
            case 0: Self.spoil(&bench.wire.conditions, &random)
            case 1: bench.stationCount = Int.random(in: 0...100, using: &random)
            case 2:
                let index = Int.random(in: 0..<taps.count, using: &random)
                bench.wire.leave(taps[index])
                taps[index] = RecordingTap(bench, "new", pacesItself: index == 3)
            case 3:
                bench.wire.remind(
                    tap,
                    at: bench.now + Int64.random(in: -9...second, using: &random)
                )
            case 4: bench.run(for: Int64.random(in: 0...2 * second, using: &random))
            default:
                let client = ClientLine(baudRate: 300, stopBits: 2, parity: .noneOrEven)
                tap.send(
                    Self.bytes(&random),
                    framing: Int.random(in: 0..<4, using: &random) == 0 ? .ascii : .rtu,
                    format: Int.random(in: 0..<5, using: &random) == 0 ? client : nil
                )
                bench.run(for: Int64.random(in: 0...50 * millisecond, using: &random))
            }
            for tap in taps { tap.forget() }
        }
        // Nothing wrong any more; what waits goes out: 4096 characters of 300 baud take 150 s,
        // what was announced for later up to the same again for every run.
        bench.wire.conditions = .good
        bench.stationCount = 1
        var rounds = 0
        while !bench.wire.isQuiet || bench.wire.isListening, rounds < 100 {
            bench.run(for: 100 * second)
            rounds += 1
        }
        #expect(rounds < 100, "seed \(seed)")
        bench.run(for: 2 * second)
        let before = bench.requests.count
        for tap in taps {
            tap.send(WireBench.read(99, 3))
            bench.run(for: 20 * second)
        }
        let last = bench.requests[before...]
        #expect(last.map(\.unit) == [99, 99, 99, 99], "seed \(seed)")
    }

    @Test("What waits for its time on the line is bounded")
    func bounded() {
        let bench = WireBench(.test(.realistic, baud: 1200))
        let tap = RecordingTap(bench)
        for _ in 0..<1000 { tap.send([UInt8](repeating: 1, count: 1000)) }
        // 4096 characters of 10 bits at 1200 baud wait, besides the one that is under way.
        let waiting = bench.wire.sendsUntil(tap) - bench.now
        #expect(waiting <= 4097 * 10_000_000_000 / 1200)
        #expect(bench.errors > 900)
        for index in 0..<1000 {
            bench.wire.transmit(
                WireReply(
                    format: bench.line.format,
                    start: bench.now + Int64(index + 1) * second,
                    pieces: [WirePiece([1, 2, 3])]
                )
            )
        }
        let lost = bench.errors
        #expect(lost > 1900)
        bench.run(for: 2000 * second)
        #expect(tap.bytes.count <= 3 * Wire.transmissionLimit)
        #expect(bench.wire.isQuiet)
    }
}
