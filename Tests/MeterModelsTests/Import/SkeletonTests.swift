import Documents
import MeterModels
import Metrology
import Testing

@Suite("The skeleton of a model")
struct SkeletonTests {
    @Test("It is sound for every network and connection", arguments: NetworkType.allCases)
    func sound(network: NetworkType) throws {
        for connection in AccuracyRatings.Connection.allCases {
            for current in [nil, 1.0, 32, 100] {
                var head = ModelHead(identifier: "acme-em3")
                head.network = network
                head.connection = connection
                head.current = current
                head.voltage = 120
                let model = try Imported.model(ModelSkeleton(head).text)
                #expect(model.name == "EM3" && model.vendor == "Acme")
                #expect(model.design.networks == [network])
                #expect(model.ratings.connection == connection && model.ratings.voltage == 120)
                let rows = try #require(model.modbus?.descriptions)
                #expect(rows.count >= 8 && rows.allSatisfy { $0.evidence == .assumed })
                #expect(model.features.allSatisfy { $0.evidence == .assumed })
            }
        }
    }

    @Test("Every part of it has a comment that explains it")
    func comments() throws {
        let text = ModelSkeleton(ModelHead(identifier: "acme-em3")).text
        let value = try JSONValue.parse(Array(text.utf8), file: "t.json")
        guard case .object(let members) = value else {
            Issue.record("no object")
            return
        }
        let plain: Set<String> = ["$schema", "//", "name", "vendor"]
        for key in members.keys where !plain.contains(key) && !key.hasPrefix("//") {
            #expect(members["// \(key)"] != nil, "\(key)")
        }
    }

    @Test("The names of maker and device follow from the file's name")
    func names() {
        let cases = [
            ("acme-em3", "Acme", "EM3"), ("solo", "Solo", "solo"),
            ("carlo-gavazzi-em24", "Carlo", "GAVAZZI-EM24"),
        ]
        for (identifier, vendor, name) in cases {
            let head = ModelHead(identifier: identifier)
            #expect(head.vendor == vendor && head.name == name)
        }
    }
}

@Suite("Comments in files")
struct CommentTests {
    @Test("A key that begins with two slashes is passed over, anywhere")
    func comments() throws {
        var value = try Sample.value()
        guard case .object(var root) = value, case .object(var ratings)? = root["ratings"],
            case .object(var settings)? = root["settings"]
        else {
            Issue.record("no object")
            return
        }
        root["//"] = .string("whatever")
        root["// modbus"] = .array([.integer(1)])
        ratings["//maximumCurrent"] = .null
        settings["// none"] = .string("no setting")
        root["ratings"] = .object(ratings)
        root["settings"] = .object(settings)
        value = .object(root)
        let read = Sample.read(value)
        #expect(read.faults == [])
        #expect(read.model?.settings.count == 2)
    }
}
