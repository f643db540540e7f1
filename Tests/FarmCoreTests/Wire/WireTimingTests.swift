import FarmCore
import MeterModels
import ModbusProtocol
import SimulatedTime
import Testing

@Suite("Bytes on a wire take their time")
struct WireTimingTests {
    /// A row of the table in domain/modbus.md F.5: characters of 11 bits, milliseconds.
    struct Row: CustomTestStringConvertible, Sendable {
        var baud: Int
        var character: Double
        var gap: Double
        var silence: Double
        var reply: Double
        var testDescription: String { "\(baud) baud" }
    }

    static let rows = [
        Row(baud: 1200, character: 9.167, gap: 13.750, silence: 32.083, reply: 2337.5),
        Row(baud: 2400, character: 4.583, gap: 6.875, silence: 16.042, reply: 1168.8),
        Row(baud: 4800, character: 2.292, gap: 3.438, silence: 8.021, reply: 584.4),
        Row(baud: 9600, character: 1.146, gap: 1.719, silence: 4.010, reply: 292.2),
        Row(baud: 19_200, character: 0.573, gap: 0.859, silence: 2.005, reply: 146.1),
        Row(baud: 38_400, character: 0.286, gap: 0.750, silence: 1.750, reply: 73.0),
        Row(baud: 57_600, character: 0.191, gap: 0.750, silence: 1.750, reply: 48.7),
        Row(baud: 115_200, character: 0.095, gap: 0.750, silence: 1.750, reply: 24.3),
    ]

    private static func rounded(_ nanoseconds: Int64, to step: Int64) -> Double {
        Double((nanoseconds + step / 2) / step * step) / 1e6
    }

    @Test(
        "A read of 125 registers takes the times of F.5, from the first bit to the last",
        arguments: rows
    )
    func table(row: Row) throws {
        let bench = WireBench(.test(.realistic, baud: row.baud, parity: .even))
        let delay = 60 * millisecond
        bench.addMeter(7, after: delay)
        let tap = RecordingTap(bench)
        let begin = bench.now
        tap.send(WireBench.read(7, 125))
        bench.run(for: 4 * second)

        let request = try #require(bench.requests.first)
        let characters = Int64(11 * 1_000_000_000)
        let requestTime = (8 * characters + Int64(row.baud) / 2) / Int64(row.baud)
        #expect(request.end - begin == requestTime)
        #expect(request.silenceBefore == .max)
        let silence = try #require(bench.deliveries.first) - request.end
        #expect(Self.rounded(silence, to: 1000) == row.silence)
        #expect(tap.bytes.count == 255)
        #expect(CRC16.isValid(tap.bytes[...]))
        let first = try #require(tap.portions.first)
        let start = request.end + delay
        #expect(first.bytes.count == 1)
        #expect(Self.rounded(first.end - start, to: 1000) == row.character)
        let end = try #require(tap.portions.last).end
        #expect(Self.rounded(end - start, to: 100_000) == row.reply)
    }

    @Test(
        "A gap of 1.5 characters inside a request is borne, a longer one spoils it",
        arguments: rows
    )
    func gap(row: Row) {
        for (excess, isHeard) in [(Int64(0), true), (1000, false), (-1000, true)] {
            let bench = WireBench(.test(.realistic, baud: row.baud, parity: .even))
            let tap = RecordingTap(bench)
            let request = WireBench.read(7, 1)
            tap.send(Array(request[..<3]))
            let gap = Int64((row.gap * 1e6).rounded()) + excess
            bench.run(until: bench.wire.sendsUntil(tap) + gap)
            tap.send(Array(request[3...]))
            bench.run(for: second)
            #expect((bench.requests.count == 1) == isHeard, "excess \(excess) ns")
            #expect((bench.errors == 0) == isHeard)
            // After a silence the line is as good as new.
            tap.send(request)
            bench.run(for: second)
            #expect(bench.requests.count == (isHeard ? 2 : 1))
        }
    }

    @Test("Taps hear the first byte, then fourteen at a time, each when its last has ended")
    func portions() throws {
        let bench = WireBench(.test(.realistic))
        bench.addMeter(7, after: 50 * millisecond)
        let tap = RecordingTap(bench)
        tap.send(WireBench.read(7, 10))
        bench.run(for: second)
        #expect(tap.portions.map(\.bytes.count) == [1, 14, 10])
        let start = try #require(bench.requests.first).end + 50 * millisecond
        #expect(
            tap.portions.map(\.end)
                == [1, 15, 25].map { start + ($0 * 10_000_000_000 + 4800) / 9600 }
        )
    }

    @Test("A port whose hardware paces itself gets an answer whole at its beginning")
    func pacingHardware() throws {
        let bench = WireBench(.test(.realistic))
        bench.addMeter(7, after: 50 * millisecond)
        let tap = RecordingTap(bench, pacesItself: true)
        let begin = bench.now
        tap.send(WireBench.read(7, 10))
        // What comes off a real line has ended when it comes, and its end is told by its length.
        #expect(bench.requests.map(\.end) == [begin])
        bench.run(for: second)
        #expect(tap.portions.map(\.bytes.count) == [25])
        #expect(tap.portions.map(\.end) == [begin + 50 * millisecond])
    }

    @Test("Pieces of a request from a real line may come with the pauses of a USB adapter")
    func latency() {
        let bench = WireBench(.test(.realistic))
        let tap = RecordingTap(bench, pacesItself: true)
        let request = WireBench.read(7, 10)
        tap.send(Array(request[..<5]))
        bench.run(for: 9 * millisecond)
        tap.send(Array(request[5...]))
        #expect(bench.requests.count == 1)
        #expect(bench.errors == 0)
    }

    /// Polls one after the other, each as soon as the line has rested from the last.
    private func pollsPerSecond(_ line: LinePlan, _ registers: UInt8) -> Double {
        let bench = WireBench(line)
        bench.addMeter(7)
        let tap = RecordingTap(bench)
        var polls = 0
        tap.whenHearing = { _, _ in
            if tap.bytes.count == Int(registers) * 2 + 5 {
                polls += 1
                tap.forget()
                let rested = bench.wire.restsSince(at: bench.now) ?? bench.now
                bench.wire.remind(tap, at: rested + bench.wire.interFrameDelay)
            }
        }
        tap.whenReminded = { tap.send(WireBench.read(7, registers), at: $0) }
        bench.wire.remind(tap, at: bench.now)
        bench.run(for: 100 * second)
        return Double(polls) / 100
    }

    @Test("A master polls as often as the arithmetic of the line allows")
    func pollingRates() {
        // 33 characters and two silences: 34.4 ms + 7.3 ms.
        let slow = pollsPerSecond(.test(.realistic, baud: 9600), 10)
        #expect(abs(slow - 24) < 0.1, "\(slow)")
        let whole = pollsPerSecond(.test(.realistic, baud: 9600), 125)
        #expect(abs(whole - 3.55) < 0.05, "\(whole)")
        let fast = pollsPerSecond(.test(.realistic, baud: 19_200, parity: .even), 10)
        #expect(abs(fast - 43.6) < 0.5, "\(fast)")
    }

    @Test("ASCII takes ten bits for a character, and twice the characters")
    func asciiTiming() throws {
        let bench = WireBench(.test(.realistic, parity: .even))
        let tap = RecordingTap(bench)
        var bytes: [UInt8] = []
        ASCIIEncoder.append(unit: 7, pdu: [3, 0, 0, 0, 1], into: &bytes)
        bench.meters = [
            { request in
                var reply: [UInt8] = []
                ASCIIEncoder.append(unit: 7, pdu: [3, 2, 0, 0], into: &reply)
                return WireBench.Answer(delay: 10 * millisecond, pieces: [WirePiece(reply)])
            }
        ]
        let begin = bench.now
        tap.send(bytes, framing: .ascii)
        bench.run(for: second)
        let request = try #require(bench.requests.first)
        #expect(request.framing == .ascii)
        #expect(request.end - begin == 17 * 10_000_000_000 / 9600)
        #expect(bench.deliveries == [request.end])
        #expect(tap.bytes.count == 15)
        #expect(
            tap.portions.last?.end == request.end + 10 * millisecond + 15 * 10_000_000_000 / 9600
        )
    }

    @Test("A second between two ASCII characters is borne, more is not")
    func asciiGap() {
        for (gap, isHeard) in [(second, true), (second + 1, false)] {
            let bench = WireBench(.test(.realistic))
            let tap = RecordingTap(bench)
            var bytes: [UInt8] = []
            ASCIIEncoder.append(unit: 7, pdu: [3, 0, 0, 0, 1], into: &bytes)
            tap.send(Array(bytes[..<4]), framing: .ascii)
            bench.run(until: bench.wire.sendsUntil(tap) + gap)
            tap.send(Array(bytes[4...]), framing: .ascii)
            bench.run(for: second)
            #expect(bench.requests.count == (isHeard ? 1 : 0))
            #expect(bench.errors == (isHeard ? 0 : 1))
        }
    }

    @Test("A strict line does not hear a request that follows too soon, a lenient one does")
    func restBeforeRequest() throws {
        for check in LinePlan.Check.allCases {
            for (excess, isHeard) in [(Int64(-1), check == .lenient), (0, true)] {
                let bench = WireBench(.test(.realistic, check: check))
                bench.addMeter(7, after: 20 * millisecond)
                let tap = RecordingTap(bench)
                tap.send(WireBench.read(7, 1))
                bench.run(for: 100 * millisecond)
                let end = try #require(tap.portions.last).end
                let fresh = WireBench(.test(.realistic, check: check))
                fresh.addMeter(7, after: 20 * millisecond)
                let again = RecordingTap(fresh)
                again.send(WireBench.read(7, 1))
                fresh.run(until: end + fresh.wire.interFrameDelay + excess)
                again.send(WireBench.read(7, 1))
                fresh.run(for: second)
                #expect(fresh.requests.count == (isHeard ? 2 : 1), "\(check) \(excess)")
                if isHeard {
                    let rest = try #require(fresh.requests.last).silenceBefore
                    #expect(rest == fresh.wire.interFrameDelay + excess)
                }
            }
        }
    }

    @Test("Two requests without a silence between them are one frame that nobody understands")
    func noSilence() {
        let bench = WireBench(.test(.realistic))
        let tap = RecordingTap(bench)
        tap.send(WireBench.read(7, 1) + WireBench.read(7, 1))
        bench.run(for: second)
        #expect(bench.requests.isEmpty)
        #expect(bench.errors == 1)
    }

    @Test("Bytes written one by one follow each other without gaps")
    func byteByByte() throws {
        let bench = WireBench(.test(.realistic))
        let tap = RecordingTap(bench)
        let begin = bench.now
        for byte in WireBench.read(7, 1) { tap.send([byte]) }
        bench.run(for: second)
        #expect(try #require(bench.requests.first).end == begin + 8 * 10_000_000_000 / 9600)
    }

    @Test("A function of unknown length ends at the silence, in either timing")
    func unknownFunction() throws {
        for timing in LinePlan.Timing.allCases {
            let bench = WireBench(.test(timing))
            let tap = RecordingTap(bench)
            tap.send(WireBench.frame(7, [0x65, 1, 2, 3]))
            #expect(bench.requests.isEmpty)
            #expect(timing == .realistic || bench.wire.isListening)
            bench.run(for: second)
            #expect(bench.requests.map(\.pdu) == [[0x65, 1, 2, 3]])
            #expect(!bench.wire.isListening)
        }
    }

    @Test("A master with another speed takes its own time")
    func otherSpeed() throws {
        let bench = WireBench(.test(.realistic))
        let tap = RecordingTap(bench)
        let client = ClientLine(baudRate: 19_200, stopBits: 1, parity: .even)
        let begin = bench.now
        tap.send(WireBench.read(7, 1), format: client)
        bench.run(for: second)
        let request = try #require(bench.requests.first)
        #expect(request.end - begin == (8 * 11_000_000_000 + 9600) / 19_200)
        #expect(request.sender == client)
    }
}
