import Documents
import FarmCore
import Foundation
import LoadProfiles
import MeterModels
import Metrology
import SimulatedTime
import TestSupport
import Testing

/// Meters for tests, made from JSON as users make them.
enum TestMeter {
    static let start = Instant(seconds: 1_767_567_600)  // 2026-01-05T00:00:00+01:00

    static let library = ProfileLibrary(
        roots: [SharedFolder.profiles.path],
        read: { FileManager.default.contents(atPath: $0).map(Array.init) },
        list: { (try? FileManager.default.contentsOfDirectory(atPath: $0)) ?? [] }
    )

    /// A few models with maps of every kind, for lives that take long.
    static let varied = [
        "eastron-sdm120", "eastron-sdm630", "legrand-004677", "legrand-412083",
        "meterfarm-reference", "socomec-countis-e43", "socomec-countis-e44", "sunspec-203",
        "sunspec-213",
    ]

    /// What is said of a farm file.
    static func report(_ farm: String) throws -> FarmReader.Report {
        let document = try JSONValue.parse(Array(farm.utf8), file: "test.json")
        return FarmReader(file: "test.json", library: library).read(document)
    }

    static func plan(_ farm: String) throws -> FarmPlan {
        let report = try report(farm)
        if let plan = report.plan { return plan }
        throw Faults(report.faults)
    }

    /// A farm of one meter at address 1 of the bus "b".
    static func plan(
        model: String = "meterfarm-reference",
        load: String,
        more: String = "",
        seed: UInt64 = 1
    ) throws -> FarmPlan {
        try plan(
            """
            { "seed": \(seed), "clock": { "timeZone": "Europe/Berlin" },
              "buses": [ { "name": "b" } ],
              "meters": [ { "name": "m", "model": "\(model)", "bus": "b", "address": 1,
                            "load": \(load) \(more.isEmpty ? "" : ", " + more) } ] }
            """
        )
    }

    /// A meter of the reference model, whose file is read once for all tests.
    static func machine(
        load: String,
        wiring: Wiring = .correct,
        seed: UInt64 = 1,
        at start: Instant = start
    ) throws -> MeterMachine {
        MeterMachine(try meterPlan(load: load, wiring: wiring, seed: seed), at: start)
    }

    static func meterPlan(
        load: String,
        wiring: Wiring = .correct,
        seed: UInt64 = 1
    ) throws -> MeterPlan {
        let log = FaultLog(file: "load.json")
        let document = try JSONValue.parse(Array(load.utf8), file: "load.json")
        let profile = LoadProfile.read(Node(document, log: log), library: library)
        try log.throwIfAny()
        let zone = try CivilZone(identifier: "Europe/Berlin")
        let context = LoadContext(seed: Seed(seed), owner: "m", timeZone: zone)
        var plan = MeterPlan(
            name: "m",
            model: try reference.get(),
            load: try #require(profile).load(in: context),
            timeZone: zone
        )
        plan.installation.wiring = wiring
        return plan
    }

    /// Expects that in every channel the total is the sum of its tariffs, lane by lane.
    static func expectTariffsAddUp(_ bank: EnergyBank, _ comment: String) throws {
        for channel in Channel.allCases {
            let total = try #require(bank.lanes(channel, bin: 0))
            let tariffs = (1...4).reduce(SIMD8<Int64>()) {
                $0 &+ (bank.lanes(channel, bin: $1) ?? SIMD8())
            }
            #expect(total == tariffs, "\(channel.name), \(comment)")
        }
    }

    private static let reference = Result {
        try ModelLibrary(library).model("meterfarm-reference")
    }
}
