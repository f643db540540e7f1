import Documents
import FarmCore

/// Farms as users write them, and what is said of them.
enum FarmText {
    /// What is said of a farm with one bus "b".
    static func report(
        _ meters: String,
        bus: String = "",
        more: String = ""
    ) throws -> FarmReader.Report {
        let farm = """
            { "buses": [ { "name": "b" \(bus.isEmpty ? "" : ", " + bus) } ],
              "meters": [ \(meters) ] \(more.isEmpty ? "" : ", " + more) }
            """
        let document = try JSONValue.parse(Array(farm.utf8), file: "f.json")
        return FarmReader(file: "f.json", library: TestMeter.library).read(document)
    }

    /// A meter at address 5 of the bus.
    static func meter(_ model: String, _ more: String = "") -> String {
        """
        { "name": "m", "model": "\(model)", "bus": "b", "address": 5,
          "load": "constant-test-load" \(more.isEmpty ? "" : ", " + more) }
        """
    }
}
