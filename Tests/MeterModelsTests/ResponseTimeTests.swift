import Documents
import MeterModels
import Testing

@Suite("The answer times of a model")
struct ResponseTimeTests {
    private func read(_ response: String) throws -> (time: ResponseTime?, faults: [String]) {
        let value = try JSONValue.parse(Array(response.utf8), file: "sample.json")
        let report = Sample.read(try Sample.value().setting("modbus/response", to: value))
        return (report.model?.response, report.faults.map(\.description))
    }

    @Test("Every key is read; the least time is half of the usual one unless given")
    func values() throws {
        let all =
            """
            { "minimum": "5ms", "typical": "30ms", "maximum": "1s", "pause": "50ms",
              "tooFast": "restart" }
            """
        let time = try #require(try read(all).time)
        #expect([time.minimum, time.typical, time.maximum, time.pause] == [5, 30, 1000, 50])
        #expect(time.tooFast == .restart)
        let usual = try #require(try read("{}").time)
        #expect([usual.minimum, usual.typical, usual.maximum, usual.pause] == [10, 20, 200, 0])
        #expect(usual.tooFast == .silence)
        #expect(try read(#"{ "typical": "50ms" }"#).time?.minimum == 25)
    }

    @Test(
        "Shipped models have the times that are known of them, in order",
        arguments: ModelFileTests.served
    )
    func shipped(name: String) throws {
        let time = try Repository.model(name).response
        #expect(time.minimum <= time.typical && time.typical <= time.maximum)
        #expect(time.maximum <= 500)
        #expect(time.pause > 0 || !name.hasPrefix("eastron"))
        // Masters in production leave 100 ms between reads of an SDM.
        #expect(time.pause < 100)
    }

    @Test(
        "The order of times is checked",
        arguments: [
            (#"{ "minimum": "30ms" }"#, "minimum, 30 ms, is above typical, 20 ms"),
            (#"{ "typical": "250ms" }"#, "typical, 250 ms, is above maximum, 200 ms"),
            (#"{ "minimum": "61s" }"#, "/modbus/response/minimum: 61000 ms is out of range"),
            (#"{ "pause": "61s" }"#, "/modbus/response/pause: 61000 ms is out of range"),
            (#"{ "pause": "1s", "tooFast": "restrt" }"#, "did you mean \"restart\"?"),
            (#"{ "tooFast": "restart" }"#, "/modbus/response/tooFast: has no \"pause\""),
            (#"{ "tooQuick": "restart" }"#, "unknown key \"tooQuick\""),
        ]
    )
    func faults(response: String, complaint: String) throws {
        let found = try read(response).faults
        #expect(!found.isEmpty && found.contains { $0.contains(complaint) }, "\(found)")
    }

    @Test(
        "Sound times have no fault",
        arguments: ["{}", #"{ "typical": "200ms" }"#, #"{ "typical": 0 }"#]
    )
    func sound(response: String) throws {
        #expect(try read(response).faults == [])
    }
}
