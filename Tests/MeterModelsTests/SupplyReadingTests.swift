import Documents
import MeterModels
import Metrology
import Testing

@Suite("The supply in a model file")
struct SupplyReadingTests {
    private func supply(_ changes: [(String, JSONValue)]) throws -> SupplyDesign {
        var document = try Sample.value()
        for (pointer, value) in changes {
            document = document.setting(pointer, to: value)
        }
        let (model, faults) = Sample.read(document)
        #expect(faults == [])
        return try #require(model).design.supply
    }

    private func from(_ conductors: String...) -> JSONValue {
        .object(["from": .array(conductors.map { .string($0) })])
    }

    @Test("Without a word L1 and N feed a meter, from 0.65 of its rated voltage on")
    func standard() throws {
        let standard = try supply([])
        #expect(standard.from == [.l1, .n] && standard.minimumVoltage == 0.65 * 230)
        #expect(standard.startTime == 0 && standard.forgets == [])
        let other = try supply([("/ratings/voltage", .integer(120))])
        #expect(other.minimumVoltage == 0.65 * 120)
    }

    @Test("Without a word any two conductors feed a meter that need not have a neutral")
    func withoutNeutral() throws {
        let networks = JSONValue.array([.string("4NBL"), .string("3NBL")])
        #expect(try supply([("/networks", networks)]).from == [.anyPhase])
    }

    @Test("A meter between two phases has √3 times the voltage")
    func phases() throws {
        let between = try supply([("/supply", from("l1", "l2"))])
        #expect(abs(between.minimumVoltage - 258.9) < 0.1)
        #expect(try supply([("/supply", from("anyPhase"))]).minimumVoltage == 0.65 * 230)
    }

    @Test("Every key is read")
    func keys() throws {
        let all = JSONValue.object([
            "from": .array([.string("n"), .string("anyPhase")]), "minimumVoltage": .number(92.5),
            "startTime": .string("1500ms"),
            "forgets": .array(VolatileMemory.allCases.map { .string($0.rawValue) }),
        ])
        let read = try supply([("/supply", all)])
        #expect(Set(read.from) == [.anyPhase, .n] && read.minimumVoltage == 92.5)
        #expect(read.startTime == 1500 && read.forgets == Set(VolatileMemory.allCases))
    }

    @Test(
        "Conductors that a network type does not have cannot feed",
        arguments: [
            ("3NBL", ["l1", "n"], "\"n\", which a meter set to 3NBL"),
            ("1BL", ["l2", "n"], "\"l2\", which a meter set to 1BL"),
            ("2BL", ["l1", "l3"], "\"l3\", which a meter set to 2BL"),
        ]
    )
    func networks(network: String, conductors: [String], words: String) throws {
        let document = try Sample.value()
            .setting("/networks", to: .array([.string("4NBL"), .string(network)]))
            .setting("/supply", to: .object(["from": .array(conductors.map { .string($0) })]))
        let faults = Sample.read(document).faults
        #expect(faults.map(\.pointer.description) == ["/supply/from"])
        #expect(faults.first?.message.contains(words) == true, "\(faults)")
    }
}
