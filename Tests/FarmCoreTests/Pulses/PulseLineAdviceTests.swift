import Documents
import FarmCore
import Testing

@Suite("Pulse lines whose ends mean something else")
struct PulseLineAdviceTests {
    private func warnings(
        from sender: String = #""meter": "m""#,
        _ settings: String = "",
        to receiver: String = ""
    ) throws -> [String] {
        let concentrator = """
            { "name": "c", "model": "legrand-412065", "bus": "b", "address": 9,
              "settings": { \(receiver) } }
            """
        let report = try FarmText.report(
            FarmText.meter("meterfarm-reference", "\"settings\": { \(settings) }")
                + ", " + concentrator,
            more: """
                "pulseSources": [ { "name": "water", "medium": "water", "flow": 10, "weight": 5 } ],
                "pulseLines": [ { "from": { \(sender) }, "to": { "meter": "c", "input": 1 } } ]
                """
        )
        #expect(report.faults == [])
        return report.warnings.map(\.description).filter { $0.contains("/pulseLines/0") }
    }

    @Test("Weights that differ are told with what is counted")
    func weights() throws {
        let found = try warnings(#""pulse1Weight": 100"#, to: #""input1Weight": 10"#)
        #expect(
            found == [
                """
                f.json: /pulseLines/0/to/input: "m" gives a pulse each 100 Wh, and input 1 of "c" \
                is set to 10 Wh a pulse: it counts 0.1 times what flows
                """
            ]
        )
        let defaults = try warnings(#""pulse1Weight": 100"#)
        #expect(defaults.count == 1)
        #expect(try warnings(#""pulse1Weight": 100"#, to: #""input1Weight": 100"#) == [])
    }

    @Test("Another medium is told")
    func media() throws {
        let water = try warnings(to: #""input1Kind": "water", "input1Weight": 1"#)
        #expect(water.count == 1 && water[0].contains("pulses of electricity"))
        #expect(water[0].hasSuffix("is set to count water"))
        let source = #""source": "water""#
        #expect(try warnings(from: source).first?.contains("pulses of water") == true)
        let right = #""input1Kind": "water", "input1Weight": 5"#
        #expect(try warnings(from: source, to: right) == [])
        let wrong = #""input1Kind": "water", "input1Weight": 10"#
        let found = try warnings(from: source, to: wrong)
        #expect(found.first?.contains("each 5 l") == true)
        #expect(found.first?.hasSuffix("it counts 2 times what flows") == true)
    }

    @Test("A tariff input that the meter does not heed is told")
    func tariffInput() throws {
        func warnings(_ mode: String) throws -> [String] {
            let more = "\"inputs\": { \"tariff\": 1 }, \"settings\": { \(mode) }"
            return try FarmText.report(FarmText.meter("legrand-412045", more)).warnings
                .map(\.description).filter { $0.contains("/inputs/tariff") }
        }
        let idle = try warnings("")
        #expect(idle.count == 1)
        #expect(idle.first?.hasSuffix("\"partialMode\": \"SYn\" or \"trF\"") == true)
        #expect(try warnings(#""partialMode": "SYn""#) == [])
        #expect(try warnings(#""partialMode": "trF""#) == [])
    }
}
