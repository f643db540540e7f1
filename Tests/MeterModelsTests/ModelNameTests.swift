import Documents
import MeterModels
import Testing

@Suite("Names of models")
struct ModelNameTests {
    private func library(_ files: [String: String], searched: [String]? = nil) -> ModelLibrary {
        ModelLibrary(Self.profiles(files, searched: searched))
    }

    private static func profiles(
        _ files: [String: String],
        searched: [String]? = nil
    ) -> ProfileLibrary {
        ProfileLibrary(
            roots: ["/a", "/b"],
            searched: searched,
            read: { files[$0].map { Array($0.utf8) } },
            list: { folder in
                files.keys.filter { $0.hasPrefix(folder + "/") }
                    .map { String($0.dropFirst(folder.count + 1)) }
            }
        )
    }

    private func refusal(_ body: () throws(Faults) -> Void) -> String {
        do throws(Faults) {
            try body()
            return ""
        } catch {
            return error.description
        }
    }

    @Test("Every reference of the library is that of one model, save the two tables of a DIRIS A40")
    func references() throws {
        var models: [String: Set<String>] = [:]
        for model in try Repository.library.all() {
            for reference in model.references {
                models[reference.filter { $0 != " " }, default: []].insert(model.id)
            }
        }
        var shared: Set<String> = []
        // A model that extends another has its references, and is not found by them.
        for reference in models.filter({ $0.value.count > 1 }).keys {
            if (try? Repository.library.model(reference)) == nil { shared.insert(reference) }
        }
        #expect(shared == ["48250201"])
        #expect(try Repository.library.model("M1PRO 40").id == "m1pro-40")
        let e43 = "socomec-countis-e43-537885"
        #expect(try Repository.library.model("537 885").id == e43)
        #expect(try Repository.library.model("537885").id == e43)
    }

    @Test("A reference of two models names both")
    func shared() throws {
        let message = refusal { () throws(Faults) in
            _ = try Repository.library.model("48250201")
        }
        #expect(
            message == """
                "48250201" is the reference of socomec-diris-a40 and socomec-diris-a40-legacy; \
                name the one that is meant
                """
        )
    }

    @Test("A library without models says where it was looked for")
    func empty() {
        let empty = library([:], searched: ["/x/profiles", "/y"])
        let one = refusal { () throws(Faults) in _ = try empty.model("legrand-412083") }
        let all = refusal { () throws(Faults) in _ = try empty.all() }
        #expect(one.hasPrefix("no meter model \"legrand-412083\": \(all)"))
        #expect(all.contains("meters/; looked for it in /x/profiles, /y; --profiles FOLDER"))
        #expect(refusal { () throws(Faults) in _ = try library([:]).all() }.contains("/a, /b;"))
    }

    @Test("The first folder that has models stands for itself")
    func first() throws {
        let both = Self.profiles(["/b/meters/m.json": Sample.json, "/a/loads/x.json": "{}"])
        let first = try #require(both.first(with: .meters))
        #expect(first.roots == ["/b"])
        #expect(try ModelLibrary(first).all().map(\.id) == ["m"])
        #expect(Self.profiles([:]).first(with: .meters) == nil)
    }

    @Test("Modules are named as orders are, with and without spaces")
    func modules() throws {
        func unit(_ module: String) throws -> MeterModel {
            try Repository.library.model(
                "412053",
                fitted: [FittedModule(slot: "A", module: module)]
            )
        }
        let map = try #require(unit("4 120 55").modbus)
        #expect(try unit("412055").modbus?.holding == map.holding)
        #expect(try unit("4120 55").modbus?.holding == map.holding)
    }
}
