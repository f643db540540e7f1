import FarmCore
import SimulatedTime
import TestSupport
import Testing

@Suite("Edges on their way out")
struct PulseScheduleTests {
    private let start = TestMeter.start

    /// The edges that a source gives in some time.
    private func edges(
        _ seconds: Int64,
        flow: Int
    ) throws -> [(line: PulseLinePlan, edge: OutputEdge)] {
        let farm = try PulseFarm(
            try TestMeter.plan(
                """
                { "buses": [], "meters": [],
                  "pulseSources": [ { "name": "w", "medium": "water", "weight": 1,
                                      "flow": \(flow), "duration": "1ms", "offTime": "1ms" } ],
                  "pulseLines": [ { "from": { "source": "w" }, "to": { "unix": "run/x" } } ] }
                """
            )
        )
        for group in farm.groups { group.follow(to: start + .seconds(seconds)) }
        return farm.outside
    }

    @Test("Edges leave in order, each a delay after its instant, and none of an earlier life")
    func order() throws {
        var chance = SeededGenerator(seed: 9)
        let edges = try edges(600, flow: 3600)
        let life = start + .seconds(100)
        var schedule = PulseSchedule(after: life)
        for (line, edge) in edges.shuffled(using: &chance) {
            schedule.add(line, edge, delay: .seconds(1))
        }
        var left: [Instant] = []
        for second in 0...700 {
            let now = start + .seconds(Int64(second))
            for departure in schedule.take(by: now) {
                #expect(departure.edge.instant + .seconds(1) <= now)
                left.append(departure.edge.instant)
            }
            if let next = schedule.nextDue { #expect(next > now) }
        }
        #expect(left == edges.map(\.edge.instant).filter { $0 > life })
        #expect(schedule.nextDue == nil && schedule.dropped == 0)
    }

    @Test("No more edges wait than the limit; the rest are counted as dropped")
    func bounded() throws {
        let edges = try edges(400, flow: 360_000)
        try #require(edges.count > 50_000)
        var schedule = PulseSchedule(after: start)
        for _ in 0..<3 {
            for (line, edge) in edges { schedule.add(line, edge, delay: .zero) }
        }
        let most = PulseSchedule.limit
        #expect(schedule.dropped == edges.count * 3 - most)
        #expect(schedule.take(by: .distantFuture).count == most)
    }

    @Test("A line of JSON has the exact instant in the farm's zone")
    func text() throws {
        let edge = try #require(try edges(10, flow: 7000).first?.edge)
        let zone = try CivilZone(identifier: "Europe/Berlin")
        let line = String(decoding: edge.line(of: "w", in: zone), as: UTF8.self)
        // 1 litre at 7000 an hour takes 514 285.714 µs.
        let instant = "2026-01-05T00:00:00.514285+01:00"
        #expect(line == #"{"at":"\#(instant)","meter":"w","output":1,"on":true}"# + "\n")
    }
}
