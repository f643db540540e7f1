import Documents
import Metrology
import ModbusProtocol

/// Reads where the value of a register comes from.
struct SourceReader {
    struct Found {
        var source: RegisterSource
        var shows: String
        var obis: String?
        var isWrong = false
    }

    private static let keys = [
        "quantity", "setting", "constant", "text", "raw", "serialNumber", "clock", "loadCurve",
        "unavailable", "commandInterface",
    ]

    private let reader: ObjectReader
    private let context: RegisterContext
    private let format: RegisterFormat?
    private let words: Int

    init(
        _ reader: ObjectReader,
        _ context: RegisterContext,
        format: RegisterFormat?,
        words: Int
    ) {
        self.reader = reader
        self.context = context
        self.format = format
        self.words = words
    }

    func read(_ builder: MapBuilder) -> Found {
        let given = Self.keys.filter { reader.has($0) }
        let nodes = given.compactMap { reader.optional($0) }
        if given.count > 1 {
            reader.node.report("has \(given.joined(separator: " and ")); only one of them")
        }
        if given.isEmpty, !reader.has("command") {
            let all = Self.keys.joined(separator: ", ")
            reader.node.report("says not where its value comes from; one of \(all), command")
        }
        guard let key = given.first, let node = nodes.first else {
            requireNumeric(reader.node)
            return Found(source: .command, shows: "command")
        }
        return found(key, node, builder) ?? Found(source: .unavailable, shows: key, isWrong: true)
    }

    private func found(_ key: String, _ node: Node, _ builder: MapBuilder) -> Found? {
        switch key {
        case "quantity": quantity(node)
        case "setting": setting(node)
        case "constant": constant(node)
        case "text": text(node, builder)
        case "raw": raw(node, builder)
        case "serialNumber": serialNumber(node)
        case "clock": clock(node)
        case "loadCurve": loadCurve(node)
        case "commandInterface": commandInterface(node)
        default: unavailable(node)
        }
    }

    private func requireNumeric(_ node: Node) {
        guard let format else { return }
        if format.isDivisible {
            node.report("is a number; type \(format.name) holds none")
        }
    }

    private func quantity(_ node: Node) -> Found? {
        guard let quantity = node.quantity(context.parts.catalogue) else { return nil }
        requireNumeric(node)
        let name = context.parts.catalogue.name(of: quantity)
        return Found(source: .quantity(quantity), shows: name, obis: quantity.obis)
    }

    private func setting(_ node: Node) -> Found? {
        guard let name = node.string("the name of a setting") else { return nil }
        let settings = context.parts.settings.map(\.name)
        guard let index = settings.firstIndex(of: name) else {
            node.report("\"\(name)\" is no setting\(Spelling.hint(for: name, among: settings))")
            return nil
        }
        requireNumeric(node)
        return Found(source: .setting(index), shows: "setting \(name)")
    }

    private func constant(_ node: Node) -> Found? {
        requireNumeric(node)
        if case .number(let value) = node.value {
            guard format?.type?.isFloat == true else {
                node.report("is not whole; type \(format?.name ?? "?") holds whole numbers")
                return nil
            }
            return Found(source: .number(value), shows: "constant \(value)")
        }
        let pattern = {
            if case .string = node.value { return node.pattern(words: 4) }; return nil
        }
        let whole: Int64?
        if case .string = node.value {
            whole = pattern().map { Int64(bitPattern: $0) }
        } else {
            whole = node.integer("a whole number").map(Int64.init)
        }
        guard let whole else { return nil }
        if let bounds = format?.type?.integerBounds, !bounds.contains(whole),
            !(whole < 0 && format?.type == .u64)
        {
            node.report("\(whole) does not fit type \(format?.name ?? "?")")
            return nil
        }
        return Found(source: .constant(whole), shows: "constant \(whole)")
    }

    private func text(_ node: Node, _ builder: MapBuilder) -> Found? {
        guard let text = node.string("a text") else { return nil }
        guard requireText(node) else { return nil }
        let room = format == .value(.ascii) ? 2 * words : words
        if text.unicodeScalars.contains(where: { $0.value > 0xFF }) {
            node.report("has characters outside ISO 8859-1")
        } else if text.unicodeScalars.count > room {
            node.report("has \(text.unicodeScalars.count) characters; \(words) words hold \(room)")
        }
        return Found(source: .text(builder.index(ofText: text)), shows: "text \"\(text)\"")
    }

    private func requireText(_ node: Node) -> Bool {
        guard let format else { return false }
        if format.type?.isText == true { return true }
        node.report("is a text; type ascii or ascii16 holds one")
        return false
    }

    private func raw(_ node: Node, _ builder: MapBuilder) -> Found? {
        guard let nodes = node.array("a list of words") else { return nil }
        let found = nodes.compactMap { $0.address() }
        guard found.count == nodes.count else { return nil }
        guard found.count == words else {
            node.report("has \(found.count) words; the register has \(words)")
            return nil
        }
        return Found(source: .words(builder.index(ofBlock: found)), shows: "fixed words")
    }

    private func commandInterface(_ node: Node) -> Found? {
        guard let part = node.choice(of: CommandInterfacePart.self) else { return nil }
        if !context.hasCommandInterface { node.report("the model has no \"commandInterface\"") }
        requireNumeric(node)
        return Found(source: .commandInterface(part), shows: "command \(part.rawValue)")
    }

    private func clock(_ node: Node) -> Found? {
        if node.value == .string("dateTime") {
            guard format != .dateTime3, format != .dateTime4 else {
                return Found(source: .dateTime, shows: "clock dateTime")
            }
            node.report("packs date and time; type datetime3 or datetime4")
            return nil
        }
        guard let field = node.choice(of: ClockField.self) else { return nil }
        requireNumeric(node)
        if let bounds = format?.type?.integerBounds, bounds.maximum < field.range.upperBound {
            node.report("type \(format?.name ?? "?") is too small for \(field.rawValue)")
        }
        return Found(source: .clock(field), shows: "clock \(field.rawValue)")
    }

    private func loadCurve(_ node: Node) -> Found? {
        guard let part = node.choice(of: LoadCurvePart.self) else { return nil }
        if context.parts.design.demand?.loadCurveRecords ?? 0 == 0 {
            node.report("needs a demand with \"loadCurveRecords\"")
        }
        switch part {
        case .command where format != .value(.u16): node.report("the command is of type u16")
        case .block where format != .block || words < 10:
            node.report("the block is of type block with 10 words or more")
        default: break
        }
        return Found(source: .loadCurve(part), shows: "load curve \(part.rawValue)")
    }

    private func unavailable(_ node: Node) -> Found? {
        guard node.bool() == true else {
            node.report("is only of use as true")
            return nil
        }
        requireNumeric(node)
        return Found(source: .unavailable, shows: "never available")
    }

    private func serialNumber(_ node: Node) -> Found? {
        guard let part = SerialNumberReader.part(node) else { return nil }
        if part == .text { return requireText(node) ? found(part) : nil }
        requireNumeric(node)
        return found(part)
    }

    private func found(_ part: SerialNumberPart) -> Found {
        switch part {
        case .number, .text: Found(source: .serialNumber(part), shows: "serial number")
        case .digits(let from, let count, _):
            Found(
                source: .serialNumber(part),
                shows: "serial number, \(count) digits from \(from)"
            )
        }
    }
}

/// Reads which part of the serial number a register shows.
enum SerialNumberReader {
    static func part(_ node: Node) -> SerialNumberPart? {
        guard case .object = node.value else {
            return node.word(of: ["number": .number, "text": .text])
        }
        guard let reader = node.object() else { return nil }
        let from = reader.required("from")?.integer("a place, the first 0", in: 0...63)
        let count = reader.required("digits")?.integer("digits", in: 1...15)
        let coding = reader.optional("coding")?.word(of: ["decimal": false, "bcd": true])
        reader.finish()
        guard let from, let count else { return nil }
        return .digits(
            from: UInt8(truncatingIfNeeded: from),
            count: UInt8(truncatingIfNeeded: count),
            isDecimalCoded: coding ?? false
        )
    }
}
