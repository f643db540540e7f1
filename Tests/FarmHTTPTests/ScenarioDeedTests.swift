import Documents
import FarmCore
import SimulatedTime
import Testing

@testable import FarmHTTP

@Suite("What scenarios do, in words")
struct ScenarioDeedTests {
    private static let text = """
        { "steps": [
            { "at": "+10s", "meter": "flat-*",
              "do": [ { "tariff": 2 }, { "wiring": { "i1": "-l1" } } ] },
            { "at": "+20s", "bus": "b", "do": { "line": { "echo": true } } } ] }
        """

    private func run(ended: Instant? = nil) throws -> FarmAgenda.Run {
        var agenda = FarmAgenda()
        let document = try JSONValue.parse(Array(Self.text.utf8), file: "test")
        let played = agenda.play(document, named: "day", from: .epoch)
        var run = try #require(played)
        run.ended = ended
        return run
    }

    @Test("Each action is a deed of its own, with its key and what stands there")
    func deeds() throws {
        let run = try run()
        #expect(run.deeds.map(\.word.what) == ["tariff", "wiring", "line"])
        #expect(run.deeds.map(\.word.value) == ["2", #"{"i1":"-l1"}"#, #"{"echo":true}"#])
        let instants = run.deeds.map { run.instant(of: $0.step) }
        #expect(instants == [10, 10, 20].map { Instant.epoch + .seconds($0) })
    }

    @Test("What a run was stopped before is none of its deeds' instants")
    func stopped() throws {
        let run = try run(ended: .epoch + .seconds(15))
        #expect(run.deeds.compactMap { run.instant(of: $0.step) }.count == 2)
    }
}
