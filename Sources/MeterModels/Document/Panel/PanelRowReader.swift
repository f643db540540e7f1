import Documents
import Metrology

/// Reads a row of a page.
struct PanelRowReader {
    let context: PanelContext

    private static let keys = ["quantity", "setting", "text", "shows", "reset"]

    func row(_ node: Node) -> PanelRow? {
        guard let reader = node.object("a row") else { return nil }
        let given = Self.keys.filter { reader.has($0) }
        let content = given.first.flatMap { key in
            reader.optional(key).flatMap { self.content(key, $0, reader) }
        }
        for key in given.dropFirst() { _ = reader.optional(key) }
        if given.count != 1 {
            let all = Self.keys.joined(separator: ", ")
            reader.node.report(
                given.isEmpty
                    ? "says not what it shows; one of \(all)"
                    : "has \(given.joined(separator: " and ")); only one of them"
            )
        }
        let label = reader.optional("label")?.string()
        let window = reader.optional("window")?.integer("places", in: 1...40)
        let marks = reader.has("quantity") ? reader.optional("marksNature")?.bool() : nil
        reader.finish()
        guard let content, given.count == 1 else { return nil }
        return PanelRow(
            label: label ?? "",
            content: content,
            marksNature: marks ?? false,
            window: window
        )
    }

    private func content(
        _ key: String,
        _ node: Node,
        _ reader: ObjectReader
    ) -> PanelRow.Content? {
        switch key {
        case "quantity": return quantity(node, reader)
        case "setting": return setting(node, reader)
        case "text": return node.string("a text").map { .text($0) }
        case "shows": return node.choice(of: PanelFact.self).map { .fact($0) }
        default:
            let answers =
                reader.optional("answers")
                .map { PanelMenuReader.answers($0, count: 2) } ?? ["n", "Y"]
            return node.choice(of: ResetScope.self)
                .map { .reset($0, no: answers[0], yes: answers[1]) }
        }
    }

    private func quantity(_ node: Node, _ reader: ObjectReader) -> PanelRow.Content? {
        let quantity = node.quantity(context.parts.catalogue)
        let format = reader.optional("format")
        let name = format?.string("the name of a format")
        guard let quantity else { return nil }
        guard let format, let name else { return .quantity(quantity, .plain(quantity)) }
        guard let found = context.formats[name] else {
            let hint = Spelling.hint(for: name, among: context.formats.keys)
            format.report("\"\(name)\" is no format\(hint)")
            return nil
        }
        checkUnits(of: quantity, found, format)
        return .quantity(quantity, found)
    }

    /// Complains of a format in which a quantity cannot be written.
    private func checkUnits(of quantity: Quantity, _ format: NumberFormat, _ node: Node) {
        if format.isHoursAndMinutes {
            guard quantity.unit != .millisecond else { return }
            node.report("is in hours and minutes; the quantity is not written in these")
            return
        }
        for scale in format.scales where scale.perUnit(quantity.unit) == nil {
            let unit = "\(scale.prefix)\(quantity.unit.symbol)"
            node.report("has a position in \"\(unit)\"; the quantity is not written in it")
        }
    }

    private func setting(_ node: Node, _ reader: ObjectReader) -> PanelRow.Content? {
        let place = context.setting(node)
        let digits = reader.optional("digits")?.integer("digits", in: 1...12)
        let decimals = reader.optional("decimals")?.integer("decimals", in: 0...6)
        let words = reader.optional("words")
        let unit = reader.optional("unit")?.string("a unit")
        let named = words.map { self.words($0, of: place) }
        guard let place else { return nil }
        let most = context.parts.settings[place].range.upperBound
        let format = SettingFormat(
            digits: digits ?? Self.figures(of: most) + (decimals ?? 0),
            decimals: decimals ?? 0,
            words: named ?? [:],
            unit: unit ?? ""
        )
        return .setting(place, format)
    }

    /// How many figures the whole part of a number has.
    private static func figures(of number: Double) -> Int {
        Int64(exactly: number.magnitude.rounded(.down)).map { String($0).count } ?? 1
    }

    /// The words of a setting's choices.
    private func words(_ node: Node, of place: Int?) -> [String: String] {
        guard let reader = node.object("words for the choices, by their names") else { return [:] }
        let names = place.map { context.parts.settings[$0].choices.map(\.name) }
        var words: [String: String] = [:]
        for (name, entry) in reader.each() {
            words[name] = entry.string()
            guard let names, !names.contains(name) else { continue }
            entry.report("\"\(name)\" is no choice\(Spelling.hint(for: name, among: names))")
        }
        return words
    }
}
