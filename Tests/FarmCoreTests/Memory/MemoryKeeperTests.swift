import FarmCore
import SimulatedTime
import Testing

@Suite("What is written to the disk when")
struct MemoryKeeperTests {
    private let start = TestMeter.start

    private func keeper() -> MemoryKeeper {
        MemoryKeeper(lease: start + .seconds(4), leaseSpan: .seconds(4))
    }

    private func entry(_ sequence: Int64, bus: String = "b") -> JournalEntry {
        JournalEntry(bus: bus, sequence: sequence, unit: 1, instant: start, request: [6, 0])
    }

    @Test("What arrives while the disk is busy goes into one batch")
    func groupCommit() {
        var keeper = keeper()
        for n in 1...3 { _ = keeper.take(entry(Int64(n))) }
        let first = keeper.begin(at: start)
        #expect(first?.entries.count == 3)
        for next in [entry(4), entry(5), entry(1, bus: "c")] { _ = keeper.take(next) }
        let second = keeper.begin(at: start)
        #expect(second == nil)
        let outcome = keeper.end(nil)
        #expect(outcome.settled == ["b": 3] && outcome.isDurable)
        let third = keeper.begin(at: start)
        #expect(third?.entries.count == 3)
        let next = keeper.end(nil)
        #expect(next.settled == ["b": 5, "c": 1])
    }

    @Test("The lease is renewed before it runs out, and with every other batch")
    func lease() {
        var keeper = keeper()
        #expect(!keeper.isDue(at: start + .milliseconds(900)))
        #expect(keeper.isDue(at: start + .seconds(1)))
        let batch = keeper.begin(at: start + .seconds(1))
        #expect(batch?.lease == start + .seconds(5))
        #expect(keeper.lease == start + .seconds(4))
        let outcome = keeper.end(nil)
        #expect(outcome.lease == start + .seconds(5))
        #expect(keeper.lease == start + .seconds(5))
        _ = keeper.take(entry(1))
        let next = keeper.begin(at: start + .milliseconds(1500))
        #expect(next?.lease == start + .milliseconds(5500))
    }

    @Test("A refused batch settles its entries as refused and leaves the lease")
    func refusal() {
        var keeper = keeper()
        _ = keeper.take(entry(1))
        keeper.take([MeterCheckpoint(meter: "m", bookedUntil: start, sequence: 0, state: [])])
        keeper.forget(bus: "b", through: 9)
        _ = keeper.begin(at: start + .seconds(2))
        let outcome = keeper.end(.full)
        #expect(outcome.settled == ["b": 1] && !outcome.isDurable && outcome.lease == nil)
        #expect(outcome.news == .failed(.full))
        #expect(keeper.lease == start + .seconds(4))
        // Nothing may be forgotten before the states are written.
        let retry = keeper.begin(at: start + .seconds(2))
        #expect(retry?.forgotten.isEmpty == true && retry?.entries.isEmpty == true)
        let again = keeper.end(.full)
        #expect(again.news == nil)
        _ = keeper.begin(at: start + .seconds(2))
        let last = keeper.end(nil)
        #expect(last.news == .recovered)
        #expect(keeper.fault == nil)
    }

    @Test("No more entries wait than the limit allows")
    func limit() {
        var keeper = keeper()
        for n in 0..<MemoryKeeper.entryLimit { _ = keeper.take(entry(Int64(n))) }
        let tooMany = keeper.take(entry(-1))
        #expect(!tooMany)
        _ = keeper.begin(at: start)
        let fits = keeper.take(entry(-1))
        #expect(fits)
    }
}

@Suite("Where a farm goes on")
struct ResumptionTests {
    private let reached = TestMeter.start

    private func resumption(
        _ start: FarmPlan.Start,
        before: String,
        wall: TimeSpan = .zero,
        speed: Double = 1
    ) throws -> Resumption {
        try Resumption(
            start: start,
            before: before,
            lease: reached,
            wallClock: reached + wall,
            speed: speed
        )
    }

    @Test("A farm of the present catches up with the wall clock, or waits for it")
    func present() throws {
        let late = try resumption(.now, before: "now", wall: .seconds(60))
        #expect(late.instant == reached + .seconds(60) && late.standstill == .zero)
        let early = try resumption(.now, before: "now", wall: .seconds(-3))
        #expect(early.instant == reached && early.standstill == .seconds(3))
        let far = try resumption(.now, before: "now", wall: .seconds(-86_400))
        #expect(far.instant == reached && far.standstill == .zero)
        let fast = try resumption(.now, before: "now", wall: .seconds(-3), speed: 60)
        #expect(fast.instant == reached && fast.standstill == .zero)
    }

    @Test("A farm with a start goes on where it was, whatever the wall clock says")
    func fixed() throws {
        let start = FarmPlan.Start.at(reached + .seconds(-5000))
        #expect(try resumption(start, before: start.text, wall: .seconds(999)).instant == reached)
    }

    @Test("A later start moves the farm forward, an earlier one is refused")
    func changed() throws {
        let later = FarmPlan.Start.at(reached + .seconds(50))
        #expect(try resumption(later, before: "now").instant == reached + .seconds(50))
        let earlier = FarmPlan.Start.at(reached + .seconds(-1))
        #expect(throws: Resumption.Backwards.self) {
            try resumption(earlier, before: "now")
        }
    }

    @Test("No instant at or beyond the lease is served")
    func lease() {
        let clock = FarmClock(start: reached, hostTime: 0)
        let time = FarmTime(clock, lease: reached + .seconds(2))
        #expect(time.now(at: 1_000_000_000) == reached + .seconds(1))
        #expect(time.now(at: 2_000_000_000) == reached + .microseconds(1_999_999))
        #expect(time.now(at: 90_000_000_000) == reached + .microseconds(1_999_999))
        time.lease = reached + .seconds(100)
        #expect(time.now(at: 90_000_000_000) == reached + .seconds(90))
    }
}
