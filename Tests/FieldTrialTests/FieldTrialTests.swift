import Documents
import FieldTrial
import Foundation
import TestSupport
import Testing

@Suite("Simulated farms keep the rules")
struct FieldTrialTests {
    @Test("Farms of fresh seeds keep every rule, whatever wires, disks and masters do")
    func fresh() async {
        let seeds = (0..<200).map { TrialRuns.base &+ $0 }
        let reports = await TrialRuns.run(seeds)
        var counts: [String: Int] = [:]
        for report in reports {
            #expect(report.violation == nil, "METERFARM_SEED=\(TrialRuns.base): \(report)")
            counts.merge(report.counts, uniquingKeysWith: +)
        }
        // What never happens is never tried.
        let happenings = [
            "answers", "bad farm files", "batches", "changed farm files", "clean stops",
            "disk events", "energies looked at", "half-open connections", "harmed frames", "kills",
            "meters that lost loose writes", "power failures", "refused batches",
            "refused starts", "refused writes", "rubbish", "states", "writes",
        ]
        let models = TrialOptions.usualModels.map { "lives of \($0)" }
        for name in happenings + models {
            #expect(counts[name, default: 0] > 0, "\(name); METERFARM_SEED=\(TrialRuns.base)")
        }
    }

    @Test("Meters of every model keep every rule")
    func everyModel() async {
        let reports = await TrialRuns.ofEveryModel()
        for (model, report) in reports {
            #expect(
                report.violation == nil,
                "\(model), METERFARM_SEED=\(TrialRuns.base): \(report)"
            )
            #expect(report.counts["lives of \(model)", default: 0] > 0, "\(report)")
        }
        #expect(reports.count > 100)
    }

    @Test("Farms that once broke a rule keep it")
    func pinned() async throws {
        let file = SharedFolder.repository
            .appending(path: "Tests/FieldTrialTests/pinned-seeds.txt")
        let lines = try String(contentsOf: file, encoding: .utf8)
            .split(separator: "\n").filter { !$0.hasPrefix("#") }
        var reasons: [UInt64: Substring] = [:]
        for line in lines {
            let parts = line.split(separator: " ", maxSplits: 1)
            let seed = try #require(UInt64(parts[0]), "a line begins with a seed: \(line)")
            reasons[seed] = try #require(parts.count == 2 ? parts[1] : nil, "why: \(line)")
        }
        #expect(reasons.count == lines.count && !reasons.isEmpty)
        for report in await TrialRuns.run(reasons.keys.sorted()) {
            #expect(report.violation == nil, "\(reasons[report.seed] ?? ""): \(report)")
        }
    }

    @Test("The same seed gives the same bytes at the same instants")
    func sameBytes() {
        for seed in (0..<5).map({ TrialRuns.base &+ $0 }) {
            let (first, second) = (TrialRuns.run(seed), TrialRuns.run(seed))
            #expect(first.hash == second.hash && first.counts == second.counts, "seed \(seed)")
        }
        #expect(TrialRuns.run(1).hash != TrialRuns.run(2).hash)
    }

    @Test("A report says which rule, when and where, with the last events and the way to it")
    func report() throws {
        let seed = try #require((0...9).first { TrialRuns.run($0, .countsLooks).violation != nil })
        let report = TrialRuns.run(seed, .countsLooks)
        let violation = try #require(report.violation)
        let text = report.description
        #expect(!violation.events.isEmpty && violation.hostTime >= 0 && !violation.place.isEmpty)
        for part in [violation.rule.rawValue, violation.place, "fieldtrial --seed \(seed)"] {
            #expect(text.contains(part))
        }
    }
}
