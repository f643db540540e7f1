import FarmCore
import ModbusProtocol
import SimulatedTime
import Testing

@Suite("A wire with something wrong")
struct WireConditionTests {
    /// How many of so many polls are answered well.
    private func answered(_ line: LinePlan, of polls: Int = 200, meters: Int = 1) -> Int {
        let bench = WireBench(line)
        bench.stationCount = meters
        bench.addMeter(7, after: 5 * millisecond)
        let tap = RecordingTap(bench)
        var good = 0
        for _ in 0..<polls {
            tap.forget()
            tap.send(WireBench.read(7, 2))
            bench.run(for: 100 * millisecond)
            if tap.bytes == WireBench.frame(7, [3, 4, 0, 0, 0, 0]) { good += 1 }
        }
        return good
    }

    @Test("A good line loses nothing", arguments: LinePlan.Timing.allCases)
    func good(timing: LinePlan.Timing) {
        #expect(answered(.test(timing)) == 200)
        #expect(answered(.test(timing), meters: 32) == 200)
        #expect(answered(.test(timing) { $0.terminators = 0 }) == 200)
    }

    @Test("Errors lose about as many polls as they must", arguments: LinePlan.Timing.allCases)
    func errors(timing: LinePlan.Timing) {
        // 17 characters of 10 bits: 0.999^170 = 0.84 of all polls pass.
        let share = Double(answered(.test(timing) { $0.bitErrorRate = 0.001 }, of: 1000)) / 1000
        #expect(abs(share - 0.84) < 0.05, "\(share)")
        // 48 meters of one unit load: (1 - 0.125)^17 = 0.10.
        let overload = LinePlan.test(timing) { $0.unitLoad = 1 }
        let loaded = Double(answered(overload, of: 1000, meters: 48)) / 1000
        #expect(abs(loaded - 0.10) < 0.04, "\(loaded)")
        // 1000 m at 19 200 baud without terminators: 0.25 · log10(9.6) = 0.2456.
        let open = answered(.test(timing, baud: 19_200) { ($0.length, $0.terminators) = (1000, 0) })
        #expect(open < 10)
    }

    @Test("What the meters hear broken is counted")
    func countedErrors() {
        let bench = WireBench(.test(.realistic) { $0.bitErrorRate = 0.05 })
        let tap = RecordingTap(bench)
        for _ in 0..<50 {
            tap.send(WireBench.read(7, 2))
            bench.run(for: 100 * millisecond)
        }
        #expect(bench.errors + bench.requests.count == 50)
        #expect(bench.errors > 30)
    }

    @Test("Everybody hears the same broken bytes")
    func sameForAll() {
        let bench = WireBench(.test(.realistic) { $0.bitErrorRate = 0.05 })
        bench.addMeter(7, after: 5 * millisecond)
        let master = RecordingTap(bench)
        let (first, other) = (RecordingTap(bench), RecordingTap(bench))
        let paced = RecordingTap(bench, pacesItself: true)
        for _ in 0..<50 {
            master.send(WireBench.read(7, 20))
            bench.run(for: 200 * millisecond)
        }
        #expect(first.bytes == other.bytes)
        #expect(first.bytes == paced.bytes)
        #expect(first.bytes.count > 400)
    }

    @Test("The same seed and traffic give the same bytes", arguments: LinePlan.Timing.allCases)
    func repeatable(timing: LinePlan.Timing) {
        func life(_ seed: UInt64) -> [UInt8] {
            let line = LinePlan.test(timing) {
                $0.bitErrorRate = 0.002
                $0.noise = LineConditions.Noise(every: .milliseconds(70), length: 5)
                $0.isBiased = false
                $0.foreignTraffic = [
                    LineConditions.ForeignTraffic(
                        every: .milliseconds(90),
                        unit: 9,
                        request: [3, 0, 0, 0, 1],
                        answer: [3, 2, 0, 0]
                    )
                ]
            }
            let bench = WireBench(line, seed: seed)
            bench.addMeter(7, after: 5 * millisecond)
            let tap = RecordingTap(bench)
            for _ in 0..<50 {
                tap.send(WireBench.read(7, 10))
                bench.run(for: 83 * millisecond)
            }
            return tap.bytes
        }
        let once = life(1)
        #expect(once.count > 1000)
        #expect(life(1) == once)
        #expect(life(2) != once)
    }

    @Test("An echo gives a master back what it has sent", arguments: LinePlan.Timing.allCases)
    func echo(timing: LinePlan.Timing) {
        let bench = WireBench(.test(timing) { $0.echo = true })
        bench.addMeter(7, after: 5 * millisecond)
        let tap = RecordingTap(bench)
        tap.send(WireBench.read(7, 1))
        bench.run(for: second)
        #expect(tap.bytes == WireBench.read(7, 1) + WireBench.frame(7, [3, 2, 0, 0]))
        #expect(bench.requests.count == 1)
    }

    @Test("With A and B exchanged nobody understands anybody", arguments: LinePlan.Timing.allCases)
    func reversed(timing: LinePlan.Timing) {
        let bench = WireBench(.test(timing) { $0.isReversed = true })
        bench.addMeter(7)
        let tap = RecordingTap(bench)
        let other = RecordingTap(bench)
        tap.send(WireBench.read(7, 1))
        bench.run(for: second)
        #expect(bench.requests.isEmpty)
        #expect(bench.errors == 1)
        #expect(tap.bytes.isEmpty && other.bytes.isEmpty)
        // Put right while it runs.
        bench.wire.conditions.isReversed = false
        tap.send(WireBench.read(7, 1))
        bench.run(for: second)
        #expect(tap.bytes.count == 7)
    }

    @Test(
        "Without bias some frames begin broken or end with a stray character",
        arguments: LinePlan.Timing.allCases
    )
    func noBias(timing: LinePlan.Timing) {
        let bench = WireBench(.test(timing) { $0.isBiased = false })
        bench.addMeter(7, after: 5 * millisecond)
        let tap = RecordingTap(bench)
        let reply = WireBench.frame(7, [3, 2, 0, 0])
        var (strays, broken, good) = (0, 0, 0)
        for _ in 0..<500 {
            tap.forget()
            tap.send(WireBench.read(7, 1))
            bench.run(for: 100 * millisecond)
            if tap.bytes == reply { good += 1 }
            if tap.bytes.count == 8, Array(tap.bytes.prefix(7)) == reply { strays += 1 }
            if tap.bytes.count == 7, tap.bytes.dropFirst() == reply.dropFirst(), tap.bytes != reply
            {
                broken += 1
            }
        }
        #expect(strays > 20 && broken > 10 && good > 200, "\(strays) \(broken) \(good)")
    }

    @Test("A burst of noise breaks what it meets, and is heard where nobody sends")
    func noise() throws {
        let line = LinePlan.test(.realistic) {
            $0.noise = LineConditions.Noise(every: .milliseconds(100), length: 4)
        }
        let bench = WireBench(line)
        let tap = RecordingTap(bench)
        let begin = bench.now
        bench.run(for: 95 * millisecond)
        #expect(tap.bytes.isEmpty)
        bench.run(for: 20 * millisecond)
        #expect(tap.bytes.count == 4)
        #expect(
            tap.portions.first?.end == begin + 100 * millisecond + (10_000_000_000 + 4800) / 9600
        )
        #expect(bench.errors == 1)
        // The next burst is at 200 ms; a request that is under way then is lost.
        bench.run(until: begin + 197 * millisecond)
        tap.send(WireBench.read(7, 1))
        bench.run(for: 60 * millisecond)
        #expect(bench.requests.isEmpty)
        tap.send(WireBench.read(7, 1))
        bench.run(for: 30 * millisecond)
        #expect(bench.requests.count == 1)
        bench.wire.conditions.noise = nil
        tap.forget()
        bench.run(for: second)
        #expect(tap.bytes.isEmpty)
    }

    @Test("Without time a burst breaks the run that follows it")
    func instantNoise() {
        let line = LinePlan.test(.instant) {
            $0.noise = LineConditions.Noise(every: .milliseconds(100), length: 3)
        }
        let bench = WireBench(line)
        bench.addMeter(7)
        let tap = RecordingTap(bench)
        tap.send(WireBench.read(7, 1))
        #expect(tap.bytes == WireBench.frame(7, [3, 2, 0, 0]))
        bench.run(for: 150 * millisecond)
        tap.forget()
        tap.send(WireBench.read(7, 1))
        bench.run(for: 10 * millisecond)
        #expect(tap.bytes.isEmpty)
        bench.run(for: 70 * millisecond)
        #expect(bench.errors == 1)
    }

    @Test("Foreign traffic passes in its own time", arguments: LinePlan.Timing.allCases)
    func foreign(timing: LinePlan.Timing) {
        let line = LinePlan.test(timing) {
            $0.foreignTraffic = [
                LineConditions.ForeignTraffic(
                    every: .milliseconds(500),
                    unit: 9,
                    request: [3, 0, 0, 0, 1],
                    answer: [3, 2, 1, 2]
                ),
                LineConditions.ForeignTraffic(
                    every: .milliseconds(800),
                    unit: 10,
                    request: [6, 0, 0, 0, 1],
                    answer: nil
                ),
            ]
        }
        let bench = WireBench(line)
        bench.addMeter(7)
        let tap = RecordingTap(bench)
        bench.run(for: 1100 * millisecond)
        let poll = WireBench.read(9, 1) + WireBench.frame(9, [3, 2, 1, 2])
        #expect(tap.bytes == poll + WireBench.frame(10, [6, 0, 0, 0, 1]) + poll)
        #expect(bench.requests.map(\.unit) == [9, 10, 9])
        #expect(Set(bench.requests.map(\.origin.client)) == ["foreign"])
        tap.forget()
        tap.send(WireBench.read(7, 1))
        bench.run(for: 100 * millisecond)
        #expect(tap.bytes == WireBench.frame(7, [3, 2, 0, 0]))
    }

    @Test("A meter at a foreign unit's address answers into the foreign answer")
    func foreignAddressTaken() {
        let line = LinePlan.test(.realistic) {
            $0.foreignTraffic = [
                LineConditions.ForeignTraffic(
                    every: .milliseconds(500),
                    unit: 7,
                    request: [3, 0, 0, 0, 1],
                    answer: [3, 2, 1, 2]
                )
            ]
        }
        let bench = WireBench(line)
        bench.addMeter(7, after: 22 * millisecond)
        let tap = RecordingTap(bench)
        bench.run(for: 700 * millisecond)
        #expect(tap.bytes.count < 8 + 14)
        #expect(!CRC16.isValid(tap.bytes.dropFirst(8)))
    }

    @Test("What was missed while the host slept is not made up for")
    func sleep() {
        let line = LinePlan.test(.instant) {
            $0.foreignTraffic = [
                LineConditions.ForeignTraffic(
                    every: .milliseconds(100),
                    unit: 9,
                    request: [3, 0, 0, 0, 1],
                    answer: nil
                )
            ]
        }
        let bench = WireBench(line)
        bench.wire.run(at: bench.now + 3600 * second)
        #expect(bench.requests.count <= 12)
        #expect(bench.requests.count > 2)
    }
}
