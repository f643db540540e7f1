import FarmCore
import FarmReports
import SimulatedTime
import Testing

@Suite("The edges of pulse outputs")
struct EdgeReportTests {
    private func lines(_ model: String, watts: Int, seconds: Int64) throws -> [String] {
        let load = "{ \"phases\": { \"l1\": { \"activePower\": \(watts) } } }"
        let plan = try TestFarm.plan([("m1", model, load), ("m2", model, load)])
        let grid = try SamplingGrid(
            start: try Instant(rfc3339: "2026-01-05T00:00:00+01:00"),
            length: .seconds(seconds),
            every: .seconds(60)
        )
        var report = try EdgeReport(try ReportSelection(plan), over: grid, in: plan.timeZone)
        var bytes: [UInt8] = []
        try report.run { rows, _, _ in bytes += rows }
        let rows = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        #expect(report.edgeCount == rows.count)
        return rows
    }

    @Test("Each edge has its microsecond, meters of one instant stand as in the file")
    func edges() throws {
        // 1000 imp/kWh and 1 Wh at 1800 W: one pulse every two seconds, 100 ms long.
        let rows = try lines("eastron-sdm120", watts: 1800, seconds: 5)
        #expect(
            rows.filter { $0.contains("m1,1,") } == [
                "2026-01-05T00:00:02+01:00,m1,1,on", "2026-01-05T00:00:02.100+01:00,m1,1,off",
                "2026-01-05T00:00:04+01:00,m1,1,on", "2026-01-05T00:00:04.100+01:00,m1,1,off",
            ]
        )
        #expect(rows.first == "2026-01-05T00:00:02+01:00,m1,led,on")
        #expect(rows.filter { $0.hasSuffix("m2,led,on") }.count == 2)
        let inOrder = rows.filter { $0.hasPrefix("2026-01-05T00:00:02+01:00") }
        #expect(
            inOrder.map { String($0.dropFirst(26)) } == [
                "m1,led,on", "m1,1,on", "m2,led,on", "m2,1,on",
            ]
        )
    }

    @Test("Meters without an output are refused by name")
    func none() throws {
        #expect(throws: ReportError.noPulseOutput(["m1", "m2"])) {
            try lines("sunspec-203", watts: 1, seconds: 1)
        }
    }
}
