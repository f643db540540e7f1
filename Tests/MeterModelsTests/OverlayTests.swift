import Documents
import MeterModels
import ModbusProtocol
import Testing

/// A library of models in memory.
private struct Shelf {
    var files: [String: String] = ["/l/meters/sample.json": Sample.json]

    var library: ModelLibrary {
        ModelLibrary(
            ProfileLibrary(
                roots: ["/l"],
                read: { [files] in files[$0].map { Array($0.utf8) } },
                list: { [files] folder in
                    files.keys.filter { $0.hasPrefix(folder + "/") }
                        .map { String($0.dropFirst(folder.count + 1)) }
                }
            )
        )
    }

    /// The model of a text that stands beside the sample.
    func model(_ text: String, named name: String = "upper") throws -> MeterModel {
        var shelf = self
        shelf.files["/l/meters/\(name).json"] = text
        return try shelf.library.model(name)
    }

    func faults(_ text: String) -> [String] {
        do {
            _ = try model(text)
            return []
        } catch let faults as Faults {
            return faults.all.map(\.description)
        } catch {
            return ["\(error)"]
        }
    }
}

@Suite("A model that extends another")
struct OverlayTests {
    @Test("It has what the other has, save what it says itself")
    func inherit() throws {
        let shelf = Shelf()
        let base = try shelf.library.model("sample")
        let upper = try shelf.model(
            #"""
            { "extends": "sample", "name": "Upper", "ratings": { "maximumCurrent": 40 },
              "references": ["9 999"] }
            """#
        )
        #expect(upper.id == "upper" && upper.name == "Upper" && upper.vendor == base.vendor)
        #expect(upper.ratings.maximumCurrent == 40)
        #expect(upper.ratings.voltage == base.ratings.voltage)
        #expect(upper.references == ["9 999"])
        #expect(upper.modbus?.holding.count == base.modbus?.holding.count)
    }

    @Test("A register replaces, joins or takes away the one at its address")
    func registers() throws {
        let shelf = Shelf()
        let map = try #require(try shelf.library.model("sample").modbus)
        let first = try #require(map.holding.first)
        let second = try #require(map.holding.dropFirst().first)
        let upper = try shelf.model(
            """
            { "extends": "sample", "modbus": { "registers": [
              { "address": \(first.address), "type": "\(first.format.name)", "constant": 7,
                "evidence": "assumed", "note": "replaced" },
              { "address": \(second.address), "absent": true },
              { "address": 60000, "type": "u16", "constant": 3, "evidence": "assumed",
                "note": "new" } ] } }
            """
        )
        let changed = try #require(upper.modbus)
        #expect(changed.holding.count == map.holding.count)
        #expect(changed.holding.first?.source == .constant(7))
        #expect(!changed.holding.contains { $0.address == second.address })
        #expect(changed.holding.last?.address == 60000)
    }

    @Test("null takes a member away")
    func null() throws {
        let upper = try Shelf().model(#"{ "extends": "sample", "modbus": null }"#)
        #expect(upper.modbus == nil)
    }

    @Test("Several stand on each other, each found from its own folder")
    func chain() throws {
        var shelf = Shelf()
        shelf.files["/l/meters/middle.json"] =
            #"{ "extends": "sample.json", "name": "Middle", "vendor": "Second" }"#
        let top = try shelf.model(#"{ "extends": "middle", "name": "Top" }"#)
        #expect(top.name == "Top" && top.vendor == "Second")
    }

    @Test("What is wrong is told where it stands")
    func faults() {
        let shelf = Shelf()
        #expect(
            shelf.faults(#"{ "extends": "sampel" }"#)
                == [
                    "/l/meters/upper.json: /extends: "
                        + "no meter model \"sampel\"; did you mean \"sample\"?"
                ]
        )
        #expect(
            shelf.faults(#"{ "extends": "sample", "raitings": {} }"#)
                == [
                    "/l/meters/upper.json: /raitings: "
                        + "unknown key \"raitings\"; did you mean \"ratings\"?"
                ]
        )
        #expect(
            shelf.faults(#"{ "extends": "upper" }"#).first?
                .contains("/extends: /l/meters/upper.json extends this model in its turn") == true
        )
        #expect(
            shelf.faults(
                #"""
                { "extends": "sample",
                  "modbus": { "registers": [ { "address": 9, "absent": true } ] } }
                """#
            ).first?.contains("/modbus/registers/0: takes away what is not there") == true
        )
        #expect(shelf.faults(#"{ "extends": 3 }"#).first?.contains("/extends: is a number") == true)
    }

    @Test("A fault of the base is told as the base's, one of both together at the extension")
    func shared() {
        var shelf = Shelf()
        shelf.files["/l/meters/broken.json"] = #"{ "name": "Broken" }"#
        let faults = shelf.faults(#"{ "extends": "broken" }"#)
        #expect(!faults.isEmpty)
        #expect(faults.allSatisfy { $0.hasPrefix("/l/meters/broken.json: ") })
        let together = Shelf().faults(#"{ "extends": "sample", "partials": null }"#)
        #expect(!together.isEmpty)
        #expect(together.allSatisfy { $0.hasPrefix("/l/meters/upper.json: /extends: /") })
    }

    @Test("A model by itself takes nothing away")
    func alone() throws {
        let value = try Sample.value().setting(
            "/modbus/registers/0",
            to: .object(["address": .integer(1), "absent": .bool(true)])
        )
        let log = FaultLog(file: "x.json")
        #expect(Shelf().library.read(value, log) == nil)
        #expect(log.faults.contains { $0.message.contains("this model extends none") })
    }

    @Test("A register alone is found by a read of just its words; codes go both ways")
    func aloneAndCoded() throws {
        let upper = try Shelf().model(
            #"""
            { "extends": "sample", "modbus": { "registers": [
              { "address": "0x1001", "type": "u16", "constant": 71, "alone": true,
                "evidence": "assumed", "note": "inside V1" },
              { "address": "0x1040", "type": "i16", "quantity": "phaseSequence",
                "codes": { "123": 1, "132": -1 }, "evidence": "assumed", "note": "x" } ] } }
            """#
        )
        let map = try #require(upper.modbus)
        let lone = try #require(map.loneRegister(.holding, at: 0x1001, count: 1))
        #expect(lone.source == .constant(71))
        #expect(map.loneRegister(.holding, at: 0x1001, count: 2) == nil)
        #expect(map.loneRegister(.holding, at: 0x1000, count: 1) == nil)
        #expect(map.loneRegister(.input, at: 0x1001, count: 1) == nil)
        let index = try #require(map.index(covering: 0x1040, in: .holding))
        let register = map.holding[index]
        #expect(map.code(of: 132, in: register) == -1 && map.code(of: 0, in: register) == 0)
        #expect(map.decode([0xFFFF], as: register) == .number(132))
        #expect(map.decode([0], as: register) == .number(0))
    }
}
