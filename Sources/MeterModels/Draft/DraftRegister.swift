/// A register of a model that is being written.
struct DraftRegister: Hashable {
    /// What the register shows.
    enum Source: Hashable {
        case quantity(String, isSign: Bool)
        case setting(String)
        case constant(Double)
        case pattern(String)
        case text(String)
        case serialNumber(String)
        case clock(String)
        case words(Int)
        case unavailable
        case nothing
    }

    var address: Int
    var table = "holding"
    var type: String
    /// Named where the type leaves it open.
    var words: Int?
    /// Named where it differs from the model's.
    var order: String?
    var source: Source
    var unit = ""
    var scale = 1.0
    var access = "r"
    var name: String
    var evidence = "assumed"
    var sourceID: String?
    var note: String?

    /// The object of the file, on one line.
    var value: DraftValue {
        typealias Member = DraftValue.Member
        var members: [DraftValue.Member] = []
        if table != "holding" { members.append(Member("table", .text(table))) }
        members.append(Member("address", .text(Hexadecimal.text(address))))
        members.append(Member("type", .text(type)))
        if let words { members.append(Member("words", .number(Double(words)))) }
        if let order { members.append(Member("wordOrder", .text(order))) }
        members += shown
        if !unit.isEmpty { members.append(Member("unit", .text(unit))) }
        if scale != 1 { members.append(Member("scale", .number(scale))) }
        if access != "r" { members.append(Member("access", .text(access))) }
        if access != "r", quantity == "tariff" {
            members.append(Member("command", .object([Member("do", "selectTariff")])))
        }
        members.append(Member("name", .text(name)))
        members.append(Member("evidence", .text(evidence)))
        if let sourceID { members.append(Member("source", .text(sourceID))) }
        if let note { members.append(Member("note", .text(note))) }
        return .line(members)
    }

    private var shown: [DraftValue.Member] {
        typealias Member = DraftValue.Member
        switch source {
        case .quantity(let name, let isSign):
            let members = [Member("quantity", .text(name))]
            return isSign ? members + [Member("as", "sign")] : members
        case .setting(let name): return [Member("setting", .text(name))]
        case .constant(let number): return [Member("constant", .number(number))]
        case .pattern(let digits): return [Member("constant", .text(digits))]
        case .text(let text): return [Member("text", .text(text))]
        case .serialNumber(let part): return [Member("serialNumber", .text(part))]
        case .clock(let field): return [Member("clock", .text(field))]
        case .words(let count):
            return [Member("raw", .list(Array(repeating: 0, count: count)))]
        case .unavailable: return [Member("unavailable", .flag(true))]
        case .nothing:
            return [Member("command", .object([Member("do", "nothing")]))]
        }
    }

    /// The quantity that it shows; nil for another source.
    var quantity: String? {
        if case .quantity(let name, _) = source { return name }
        return nil
    }
}
