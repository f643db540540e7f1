import SimulatedTime
import Testing

@Suite("The farm's clock")
struct FarmClockTests {
    private let start = Instant(seconds: 1_767_222_000)
    private let second: Int64 = 1_000_000_000

    @Test("A speed of 3600 makes an hour of a second")
    func speed() {
        let clock = FarmClock(start: start, speed: 3600, hostTime: 5 * second)
        #expect(clock.now(at: 5 * second) == start)
        #expect(clock.now(at: 6 * second) == start + .hours(1))
        #expect(clock.now(at: 0) == start, "never before the start")
    }

    @Test("Pause, step, jump and a change of speed never turn time back")
    func neverBack() {
        var clock = FarmClock(start: start, speed: 2, hostTime: 0)
        clock.pause(at: 10 * second)
        #expect(clock.now(at: 99 * second) == start + .seconds(20))
        clock.step(by: .seconds(5), at: 99 * second)
        clock.step(by: .seconds(-5), at: 99 * second)
        #expect(clock.now(at: 99 * second) == start + .seconds(25))
        clock.jump(to: start, at: 99 * second)
        #expect(clock.now(at: 99 * second) == start + .seconds(25))
        clock.jump(to: start + .days(1), at: 99 * second)
        clock.resume(at: 100 * second)
        clock.setSpeed(1, at: 101 * second)
        #expect(clock.now(at: 102 * second) == start + .days(1) + .seconds(3))
    }

    @Test("The host time of an instant shows that instant, at every speed")
    func inverse() {
        for speed in [0.001, 0.7, 1, 59.3, 3600, 1_000_000] {
            let clock = FarmClock(start: start, speed: speed, hostTime: 123)
            for ahead in [1, 17, 3600, 86_400] as [Int64] {
                let instant = start + .seconds(ahead)
                guard let host = clock.hostTime(of: instant) else {
                    Issue.record("no host time")
                    continue
                }
                #expect(clock.now(at: host) >= instant - .microseconds(Int64(speed / 1000) + 1))
            }
        }
    }

    @Test("The end of time is reached, not passed")
    func endOfTime() {
        let clock = FarmClock(start: start, speed: 1_000_000, hostTime: 0)
        #expect(clock.now(at: .max) == .distantFuture)
        #expect(clock.now(at: .max / 2) <= .distantFuture)
    }

    @Test("The grid is aligned to the epoch, also before it")
    func grid() {
        let odd = Instant(microseconds: 1_500_000)
        #expect(odd.floored(to: .seconds(1)) == Instant(seconds: 1))
        #expect(odd.ceiled(to: .seconds(1)) == Instant(seconds: 2))
        #expect(Instant(microseconds: -1).floored(to: .seconds(1)) == Instant(seconds: -1))
    }

    @Test("Random numbers depend on seed, owner, purpose and step alone")
    func streams() {
        let stream = Seed(42).stream("incomer", "noise")
        #expect(stream.bits(7) == Seed(42).stream("incomer", "noise").bits(7))
        let others = [
            stream.bits(8), Seed(43).stream("incomer", "noise").bits(7),
            Seed(42).stream("incomes", "noise").bits(7), Seed(42).stream("incomer", "walk").bits(7),
            stream.substream(1).bits(7),
        ]
        #expect(Set(others + [stream.bits(7)]).count == 6)
    }

    @Test("Uniform numbers fill 0 to 1 evenly")
    func uniform() {
        let stream = Seed(1).stream("a", "b")
        var counts = [Int](repeating: 0, count: 10)
        for step in 0..<100_000 { counts[Int(stream.uniform(Int64(step)) * 10)] += 1 }
        for count in counts { #expect((9_500...10_500).contains(count)) }
    }
}
