import Documents
import MeterModels
import Metrology
import Testing

@Suite("Option modules of a model")
struct ModuleTests {
    private func unit(_ modules: [String: String]) throws -> MeterModel {
        try Repository.library.model(
            "legrand-412053",
            fitted: modules.map { FittedModule(slot: $0.key, module: $0.value) }
        )
    }

    @Test("A unit without a module for the bus has no registers; with one it has")
    func bus() throws {
        #expect(try unit([:]).modbus == nil)
        #expect(try unit(["B": "4 120 61"]).modbus == nil)
        let plain = try #require(unit(["A": "4 120 55"]).modbus)
        let harmonic = try #require(unit(["A": "4 120 55", "B": "4 120 61"]).modbus)
        #expect(harmonic.holding.count >= plain.holding.count + 400)
        #expect(try unit(["A": "4 120 55"]).modules.isEmpty)
        #expect(try unit([:]).modules.count == 7)
    }

    @Test("Two modules of a kind add up")
    func twice() throws {
        let one = try unit(["A": "4 120 55", "C": "4 120 59"]).design
        let two = try unit(["A": "4 120 55", "C": "4 120 59", "D": "4 120 59"]).design
        let none = try unit(["A": "4 120 55"]).design
        #expect(one.outputs.count == none.outputs.count + 2)
        #expect(two.outputs.count == none.outputs.count + 4)
        #expect(none.alarms == nil && one.alarms?.count == 2 && two.alarms?.count == 4)
    }

    @Test("What does not fit is refused, slot by slot")
    func misfits() throws {
        func faults(_ modules: [String: String]) -> [String] {
            do {
                _ = try unit(modules)
                return []
            } catch let faults as Faults {
                return faults.all.map { "\($0.pointer): \($0.message)" }
            } catch {
                return ["\(error)"]
            }
        }
        #expect(faults(["A": "4 120 61"]) == ["/A: takes no 4 120 61; it fits B"])
        #expect(faults(["A": "4 120 5"]).first?.contains("did you mean \"4 120 5") == true)
        let many = ["A": "4 120 59", "B": "4 120 59", "C": "4 120 59"]
        #expect(faults(many) == ["/C: is the 3. 4 120 59; at most 2"])
        let model = Result { () throws in
            try Repository.library.model(
                "eastron-sdm120",
                fitted: [FittedModule(slot: "A", module: "4 120 55")]
            )
        }
        #expect(throws: Faults.self) { try model.get() }
    }

    @Test("A module that does not go with the device is a fault of the file")
    func broken() throws {
        var value = try Sample.value()
        let module = JSONValue.object([
            "title": .string("x"), "slots": .array([.string("A")]),
            "evidence": .string("assumed"),
            "adds": .object(["ratings": .object(["voltage": .integer(0)])]),
        ])
        value = value.setting("/modules/m1", to: module)
        let log = FaultLog(file: "x.json")
        #expect(Repository.library.read(value, log) == nil)
        let fault = try #require(log.faults.first)
        #expect(fault.pointer.description == "/modules/m1")
        #expect(fault.message.hasPrefix("/ratings/voltage with m1 in A: "))
    }
}
