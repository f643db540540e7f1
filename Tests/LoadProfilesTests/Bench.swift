import Documents
import Foundation
import LoadProfiles
import SimulatedTime
import TestSupport

/// What the tests of load profiles share: files in memory over the shipped ones, and short ways
/// from a text to a load.
enum Bench {
    /// The shipped profiles, and `files` by path in front of them.
    static func library(_ files: [String: String] = [:]) -> ProfileLibrary {
        ProfileLibrary(
            roots: [SharedFolder.profiles.path],
            read: { path in
                if let text = files[path] { return Array(text.utf8) }
                return FileManager.default.contents(atPath: path).map { Array($0) }
            },
            list: { (try? FileManager.default.contentsOfDirectory(atPath: $0))?.sorted() ?? [] }
        )
    }

    /// A document as a node with its own log.
    static func node(_ json: String, file: String = "test.json") throws -> Node {
        let value = try JSONValue.parse(Array(json.utf8), file: file)
        return Node(value, log: FaultLog(file: file))
    }

    /// Reads a profile; throws its faults.
    static func profile(_ json: String, files: [String: String] = [:]) throws -> LoadProfile {
        let node = try node(json)
        let profile = LoadProfile.read(node, library: library(files))
        try node.log.throwIfAny()
        return try profile.orThrow("no profile and no fault")
    }

    /// Reads a profile and compiles it for one meter.
    static func load(
        _ json: String,
        files: [String: String] = [:],
        owner: String = "m",
        seed: UInt64 = 1,
        zone: String = "Europe/Berlin"
    ) throws -> CompiledLoad {
        try profile(json, files: files).load(in: context(owner, seed: seed, zone: zone))
    }

    static func context(_ owner: String = "m", seed: UInt64 = 1, zone: String = "Europe/Berlin")
        throws -> LoadContext
    {
        LoadContext(
            seed: Seed(seed),
            owner: owner,
            timeZone: try CivilZone(identifier: zone)
        )
    }

    /// Reads a signal of any power and compiles it.
    static func signal(
        _ json: String,
        files: [String: String] = [:],
        owner: String = "m",
        seed: UInt64 = 1,
        zone: String = "Europe/Berlin",
        range: ClosedRange<Double> = -1e9...1e9,
        resolution: TimeSpan = .seconds(1)
    ) throws -> CompiledSignal {
        let node = try node(json)
        let zone = try CivilZone(identifier: zone)
        let signal = Signal.read(
            node,
            library: library(files),
            range: range,
            timeZone: zone,
            resolution: resolution
        )
        try node.log.throwIfAny()
        return try signal.orThrow("no signal and no fault")
            .compiled(seed: Seed(seed), owner: owner, purpose: "test", timeZone: zone)
    }

    static func at(_ text: String) throws -> Instant { try Instant(rfc3339: text) }
}

struct Missing: Error {
    let what: String
}

extension Optional {
    var isNone: Bool { if case .none = self { true } else { false } }

    func orThrow(_ what: String) throws -> Wrapped {
        guard let self else { throw Missing(what: what) }
        return self
    }
}

extension CompiledSignal {
    /// The value at an RFC 3339 instant.
    func value(_ text: String) throws -> Double { piece(at: try Bench.at(text)).value }

    /// The RFC 3339 instant until which the value at another holds.
    func until(_ text: String) throws -> String { piece(at: try Bench.at(text)).until.description }
}
