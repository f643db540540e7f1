import MeterModels
import Metrology
import ModbusProtocol
import TestSupport
import Testing

/// A register as it has to come back: what it shows and how it is laid out.
private struct Essence: Hashable, CustomStringConvertible {
    let place: RegisterDescription.Place
    let address: UInt16
    let type: String
    let words: Int
    let order: WordOrder
    let shows: String
    let unit: String
    let scale: DecimalScale

    init(_ row: RegisterDescription) {
        (place, address, type, words) = (row.place, row.address, row.type, row.words)
        (shows, unit, scale) = (row.shows, row.unit, row.scale)
        order = row.words > 1 ? row.order : .big
    }

    var description: String {
        "\(place) \(address) \(type) \(order) \(shows) \(scale.text) \(unit)"
    }
}

/// The quantities of a model that a table of registers says everything of.
private func essences(_ model: MeterModel, of names: Set<String>) -> Set<Essence> {
    Set((model.modbus?.descriptions ?? []).filter { names.contains($0.shows) }.map(Essence.init))
}

/// Names of quantities that registers show, without those that the table cannot carry: they are
/// about outputs, alarms and sums that are described elsewhere in a model.
private func names(_ model: MeterModel) -> Set<String> {
    let shown = (model.modbus?.descriptions ?? []).map(\.shows)
    return Set(
        shown.filter { name in
            let own = ["alarm.", "pulses."].contains { name.hasPrefix($0) }
            return model.catalogue[name] != nil && !own && !name.hasSuffix(".balance")
        }
    )
}

/// Expects every quantity where it was, and none where something else was that has a quantity: what
/// only takes commands may be given the quantity of its name.
private func expectSame(
    _ again: MeterModel,
    _ model: MeterModel,
    _ names: Set<String>,
    _ comment: String = ""
) {
    let (found, wanted) = (essences(again, of: names), essences(model, of: names))
    #expect(wanted.subtracting(found) == [], "\(comment)")
    let places = Set(wanted.map { "\($0.place) \($0.address)" })
    let others = found.subtracting(wanted).filter { places.contains("\($0.place) \($0.address)") }
    #expect(others == [], "\(comment)")
}

@Suite("A register table that is printed and imported again")
struct ImportRoundTripTests {
    static let models = ModelFileTests.varied

    @Test("It gives the same map for every quantity", arguments: models)
    func exported(name: String) throws {
        let model = try Repository.model(name)
        guard let map = model.modbus else { return }
        let again = try Imported(
            RegisterListing(map).text(.csv),
            network: model.design.networks[0]
        )
        let wanted = names(model)
        expectSame(again.model, model, wanted)
        #expect(!wanted.isEmpty || model.design.networks.isEmpty)
        #expect(!again.verdicts.contains(.leftOut))
    }

    /// A table of a model in another shape: titles, order of columns, numbers, separators.
    private struct Shape {
        var generator: SeededGenerator
        let titles: [String]
        let order: [Int]
        let separator: String
        let base: Int
        let style: Int
        let hasDecimalComma: Bool

        init(seed: UInt64) {
            var generator = SeededGenerator(seed: seed)
            let choices = [
                ["Address", "Adresse", "Indirizzo", "Modbus address", "Registeradresse"],
                ["Type", "Datentyp", "Type de données", "Tipo dati", "Data type"],
                ["Words", "Anzahl", "Nb de mots", "Lunghezza", "Number of registers"],
                ["Scale", "Faktor", "Facteur", "Fattore", "Resolution"],
                ["Unit", "Einheit", "Unité", "Unità di misura", "UOM"],
                ["Name", "Bezeichnung", "Désignation", "Nome", "Parameter"],
                ["Access", "Zugriff", "Accès", "Accesso", "R/W"],
                ["Function", "Funktionscode", "Code fonction", "Codice funzione", "FC"],
                ["Quantity", "Quantity", "QUANTITY", "quantity", "Quantity"],
            ]
            titles = choices.map { $0.randomElement(using: &generator) ?? "" }
            order = Array(choices.indices).shuffled(using: &generator)
            separator = [",", ";", "\t"].randomElement(using: &generator) ?? ";"
            base = Int.random(in: 0...1, using: &generator)
            style = Int.random(in: 0..<4, using: &generator)
            hasDecimalComma = separator != "," && Bool.random(using: &generator)
            self.generator = generator
        }

        func address(_ row: RegisterDescription) -> String {
            let number = Int(row.address) + base
            let digits = String(number, radix: 16, uppercase: true)
            switch style {
            case 0: return String(number)
            case 1: return "0x" + digits
            case 2: return digits + "h"
            default: return "\(number)-\(number + max(row.words, 1) - 1)"
            }
        }

        mutating func type(_ row: RegisterDescription) -> String {
            let spellings: [String: [String]] = [
                "u16": ["uint16", "UINT_16", "unsigned short", "WORD", "Unsigned 16-bit"],
                "i16": ["int16", "INT16", "signed short", "S16", "Signed 16 bit"],
                "u32": ["uint32", "Unsigned long", "DWORD", "U_INT 32", "unsigned (2 words)"],
                "i32": ["int32", "Signed Long", "DINT", "INT32", "signed 4 bytes"],
                "u64": ["uint64", "ULINT", "Unsigned 64"], "i64": ["int64", "LINT", "signed 64"],
                "f32": ["float", "FLOAT32", "REAL", "IEEE 754", "Float (2 words)"],
                "f64": ["double", "FLOAT64", "LREAL"],
            ]
            let name = spellings[row.type]?.randomElement(using: &generator) ?? row.type
            return row.words > 1 && row.order != .big ? "\(name) \(row.order.rawValue)" : name
        }

        mutating func line(_ row: RegisterDescription) -> String {
            var scale = row.scale.text
            if hasDecimalComma { scale = scale.replacing(".", with: ",") }
            let access = row.access.rawValue
            let cells = [
                address(row), type(row), String(row.words), scale, row.unit, row.name, access,
                String(row.place.function), row.shows,
            ].map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }
            return order.map { cells[$0] }.joined(separator: separator)
        }
    }

    @Test("It does so in any order of columns, language and notation", arguments: models)
    func shuffled(name: String) throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var shape = Shape(seed: seed)
        let model = try Repository.model(name)
        guard let map = model.modbus else { return }
        let rows = map.descriptions.filter { $0.words > 0 && model.catalogue[$0.shows] != nil }
        let header = shape.order.map { shape.titles[$0] }.joined(separator: shape.separator)
        let lines = ["A title; above, all"] + [header] + rows.map { shape.line($0) }
        let again = try Imported(
            lines.joined(separator: "\r\n"),
            network: model.design.networks[0]
        ) { $0.base = shape.base }
        let wanted = names(model)
        expectSame(again.model, model, wanted, "seed \(seed)")
    }

    @Test("By the names alone most are found, and none that is sure is wrong", arguments: models)
    func byName(name: String) throws {
        let model = try Repository.model(name)
        guard let map = model.modbus else { return }
        let listing = RegisterListing(map)
        let kept = [0, 1, 2, 3, 4, 6, 7, 8]
        let lines = ([listing.columns] + listing.cells).map { cells in
            kept.map { "\"" + cells[$0].replacing("\"", with: "\"\"") + "\"" }.joined(
                separator: ";"
            )
        }
        let again = try Imported(
            lines.joined(separator: "\n"),
            network: model.design.networks[0]
        )
        let back = Dictionary(
            (again.model.modbus?.descriptions ?? []).map {
                ([$0.place.function, Int($0.address)], $0)
            }
        ) { first, _ in first }
        var (right, all) = (0, 0)
        for row in map.descriptions where model.catalogue[row.shows] != nil && row.words > 0 {
            let other = try #require(back[[row.place.function, Int(row.address)]])
            all += 1
            if other.shows == row.shows { right += 1 }
            let isSure = other.evidence == .derived && other.shows != "never available"
            if isSure, !Self.saysTooLittle(row) {
                #expect(other.shows == row.shows, "\(row.name) in \(row.unit)")
            }
        }
        if all >= 20, !name.hasPrefix("sunspec"), !name.hasPrefix("meterfarm") {
            #expect(right * 10 >= all * 4, "\(right) of \(all)")
        }
    }

    /// Registers whose name leaves out what makes them another quantity.
    private static func saysTooLittle(_ row: RegisterDescription) -> Bool {
        row.shows.hasPrefix("secondary.") || row.shows.hasSuffix(".balance")
            || row.shows.contains(".combined")
    }
}
