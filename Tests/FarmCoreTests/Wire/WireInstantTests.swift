import FarmCore
import ModbusProtocol
import SimulatedTime
import Testing

@Suite("A wire whose bytes take no time")
struct WireInstantTests {
    @Test("A request is answered within the call that brings it")
    func atOnce() {
        let bench = WireBench(.test(.instant))
        bench.addMeter(7)
        let tap = RecordingTap(bench)
        tap.send(WireBench.read(7, 2))
        #expect(tap.bytes == WireBench.frame(7, [3, 4, 0, 0, 0, 0]))
        #expect(tap.portions.map(\.end) == [bench.now])
        #expect(bench.wire.isQuiet && !bench.wire.isListening)
        #expect(bench.wire.restsSince(at: bench.now) == bench.now)
    }

    @Test("Requests that come together are answered one after the other")
    func pipelined() {
        let bench = WireBench(.test(.instant))
        bench.addMeter(7, value: 1)
        bench.addMeter(8, value: 2)
        let tap = RecordingTap(bench)
        tap.send(WireBench.read(7, 1) + WireBench.read(8, 1) + WireBench.read(7, 2))
        #expect(
            tap.bytes == WireBench.frame(7, [3, 2, 1, 1]) + WireBench.frame(8, [3, 2, 2, 2])
                + WireBench.frame(7, [3, 4, 1, 1, 1, 1])
        )
    }

    @Test("Each master is heard for itself, and hears the others")
    func twoMasters() {
        let bench = WireBench(.test(.instant))
        bench.addMeter(7)
        let (first, other) = (RecordingTap(bench), RecordingTap(bench))
        let request = WireBench.read(7, 1)
        first.send(Array(request[..<4]))
        other.send(request)
        first.send(Array(request[4...]))
        #expect(bench.requests.count == 2)
        let reply = WireBench.frame(7, [3, 2, 0, 0])
        #expect(first.bytes == request + reply + reply)
        #expect(other.bytes == Array(request[..<4]) + reply + Array(request[4...]) + reply)
    }

    @Test("Sending inside a callback waits until the callback has returned")
    func reentrancy() {
        let bench = WireBench(.test(.instant))
        bench.addMeter(7)
        let tap = RecordingTap(bench)
        var depth = 0
        var deepest = 0
        var polls = 0
        tap.whenHearing = { _, _ in
            depth += 1
            deepest = max(deepest, depth)
            polls += 1
            if polls < 1000 { tap.send(WireBench.read(7, 1)) }
            depth -= 1
        }
        tap.send(WireBench.read(7, 1))
        #expect(polls == 1000)
        #expect(deepest == 1)
    }

    @Test("A delayed answer comes when its time has come")
    func delayed() {
        let bench = WireBench(.test(.instant))
        bench.addMeter(7, after: 200 * millisecond)
        let tap = RecordingTap(bench)
        tap.send(WireBench.read(7, 1))
        #expect(tap.portions.isEmpty)
        #expect(!bench.wire.isQuiet)
        #expect(bench.alarm == bench.now + 200 * millisecond)
        // Nobody on the line knows of what is only announced.
        #expect(bench.wire.restsSince(at: bench.now) == bench.now)
        bench.run(for: second)
        #expect(tap.bytes.count == 7)
    }

    @Test("Pieces with pauses come one after the other")
    func pieces() {
        let bench = WireBench(.test(.instant))
        let frame = WireBench.frame(7, [3, 2, 0, 0])
        bench.meters = [
            { _ in
                WireBench.Answer(pieces: [
                    WirePiece(Array(frame[..<2])), WirePiece(Array(frame[2..<4])),
                    WirePiece(Array(frame[4...]), pauseBefore: 5 * millisecond),
                ])
            }
        ]
        let tap = RecordingTap(bench)
        let begin = bench.now
        tap.send(WireBench.read(7, 1))
        #expect(tap.bytes == Array(frame[..<4]))
        bench.run(for: second)
        #expect(tap.bytes == frame)
        #expect(tap.portions.map(\.end) == [begin, begin + 5 * millisecond])
    }

    @Test("An answer that comes from outside goes out with the next run")
    func fromOutside() {
        let bench = WireBench(.test(.instant))
        let tap = RecordingTap(bench)
        bench.run(for: second)
        let reply = WireReply(format: bench.line.format, start: bench.now, pieces: [WirePiece([1])])
        bench.wire.transmit(reply)
        #expect(tap.portions.isEmpty)
        bench.run(for: 1)
        #expect(tap.bytes == [1])
    }

    @Test("A reminder comes once, and last among what happens at its time")
    func reminder() {
        let bench = WireBench(.test(.instant))
        bench.addMeter(7)
        let tap = RecordingTap(bench)
        var heardBefore = 0
        tap.whenReminded = { _ in heardBefore = tap.bytes.count }
        bench.wire.remind(tap, at: bench.now + second)
        bench.wire.remind(tap, at: bench.now + 2 * second)
        bench.wire.transmit(
            WireReply(
                format: bench.line.format,
                start: bench.now + 2 * second,
                pieces: [WirePiece([1])]
            )
        )
        let begin = bench.now
        bench.run(for: 10 * second)
        #expect(tap.reminders == [begin + 2 * second])
        #expect(heardBefore == 1)
        bench.wire.remind(tap, at: bench.now + second)
        bench.wire.remind(tap, at: nil)
        bench.run(for: 10 * second)
        #expect(tap.reminders.count == 1)
    }

    @Test("Who has left hears nothing and sends nothing")
    func leaving() {
        let bench = WireBench(.test(.instant))
        let tap = RecordingTap(bench)
        let other = RecordingTap(bench)
        bench.wire.leave(tap)
        tap.send(WireBench.read(7, 1))
        other.send([1, 2])
        #expect(bench.requests.isEmpty)
        #expect(tap.portions.isEmpty)
    }

    @Test("ASCII requests of one master and RTU requests of another do not disturb each other")
    func framings() {
        let bench = WireBench(.test(.instant))
        let (ascii, rtu) = (RecordingTap(bench), RecordingTap(bench))
        var bytes: [UInt8] = []
        ASCIIEncoder.append(unit: 9, pdu: [3, 0, 0, 0, 1], into: &bytes)
        ascii.send(Array(bytes[..<5]), framing: .ascii)
        rtu.send(WireBench.read(7, 1))
        ascii.send(Array(bytes[5...]), framing: .ascii)
        #expect(bench.requests.map(\.framing) == [.rtu, .ascii])
        #expect(bench.requests.map(\.unit) == [7, 9])
    }
}
