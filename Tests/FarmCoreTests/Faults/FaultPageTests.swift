import Documents
import Foundation
import SimulatedTime
import TestSupport
import Testing

@testable import FarmCore

@Suite("The page about faults")
struct FaultPageTests {
    private static func blocks() throws -> [String] {
        let page = SharedFolder.repository.appending(path: "docs/faults.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        let fence = "json fault\n"
        let parts = text.split(separator: "```", omittingEmptySubsequences: false)
        return parts.indices.filter { $0 % 2 == 1 }.map { String(parts[$0]) }
            .filter { $0.hasPrefix(fence) }.map { String($0.dropFirst(fence.count)) }
    }

    /// The faults of a block: a fault, a list of faults, or an object with a list of them.
    private static func faults(_ block: String, _ log: FaultLog) throws -> [FaultPlan] {
        let value = try JSONValue.parse(Array(block.utf8), file: "faults.md")
        switch value {
        case .array: return FaultReader.readAll(Node(value, log: log))
        case .object(let members) where members["faults"] != nil:
            return FaultReader.readAll(Node(members["faults"] ?? .null, log: log))
        default: return FaultReader.read(Node(value, log: log)).map { [$0] } ?? []
        }
    }

    @Test("Every example on it can be armed")
    func examples() throws {
        let log = FaultLog(file: "docs/faults.md")
        let blocks = try Self.blocks()
        for block in blocks {
            let plans = try Self.faults(block, log)
            #expect(!plans.isEmpty, "\(block)")
            let engine = FaultEngine(bus: "rs485-1", seed: .init(1), start: TestMeter.start)
            for plan in plans where plan.target.concerns(bus: "rs485-1", meters: ["m"]) {
                #expect(engine.arm(plan, at: TestMeter.start))
            }
        }
        #expect(log.faults == [])
        #expect(blocks.count >= 25)
    }

    @Test("Every effect has an example on it, in the words of the schema")
    func completeness() throws {
        let log = FaultLog(file: "docs/faults.md")
        let plans = try Self.blocks().flatMap { try Self.faults($0, log) }
        let shown = Set(plans.map { $0.effect.description.split(separator: " ")[0] })
        let schema = SharedFolder.profiles.appending(path: "schema/farm.schema.json")
        let data = try Data(contentsOf: schema)
        let document = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let definitions = try #require(document["$defs"] as? [String: Any])
        let effect = try #require(definitions["faultEffect"] as? [String: Any])
        let choices = try #require(effect["anyOf"] as? [[String: Any]])
        let words = try #require(choices[0]["enum"] as? [String])
        let kinds = try #require(choices[1]["properties"] as? [String: Any])
        for name in words + kinds.keys { #expect(shown.contains(Substring(name)), "\(name)") }
        let values = Set(
            plans.compactMap { plan -> String? in
                guard case .value(let value) = plan.effect else { return nil }
                return value.description.split(separator: " ").first.map(String.init)
            }
        )
        #expect(values.count == 10, "\(values)")
    }
}
