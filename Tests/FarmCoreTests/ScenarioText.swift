import Documents
import FarmCore
import Testing

/// Scenarios as text.
enum ScenarioText {
    /// Reads a scenario of one step at "+1s" on the meter "m".
    static func read(action: String) throws -> (scenario: Scenario?, faults: [Fault]) {
        let text = #"{ "steps": [{ "at": "+1s", "meter": "m", "do": \#(action) }] }"#
        let log = FaultLog(file: "s.json")
        let document = try JSONValue.parse(Array(text.utf8), file: "s.json")
        return (Scenario.read(Node(document, log: log)), log.faults)
    }

    /// A single action.
    static func action(_ text: String) throws -> ScenarioAction {
        let (scenario, faults) = try read(action: text)
        #expect(faults == [])
        return try #require(scenario?.steps.first?.actions.first)
    }
}
