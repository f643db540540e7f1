import Documents
import FarmCore
import Foundation
import LoadProfiles
import SimulatedTime
import TestSupport

/// Farms for tests, made from JSON as users make them.
enum TestFarm {
    static let start = Instant(seconds: 1_767_567_600)  // 2026-01-05T00:00:00+01:00

    static let library = ProfileLibrary(
        roots: [SharedFolder.profiles.path],
        read: { FileManager.default.contents(atPath: $0).map(Array.init) },
        list: { (try? FileManager.default.contentsOfDirectory(atPath: $0)) ?? [] }
    )

    /// A farm whose meters have these names, models and loads.
    static func plan(_ meters: [(name: String, model: String, load: String)]) throws -> FarmPlan {
        let entries = meters.enumerated().map { index, meter in
            """
            { "name": "\(meter.name)", "model": "\(meter.model)", "bus": "b",
              "address": \(index + 1), "load": \(meter.load) }
            """
        }
        let farm = """
            { "name": "test", "seed": 5, "clock": { "timeZone": "Europe/Berlin" },
              "buses": [ { "name": "b" } ], "meters": [ \(entries.joined(separator: ",")) ] }
            """
        let document = try JSONValue.parse(Array(farm.utf8), file: "test.json")
        let report = FarmReader(file: "test.json", library: library).read(document)
        if let plan = report.plan { return plan }
        throw Faults(report.faults)
    }

    /// Three meters that differ: a restless one, one that exports, one that shows 10 Wh steps.
    static func three() throws -> FarmPlan {
        try plan([
            ("flat-1", "eastron-sdm630", "\"household\""),
            ("flat-2", "eastron-sdm630", "\"constant-test-load\""),
            ("main", "socomec-countis-e44", "\"household-pv\""),
        ])
    }

    static func load(_ json: String, file: String = "load.json") throws -> LoadProfile {
        let log = FaultLog(file: file)
        let value = try JSONValue.parse(Array(json.utf8), file: file)
        let profile = LoadProfile.read(Node(value, log: log), library: library)
        try log.throwIfAny()
        guard let profile else { throw Faults(log.faults) }
        return profile
    }
}
