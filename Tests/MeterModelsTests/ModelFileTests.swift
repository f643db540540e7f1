import Documents
import Foundation
import MeterModels
import Metrology
import ModbusProtocol
import Testing

/// The shared table of a device, as its JSON stands.
private struct SharedRegister: Decodable {
    let address: Int
    let words: Int
    let type: String
    let scale: Double?
    let unit: String
    let access: String
    let evidence: String?
    let space: String?
    let name: String
    let note: String?

    /// The unit as our files write it: SunSpec says "PF" for a plain power factor.
    var plainUnit: String { unit == "PF" ? "" : unit }

    /// The name of the point that holds the power of ten, such as `A_SF`.
    var scaleFactor: String? {
        guard let note, let start = note.range(of: "times 10^") else { return nil }
        return String(note[start.upperBound...].prefix { $0 != ";" })
    }
}

private struct SharedLink: Decodable {
    let baud: [Int]
    let parity: [String]
    let stopBits: [Int]
}

private struct SharedTable: Decodable {
    let confidence: String
    let functions: [Int]
    let registers: [SharedRegister]

    static func read(_ name: String) throws -> SharedTable {
        try JSONDecoder().decode(SharedTable.self, from: data(name))
    }

    static func data(_ name: String) throws -> Data {
        try Data(contentsOf: Repository.tables.appending(path: "\(name).json"))
    }
}

@Suite("The model files")
struct ModelFileTests {
    /// Every model of the library.
    static let names = Repository.library.names()
    /// A few with maps of every kind, for what takes long or knows their peculiarities.
    static let varied = [
        "socomec-countis-e44", "socomec-countis-e43", "legrand-004677", "eastron-sdm630",
        "meterfarm-reference", "eastron-sdm120", "sunspec-203", "sunspec-213", "legrand-412083",
    ]
    /// Those that answer Modbus.
    static let served = names.filter { (try? Repository.model($0).modbus) != nil }
    static let tables = [
        ("socomec-countis-e44", "socomec-countis-e43-e44"),
        ("socomec-countis-e43", "socomec-countis-e43-e44"),
        ("legrand-004677", "legrand-004677"), ("eastron-sdm630", "eastron-sdm630"),
        ("eastron-sdm120", "eastron-sdm120"),
        ("sunspec-203", "sunspec-model-203"), ("sunspec-213", "sunspec-model-213"),
    ]

    @Test("Every file is without a fault", arguments: names)
    func validate(_ name: String) throws {
        do {
            let model = try Repository.model(name)
            #expect(model.id == name)
        } catch let faults as Faults {
            Issue.record("\(faults)")
        }
    }

    @Test(
        "Every register of the shared table stands in the model",
        .enabled(if: Repository.hasTables),
        arguments: tables
    )
    func coverTheTable(_ name: String, _ table: String) throws {
        let shared = try SharedTable.read(table)
        let map = try #require(Repository.model(name).modbus)
        #expect(!shared.registers.isEmpty)
        for register in shared.registers {
            let place: RegisterTable = register.space == "input" ? .input : .holding
            let address = try #require(UInt16(exactly: register.address))
            let label = "\(name) \(String(register.address, radix: 16))"
            let index = try #require(map.index(covering: address, in: place), "\(label)")
            let compiled = map.registers(place)[index]
            let about = map.description(of: compiled)
            #expect(compiled.address == address, "\(label)")
            #expect(Int(compiled.words) == register.words, "\(label)")
            #expect(about.type == register.type, "\(label)")
            #expect(about.unit == register.plainUnit, "\(label)")
            #expect(about.access.rawValue == register.access, "\(label)")
            #expect(compiled.order == .big, "\(label)")
            if let point = register.scaleFactor {
                try check(about, point, shared, map, label)
            } else if let scale = register.scale {
                #expect(about.scale == DecimalScale(scale), "\(label)")
            } else {
                #expect(about.note?.contains("assumed") == true, "\(label)")
            }
            let evidence = expected(register.evidence, shared.confidence)
            #expect(about.evidence == evidence, "\(label)")
        }
    }

    /// The step is the power of ten in the register that the table names.
    private func check(
        _ about: RegisterDescription,
        _ point: String,
        _ shared: SharedTable,
        _ map: ModbusMap,
        _ label: String
    ) throws {
        let factor = try #require(shared.registers.first { $0.name.hasPrefix("\(point) ") })
        let address = try #require(UInt16(exactly: factor.address))
        #expect(about.scaleFactor == address, "\(label)")
        let index = try #require(map.index(covering: address, in: .holding), "\(label)")
        guard case .constant(let exponent) = map.holding[index].source else {
            Issue.record("\(point) is no constant")
            return
        }
        #expect(about.scale == DecimalScale(pow(10, Double(exponent))), "\(label)")
    }

    private func expected(_ word: String?, _ confidence: String) -> Evidence {
        switch word {
        case "confirmed-E43/E44"?: .official
        case "inferred"?: .assumed
        case nil: confidence == "official" ? .official : .derived
        default: .derived
        }
    }

    @Test("The map of the 4 120 83 is assumed from end to end, its link is the maker's")
    func assumedMap() throws {
        let model = try Repository.model("legrand-412083")
        let map = try #require(model.modbus)
        #expect(map.descriptions.count > 25)
        #expect(map.descriptions.allSatisfy { $0.evidence == .assumed })
        #expect(model.serial.addresses == 1...255 && model.serial.defaultAddress == 5)
        #expect(model.serial.defaultBaudRate == 19200 && model.serial.defaultParity == .even)
        #expect(model.response.maximum == 200)
        // Nine digits of 0.01 kWh: 999 999 999 counts of 10 Wh, and one more is zero.
        #expect(model.design.energyRollover == 1_000_000_000 * model.design.energyStep)
        #expect(model.design.energyStep == 36_000_000)
        #expect(model.design.inputTariffs == 2 && model.design.tariffCount == 2)
        let index = try #require(model.settingIndex("demandPeriod"))
        let minutes = model.settings[index].choices.map { $0.value / 60 }
        #expect(minutes == [5, 8, 10, 15, 20, 30, 60] && model.design.demand?.window == .sliding)
    }

    @Test("The link of the 4 120 83 is that of the shared file", .enabled(if: Repository.hasTables))
    func assumedLink() throws {
        struct File: Decodable { let serial: SharedLink }
        let link = try JSONDecoder().decode(File.self, from: SharedTable.data("legrand-412083"))
        let serial = try Repository.model("legrand-412083").serial
        #expect(serial.baudRates == link.serial.baud)
        #expect(serial.parities.map(\.rawValue) == link.serial.parity)
        #expect(serial.stopBits == link.serial.stopBits)
    }

    @Test("The SDM120 has its codes, its functions and one float in a write")
    func singlePhaseEastron() throws {
        let model = try Repository.model("eastron-sdm120")
        let rules = try #require(model.modbus).rules
        let index = try #require(model.settingIndex("baudRate"))
        let codes = model.settings[index].choices.map { "\(Int($0.value)) \(Int($0.code))" }
        #expect(codes == ["2400 0", "4800 1", "9600 2", "1200 5"])
        #expect(rules.functions == [3, 4, 8, 16] && rules.readLimit == 80)
        #expect(rules.writeLimit == 2 && rules.broadcast == .none && rules.alignment == .even)
        #expect(model.serial.defaultBaudRate == 2400 && model.design.networks == [.singlePhase])
    }

    @Test("Every register and feature says how sure it is and why", arguments: names)
    func provenance(_ name: String) throws {
        let model = try Repository.model(name)
        let ids = Set(model.sources.map(\.id))
        #expect(!model.features.isEmpty)
        for feature in model.features {
            #expect(feature.evidence == .assumed || feature.source != nil || feature.note != nil)
            if let source = feature.source { #expect(ids.contains(source)) }
        }
        for about in model.modbus?.descriptions ?? [] {
            #expect(about.source != nil || about.note != nil, "\(about.name)")
            if let source = about.source { #expect(ids.contains(source)) }
            #expect(!about.name.isEmpty)
        }
    }

    @Test("E43 and E44 differ where the manual says so")
    func siblings() throws {
        let (e43, e44) = try (
            Repository.model("socomec-countis-e43"), Repository.model("socomec-countis-e44")
        )
        #expect(e43.references == ["4850 3065"] && e44.references == ["4850 3066"])
        #expect(e43.design.startingCurrent == 0.002 && e44.design.startingCurrent == 0.001)
        #expect(e43.ratings.activeAccuracy != e44.ratings.activeAccuracy)
        for (model, mid, name) in [(e43, Int64(0), "Countis E43"), (e44, 1, "Countis E44")] {
            let map = try #require(model.modbus)
            let flag = try #require(map.index(covering: 0x9E61, in: .holding))
            #expect(map.holding[flag].source == .constant(mid))
            let text = try #require(map.index(covering: 0xC38A, in: .holding))
            guard case .text(let index) = map.holding[text].source else {
                Issue.record("no text")
                continue
            }
            #expect(map.texts[index] == name)
        }
    }

    @Test("The balance of the E44 runs over tariffs 1 and 2")
    func balance() throws {
        let model = try Repository.model("socomec-countis-e44")
        let bins = EnergyBins.tariff(1).union(.tariff(2))
        #expect(
            model.catalogue["energy.active.balance"]
                == .energy(EnergyIndex(.activeImport, minus: .activeExport, bins: bins))
        )
        #expect(model.design.tariffCount == 4 && model.design.inputTariffs == 2)
        #expect(model.design.partials.count == 13)
        #expect(model.design.ratioChangeResets.isEmpty)
    }

    @Test("The pulse weight of the E44 follows the transformer ratio")
    func pulses() throws {
        let design = try Repository.model("socomec-countis-e44").design
        let output = try #require(design.output(1))
        let weights = [1.0, 4, 5, 24, 124, 125, 3124, 3125, 12_000].map { ratio in
            var ratios = ConfiguredRatios()
            ratios.currentTransformer = TransformerRatio(primary: ratio, secondary: 1)
            return output.weight.weight(ratios).wattHours
        }
        #expect(weights == [1, 1, 5, 5, 25, 125, 1000, 10_000, 10_000])
        let lamp = try #require(design.output(0))
        let constant = lamp.weight.weight(ConfiguredRatios())
        #expect(constant == PulseWeight(impulsesPerKilowattHour: 1000) && lamp.isLamp)
    }

    @Test("Order numbers find a model, misspelt names get a hint")
    func references() throws {
        #expect(try Repository.library.model("4850 3066").id == "socomec-countis-e44")
        #expect(throws: Faults.self) { try Repository.library.model("socomec-countis-e4") }
        do {
            _ = try Repository.library.model("socomec-countis-e45")
        } catch {
            #expect(error.description.contains("did you mean \"socomec-countis-e4"))
        }
        #expect(Repository.library.names().contains("eastron-sdm630"))
    }

    @Test("The reference meter has every function and every main quantity")
    func reference() throws {
        let model = try Repository.model("meterfarm-reference")
        let map = try #require(model.modbus)
        #expect(map.rules.functions == .implemented)
        #expect(model.slaveProfile?.identification == .extended)
        for name in ["voltage.l1", "power.active.total", "energy.active.import.total"] {
            let quantity = try #require(model.catalogue[name])
            let places = map.registers(for: quantity)
            let types = Set(places.map { map.description(of: $0.register).type })
            #expect(types.isSuperset(of: ["i32", "i64", "f32", "f64"]))
            #expect(Set(places.map(\.table)) == [.holding, .input])
            #expect(map.description(of: places[0].register).type == "i64")
        }
        #expect(map.coils.count == 10 && map.discreteInputs.count == 4)
        #expect(
            map.coils[0].command(switchingTo: true)
                == .startPartials([PartialSelection(.activeImport)])
        )
    }
}
