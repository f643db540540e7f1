import FieldTrial
import Testing

@Suite("The checkers of simulated farms can fail")
struct SabotageTests {
    /// More than enough: each is found within thirty seeds.
    private static let seeds: ClosedRange<UInt64> = 1...150

    /// The rules that a fault may be seen by.
    private func rules(of sabotage: Sabotage) -> Set<Violation.Rule> {
        switch sabotage {
        case .acknowledgesEarly: [.acknowledgedWrite, .exactResume]
        case .ignoresLease: [.noStepBack, .pollInvariance, .silence]
        case .forgetsEarly, .losesState: [.acknowledgedWrite, .exactResume]
        case .answersForeigners: [.silence]
        case .carriesOutRefused: [.pollInvariance, .refusedDisk, .exactResume]
        case .countsLooks: [.pollInvariance, .noStepBack, .exactResume, .silence]
        case .readsWait: [.readsNeverWait, .badInput]
        case .mixesAnswers: [.pollInvariance]
        }
    }

    @Test("A fault that is built in on purpose is found", arguments: Sabotage.allCases)
    func isFound(_ sabotage: Sabotage) throws {
        let found = Self.seeds.lazy.map { TrialRuns.run($0, sabotage) }
            .first { $0.violation != nil }
        let report = try #require(found)
        let rule = try #require(report.violation?.rule)
        #expect(rules(of: sabotage).contains(rule), "\(report)")
    }
}
