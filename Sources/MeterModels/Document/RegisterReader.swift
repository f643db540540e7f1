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

    /// The unit and step of a register's value.
    struct Scaling {
        var unit = ""
        var decimal = DecimalScale.one
        /// The address of the register that holds the step's power of ten.
        var factor: UInt16?
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
        let flags = readFlags(found, hasCommand: reader.has("command"))
        let scaling = ScaleReader(reader, context).read(found.source, places)
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
            about: about
        )
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
        let table = ["magnitude": RegisterFlags.magnitude, "sign": .sign]
        guard let transform = node.word(of: table) else { return }
        guard case .quantity = source else {
            return node.report("needs a quantity")
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
