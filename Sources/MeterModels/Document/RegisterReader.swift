import Documents
import Metrology
import ModbusProtocol

/// One register of a file, before the map is put together.
struct RegisterEntry {
    var node: Node
    var places: [RegisterDescription.Place]
    var address: UInt16
    var words: Int
    var format: RegisterFormat
    var order: WordOrder
    var source: RegisterSource
    var shows: String
    var obis: String?
    var scaling: Scaling
    var flags: RegisterFlags
    var command: CommandRule?
    var notAvailable: UInt64
    var about: RegisterAbout
    /// The place of the guard among those of the map; nil without.
    var guardPlace: Int?
    /// Whether it is answered only to a read of just its words.
    var isAlone = false
    /// The numbers shown for values of the quantity; nil where they are the values.
    var codes: [Int64: Int64]?

    /// The unit and step of a register's value.
    struct Scaling {
        var unit = ""
        var decimal = DecimalScale.one
        /// The address of the register that holds the step's power of ten.
        var factor: UInt16?
        /// The steps that go with the programmed ratios.
        var byRatio: RatioScale?
        var compiled = RegisterScale.identity
    }
}

/// Reads one register.
struct RegisterReader {
    let reader: ObjectReader
    let context: RegisterContext

    init?(_ node: Node, _ context: RegisterContext) {
        guard let reader = node.object("a register") else { return nil }
        self.reader = reader
        self.context = context
    }

    func read(_ builder: MapBuilder) -> RegisterEntry? {
        let faults = reader.node.log.faults.count
        let address = reader.required("address")?.address()
        let format = readFormat()
        let words = format.flatMap(readWords)
        let order = reader.optional("wordOrder")?.choice(of: WordOrder.self) ?? context.order
        let places = readPlaces()
        let sourceReader = SourceReader(reader, context, format: format, words: words ?? 1)
        let found = sourceReader.read(builder)
        let command = reader.optional("command").flatMap {
            CommandReader(context.parts).rule($0)
        }
        var flags = readFlags(found, hasCommand: reader.has("command"))
        let scaling = ScaleReader(reader, context).read(found.source, places)
        if scaling.byRatio != nil { flags.insert(.scaledByRatio) }
        let guardPlace = readGuard(flags)
        let isAlone = reader.optional("alone")?.bool() ?? false
        if isAlone, flags.contains(.writable) {
            reader.optional("alone")?.report("cannot be written; a register alone is only read")
        }
        let codes = readCodes(found.source)
        if codes != nil { flags.insert(.coded) }
        let pattern = reader.optional("notAvailable")?.pattern(words: min(words ?? 4, 4))
        let about = RegisterAbout.read(reader, context, fallback: found.shows)
        reader.finish()
        guard faults == reader.node.log.faults.count, let address, let format, let words else {
            return nil
        }
        return RegisterEntry(
            node: reader.node,
            places: places,
            address: address,
            words: words,
            format: format,
            order: order,
            source: found.source,
            shows: found.shows,
            obis: found.obis,
            scaling: scaling,
            flags: flags,
            command: command,
            notAvailable: pattern ?? format.type.flatMap { context.notAvailable[$0] } ?? 0,
            about: about,
            guardPlace: guardPlace,
            isAlone: isAlone,
            codes: codes
        )
    }

    private func readGuard(_ flags: RegisterFlags) -> Int? {
        guard let node = reader.optional("guard"), let name = node.string("the name of a guard")
        else { return nil }
        if !flags.contains(.writable) { node.report("cannot be written; nothing to guard") }
        guard let place = context.guards.firstIndex(of: name) else {
            let hint = Spelling.hint(for: name, among: context.guards)
            node.report("\"\(name)\" is no guard\(hint)")
            return nil
        }
        return place
    }

    /// The numbers that stand for the values of a counted quantity: `{ "132": -1 }`.
    private func readCodes(_ source: RegisterSource) -> [Int64: Int64]? {
        guard let node = reader.optional("codes"), let table = node.object("codes by value")
        else { return nil }
        if case .quantity(let quantity) = source, quantity.unit == .count {
        } else {
            node.report("needs a quantity without a unit, such as phaseSequence or tariff")
        }
        var codes: [Int64: Int64] = [:]
        for (key, entry) in table.each() {
            guard let value = Int64(key) else {
                entry.report("\"\(key)\" is no value; a whole number")
                continue
            }
            let bounds = Int(Int32.min)...Int(UInt32.max)
            codes[value] = entry.integer("a code", in: bounds).map(Int64.init)
        }
        return codes
    }

    private func readFormat() -> RegisterFormat? {
        guard let node = reader.required("type"), let name = node.string("a type") else {
            return nil
        }
        guard let format = RegisterFormat(name: name) else {
            let hint = Spelling.hint(for: name, among: RegisterFormat.all.map(\.name))
            node.report("\"\(name)\" is no type\(hint)")
            return nil
        }
        return format
    }

    private func readWords(_ format: RegisterFormat) -> Int? {
        let node = reader.optional("words")
        if let fixed = format.words {
            guard let words = node?.integer("words"), words != fixed else { return fixed }
            node?.report("is \(words); a value of type \(format.name) has \(fixed)")
            return nil
        }
        guard let node else {
            reader.node.report("\"words\" is missing; type \(format.name) has any number")
            return nil
        }
        return node.integer("words", in: 1...125)
    }

    private func readPlaces() -> [RegisterDescription.Place] {
        let places =
            reader.optional("table")?
            .word(of: [
                "holding": [RegisterDescription.Place.holding], "input": [.input],
                "both": [.holding, .input],
            ]) ?? [.holding]
        let functions = context.rules.functions
        if places.contains(.input), !functions.contains(.readInputRegisters) {
            reader.node.report("stands among the input registers; function 4 is not enabled")
        }
        return places
    }

    private func readFlags(_ found: SourceReader.Found, hasCommand: Bool) -> RegisterFlags {
        let source = found.source
        let node = reader.optional("access")
        let access =
            node?.choice(of: RegisterDescription.Access.self)
            ?? (source == .command ? .write : .read)
        var flags: RegisterFlags = access == .write ? [] : .readable
        if access != .read { flags.insert(.writable) }
        if access != .read, !hasCommand, !source.canBeWritten, !found.isWrong {
            (node ?? reader.node).report("nothing happens on a write; a command or a setting")
        }
        if access == .read, hasCommand {
            (node ?? reader.node).report("has a command but cannot be written; w or rw")
        }
        if access != .read, reader.has("table"), readPlacesQuietly.contains(.input) {
            (node ?? reader.node).report("an input register cannot be written; table holding")
        }
        if let broadcast = reader.optional("broadcast"), broadcast.bool() == true {
            flags.insert(.broadcast)
            if access == .read { broadcast.report("cannot be written, by broadcast or not") }
        }
        if case .quantity(let quantity) = source, quantity.counts { flags.insert(.counter) }
        readTransform(source, &flags)
        return flags
    }

    private var readPlacesQuietly: [RegisterDescription.Place] {
        guard case .string(let name)? = reader.optional("table")?.value else { return [] }
        return name == "holding" ? [.holding] : [.input]
    }

    private func readTransform(_ source: RegisterSource, _ flags: inout RegisterFlags) {
        guard let node = reader.optional("as") else { return }
        let table = [
            "magnitude": RegisterFlags.magnitude, "sign": .sign, "fourQuadrant": .fourQuadrant,
        ]
        guard let transform = node.word(of: table) else { return }
        guard case .quantity(let quantity) = source else {
            return node.report("needs a quantity")
        }
        if transform == .fourQuadrant {
            if case .powerFactor = quantity {} else { node.report("needs a power factor") }
        }
        flags.insert(transform)
    }
}

extension RegisterSource {
    /// Whether a write without a command has a meaning.
    fileprivate var canBeWritten: Bool {
        switch self {
        case .setting, .clock, .loadCurve(.command): true
        default: false
        }
    }
}

extension Quantity {
    /// Whether it counts up and begins again at zero, rather than being measured.
    var counts: Bool {
        switch self {
        case .energy(let index): index.minus == []
        case .energyOverflows, .periodEnergy, .charge, .operatingTime, .demandTime: true
        default: false
        }
    }
}
