import MeterModels
import SimulatedTime
import TestSupport
import Testing

@testable import FarmCore

@Suite("The frames that pass on a bus")
struct TrafficTests {
    private static let request = Bytes.withCRC([5] + LegrandMeter.readIdentifier)
    private static let answer = Bytes.withCRC([5] + LegrandMeter.identifier)

    private func bench(_ line: String = "{}", fault: String = "") throws -> BusBench {
        let faults = fault.isEmpty ? "[]" : #"[ { "name": "f", "effect": \#(fault) } ]"#
        let bench = try BusBench([BusBench.meter("a", 5)], line: line, faults: faults)
        bench.bus.watchTraffic()
        return bench
    }

    private func frames(_ bench: BusBench) -> [TrafficFrame] {
        bench.bus.trafficPage().frames.map(\.frame)
    }

    @Test("Nothing is noted while nobody watches, and nothing kept when the last one leaves")
    func watchers() throws {
        let bench = try BusBench([BusBench.meter("a", 5)])
        let client = bench.rtu()
        #expect(bench.ask(client, Self.request) == Self.answer)
        #expect(!bench.bus.trafficPage().isWatched && bench.bus.trafficPage().newest == 0)
        bench.bus.watchTraffic()
        bench.bus.watchTraffic()
        #expect(bench.ask(client, Self.request) == Self.answer)
        bench.bus.unwatchTraffic()
        #expect(bench.bus.trafficPage().frames.count == 2)
        bench.bus.unwatchTraffic()
        #expect(bench.bus.trafficPage().frames.isEmpty)
        bench.bus.watchTraffic()
        #expect(bench.ask(client, Self.request) == Self.answer)
        // Numbers go on where they were.
        #expect(frames(bench).map(\.number) == [3, 4])
    }

    @Test("A request and its answer, with client, meter and what they say")
    func exchange() throws {
        let bench = try bench()
        #expect(bench.ask(bench.rtu(), Self.request) == Self.answer)
        let page = bench.bus.trafficPage()
        #expect(page.frames.map(\.frame.bytes) == [Self.request, Self.answer])
        #expect(page.frames.map(\.frame.direction) == [.request, .response])
        #expect(page.frames.map(\.frame.outcome) == [.answered, .answered])
        #expect(page.frames.map(\.frame.request) == [nil, 1])
        #expect(page.frames.map(\.frame.delay) == [nil, 0])
        #expect(page.frames.allSatisfy { $0.frame.client == "10.0.0.1" })
        #expect(page.frames.allSatisfy { $0.frame.meter == "a" && $0.frame.unit == 5 })
        #expect(page.frames.allSatisfy { $0.decoding.isIntact })
        #expect(page.next == 2 && page.oldest == 1 && page.newest == 2 && page.lost == 0)
        #expect(bench.bus.trafficPage(after: 2).frames.isEmpty)
    }

    @Test("Silence says why")
    func silence() throws {
        let foreign = try bench()
        let client = foreign.rtu()
        _ = foreign.ask(client, Bytes.withCRC([9] + LegrandMeter.readIdentifier))
        _ = foreign.ask(client, Bytes.withCRC([0, 6, 0, 0, 0, 0]))
        #expect(frames(foreign).map(\.outcome) == [.silent(.nobody), .silent(.broadcast)])
        let deaf = try bench(fault: #""noReply""#)
        _ = deaf.ask(deaf.rtu(), Self.request)
        _ = deaf.ask(deaf.tcp(), Bytes.tcp(1, 5, LegrandMeter.readIdentifier))
        #expect(frames(deaf).map(\.outcome) == [.silent(.fault), .silent(.fault)])
        #expect(frames(deaf).allSatisfy { $0.faults == ["f"] })
    }

    @Test("Refusals carry their exception, those of a gateway too")
    func refusals() throws {
        let bench = try bench()
        _ = bench.ask(bench.rtu(), Bytes.withCRC([5, 3, 0x40, 0, 0, 1]))
        _ = bench.ask(bench.tcp(), Bytes.tcp(1, 9, LegrandMeter.readIdentifier))
        let expected: [TrafficOutcome] = [.exception(1), .exception(1)]
        #expect(frames(bench).prefix(2).map(\.outcome) == expected)
        #expect(frames(bench).suffix(2).map(\.outcome) == [.exception(11), .exception(11)])
        #expect(frames(bench).suffix(2).map(\.framing) == [.tcp, .tcp])
    }

    @Test("Bytes that nobody can read are shown as such", arguments: ["{}", #"{ "echo": true }"#])
    func damaged(line: String) throws {
        let bench = try bench(line)
        var wrong = Self.request
        wrong[wrong.count - 1] ^= 1
        _ = bench.ask(bench.rtu(), wrong)
        let damaged = frames(bench).filter { $0.outcome == .damaged }
        #expect(!damaged.isEmpty)
        #expect(damaged.first?.bytes == wrong)
    }

    @Test("On a real line an answer is noted as it passed, with the time that it took")
    func realLine() throws {
        let bench = try bench(#"{ "timing": "realistic", "baudRate": 9600 }"#)
        #expect(bench.ask(bench.rtu(), Self.request) == Self.answer)
        let found = frames(bench)
        #expect(found.map(\.bytes) == [Self.request, Self.answer])
        let (request, answer) = (try #require(found.first), try #require(found.last))
        let delay = try #require(answer.delay)
        // Between the model's shortest and longest response.
        #expect((20_000_000...200_000_000).contains(delay))
        #expect(answer.hostTime > request.hostTime + delay)
        #expect(answer.instant > request.instant)
    }

    @Test("What faults make of an answer is what is shown, with the fault's name")
    func faulty() throws {
        let bench = try bench(fault: #"{ "truncate": 2 }"#)
        _ = bench.ask(bench.rtu(), Self.request)
        let answer = try #require(frames(bench).last)
        #expect(answer.direction == .response)
        #expect(answer.bytes == Array(Self.answer.dropLast(2)))
        #expect(answer.faults == ["f"])
        let late = try self.bench(fault: #""late""#)
        _ = late.ask(late.rtu(), Self.request)
        #expect(frames(late).first?.outcome == .silent(.heldBack))
    }

    @Test("A page can be asked for by meter, function, outcome, way and fault")
    func filters() throws {
        let bench = try bench()
        let client = bench.rtu()
        _ = bench.ask(client, Self.request)
        _ = bench.ask(client, Bytes.withCRC([9] + LegrandMeter.readIdentifier))
        func count(_ change: (inout TrafficFilter) -> Void) -> Int {
            var filter = TrafficFilter()
            change(&filter)
            return bench.bus.trafficPage(filter).frames.count
        }
        #expect(count { _ in } == 3)
        #expect(count { $0.meter = "a" } == 2)
        #expect(count { $0.unit = 9 } == 1)
        #expect(count { $0.function = 4 } == 0)
        #expect(count { $0.outcome = "silent" } == 1)
        #expect(count { $0.direction = .response } == 1)
        #expect(count { $0.client = "10.*" } == 3)
        #expect(count { $0.fault = "*" } == 0)
    }

    @Test("An M-Bus is watched like any other")
    func mBus() throws {
        let bench = try MBusBench([(7, "12345678")])
        let bus = bench.bench.bus
        bus.watchTraffic()
        #expect(bench.normalize(7) == [0xE5])
        #expect(bench.read(7) != nil)
        #expect(bench.normalize(8) == [])
        let page = bus.trafficPage()
        #expect(page.frames.map(\.frame.framing) == Array(repeating: .mBus, count: 5))
        #expect(page.frames.map(\.frame.meter) == ["m1", "m1", "m1", "m1", nil])
        #expect(page.frames.last?.frame.outcome == .silent(.nobody))
        #expect(page.frames[1].decoding.sentence == "acknowledges")
        let items = page.frames[3].decoding.items
        #expect(items.contains { $0.name == "power.active.total" && $0.value == .number(2300) })
    }

    @Test("The log keeps its last 4096 frames and no more")
    func bound() throws {
        let log = TrafficLog(after: 10)
        #expect(log.oldest == 11 && log.newest == 10 && log.frame(11) == nil)
        let frame = TrafficFrame(
            instant: TestMeter.start,
            hostTime: 0,
            port: "",
            client: "",
            direction: .request,
            framing: .rtu,
            bytes: [],
            outcome: .pending
        )
        for number in 11...10_000 as ClosedRange<Int64> {
            #expect(log.note(frame) == number)
        }
        #expect(Bus.trafficCapacity == 4096)
        #expect(log.newest == 10_000 && log.oldest == 10_000 - 4095)
        #expect(log.frame(log.oldest)?.number == log.oldest)
        #expect(log.frame(log.oldest - 1) == nil && log.frame(10_001) == nil)
        log.amend(9000) { $0.outcome = .answered }
        #expect(log.frame(9000)?.outcome == .answered)
    }
}
