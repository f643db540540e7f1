import FarmCore
import ModbusProtocol
import SimulatedTime
import Testing

@Suite("Bytes that meet on a wire")
struct WireCollisionTests {
    /// A character of 9600 8N1, nanoseconds.
    private static let character: Int64 = 10_000_000_000 / 9600

    private static func answer(_ bytes: [UInt8], after delay: Int64)
        -> (WireRequest) -> WireBench.Answer?
    {
        { _ in WireBench.Answer(delay: delay, pieces: [WirePiece(bytes)]) }
    }

    /// What a master hears when two meters answer.
    private func heard(
        _ line: LinePlan,
        _ first: [UInt8],
        _ firstDelay: Int64,
        _ other: [UInt8],
        _ otherDelay: Int64,
        seed: UInt64 = 1
    ) -> [UInt8] {
        let bench = WireBench(line, seed: seed)
        bench.meters = [
            Self.answer(first, after: firstDelay), Self.answer(other, after: otherDelay),
        ]
        let tap = RecordingTap(bench)
        tap.send(WireBench.read(7, 1))
        bench.run(for: second)
        return tap.bytes
    }

    private let long: [UInt8] = (0..<40).map { UInt8($0 * 5 + 3) }
    private let short: [UInt8] = (0..<25).map { UInt8(truncatingIfNeeded: $0 * 77 + 130) }

    private var both: [UInt8] { zip(long, short).map { $0 & $1 } + long[25...] }

    @Test("Answers that begin together are heard as the AND of their bytes, with the longer's tail")
    func aligned() {
        let delay = 20 * millisecond
        for timing in LinePlan.Timing.allCases {
            #expect(heard(.test(timing), long, delay, short, delay) == both)
            #expect(heard(.test(timing), short, delay, long, delay) == both)
        }
    }

    @Test("Half a bit apart is still together, more is not")
    func nearlyAligned() {
        let delay = 20 * millisecond
        let halfBit = Self.character / 20
        for (earlier, later) in [(long, short), (short, long)] {
            let near = heard(.test(.realistic), earlier, delay, later, delay + halfBit)
            #expect(near == both)
            let far = heard(.test(.realistic), earlier, delay, later, delay + halfBit + 1000)
            #expect(far != both)
        }
    }

    @Test("Shifted bytes are garbage, by the seed; what follows the collision is heard")
    func shifted() {
        let delay = 20 * millisecond
        // The other begins with the 31st byte and 0.4 characters, and goes on alone from the
        // tenth of its own on: nine and a half characters are lost in the garbage.
        let later = delay + 30 * Self.character + Self.character * 4 / 10
        let bytes = heard(.test(.realistic), long, delay, short, later)
        #expect(bytes.count == 40 + 25 - 10)
        #expect(Array(bytes[..<30]) == Array(long[..<30]))
        #expect(Array(bytes[30..<40]) != Array(long[30...]))
        #expect(Array(bytes[40...]) == Array(short[10...]))
        #expect(heard(.test(.realistic), long, delay, short, later) == bytes)
        #expect(heard(.test(.realistic), long, delay, short, later, seed: 2) != bytes)
    }

    @Test("Answers of different response times follow one another")
    func following() {
        let frames = [WireBench.frame(7, [3, 2, 1, 1]), WireBench.frame(7, [3, 2, 9, 9])]
        for timing in LinePlan.Timing.allCases {
            let bench = WireBench(.test(timing))
            bench.meters = [
                Self.answer(frames[0], after: 20 * millisecond),
                Self.answer(frames[1], after: 60 * millisecond),
            ]
            let tap = RecordingTap(bench)
            tap.send(WireBench.read(7, 1))
            bench.run(for: 50 * millisecond)
            #expect(tap.bytes == frames[0])
            bench.run(for: second)
            #expect(tap.bytes == frames[0] + frames[1])
        }
    }

    @Test("A request that meets an answer reaches nobody, and the answer is broken")
    func requestDuringAnswer() {
        let bench = WireBench(.test(.realistic))
        bench.addMeter(7, after: 20 * millisecond)
        let (master, other) = (RecordingTap(bench), RecordingTap(bench))
        master.send(WireBench.read(7, 20))
        // The answer lies between 28 and 75 ms.
        bench.run(for: 40 * millisecond)
        other.send(WireBench.read(7, 1))
        bench.run(for: second)
        #expect(bench.requests.count == 1)
        #expect(bench.errors == 1)
        #expect(!master.bytes.isEmpty)
        #expect(!CRC16.isValid(master.bytes[...]))
        // While it sends itself, a master hears nothing.
        #expect(other.bytes.count < WireBench.read(7, 1).count + 45)
    }

    @Test("Two masters that begin together are not understood")
    func twoMasters() {
        let bench = WireBench(.test(.realistic))
        let (first, other) = (RecordingTap(bench), RecordingTap(bench))
        first.send(WireBench.read(7, 1))
        other.send(WireBench.read(8, 100))
        bench.run(for: second)
        #expect(bench.requests.isEmpty)
        #expect(bench.errors == 1)
    }

    @Test("A master's equal request collides with nothing that could be seen")
    func equalRequests() {
        let bench = WireBench(.test(.realistic))
        let (first, other) = (RecordingTap(bench), RecordingTap(bench))
        first.send(WireBench.read(7, 1))
        other.send(WireBench.read(7, 1))
        bench.run(for: second)
        #expect(bench.requests.count == 1)
    }

    @Test("A timer that fires late changes nothing of what is heard")
    func lateTimer() {
        func life(lateBy delay: Int64) -> [UInt8] {
            let bench = WireBench(.test(.realistic) { $0.bitErrorRate = 0.001 })
            bench.meters = [
                Self.answer(long, after: 20 * millisecond),
                Self.answer(short, after: 50 * millisecond),
            ]
            let tap = RecordingTap(bench)
            tap.send(WireBench.read(7, 1))
            var time = bench.now
            while time < 3 * second {
                time += delay
                bench.wire.run(at: time)
            }
            return tap.bytes
        }
        let prompt = life(lateBy: 10_000)
        #expect(prompt.count > 50)
        #expect(life(lateBy: 7_777_777) == prompt)
        #expect(life(lateBy: 500 * millisecond) == prompt)
    }

    @Test("A port that paces itself gets together what begins together")
    func pacedCollision() {
        let bench = WireBench(.test(.realistic))
        let delay = 20 * millisecond
        bench.meters = [Self.answer(short, after: delay), Self.answer(long, after: delay)]
        let tap = RecordingTap(bench, pacesItself: true)
        tap.send(WireBench.read(7, 1))
        bench.run(for: second)
        #expect(tap.bytes == both)
    }
}
