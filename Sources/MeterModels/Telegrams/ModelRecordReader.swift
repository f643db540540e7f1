import Documents
import MBusProtocol
import Metrology
import ModbusProtocol

/// Reads one record of a telegram.
struct ModelRecordReader {
    private let reader: ObjectReader
    private let context: RegisterContext

    /// A record with what people want to know of it.
    struct Entry {
        var record: CompiledRecord
        var shows: String
        var unit: String
        var scale: DecimalScale
        var about: RegisterAbout
        var obis: String?
    }

    init?(_ node: Node, _ context: RegisterContext) {
        guard let reader = node.object("a record") else { return nil }
        self.reader = reader
        self.context = context
    }

    func read(_ builder: MapBuilder) -> Entry? {
        let faults = reader.node.log.faults.count
        let information = reader.required("dib", "DIF and DIFEs such as 8C10").flatMap(readDIB)
        let value = reader.required("vib", "VIF and VIFEs such as 04").flatMap(readVIB)
        guard let information, let value else { return nil }
        let found = readSource(builder, information.coding)
        let unit = reader.optional("unit")?.string("a unit") ?? value.unit.text
        let scale = readScale(value)
        let compiled = ScaleReader(reader, context)
            .compiled(found.source.register, unit: unit, decimal: scale)
        var flags: RegisterFlags = .readable
        if case .quantity(let quantity) = found.source, quantity.counts { flags.insert(.counter) }
        reader.optional("as")?.word(of: ["magnitude": RegisterFlags.magnitude, "sign": .sign])
            .map { _ = flags.insert($0) }
        let width = information.coding.width ?? 0
        let missing = reader.optional("notAvailable").flatMap { $0.bytes(count: width) }
        let about = RegisterAbout.read(reader, context, fallback: found.shows)
        reader.finish()
        guard faults == reader.node.log.faults.count else { return nil }
        let record = CompiledRecord(
            information: information,
            value: value,
            source: found.source,
            scale: compiled ?? .identity,
            flags: flags,
            notAvailable: missing ?? Array(repeating: 0, count: width)
        )
        return Entry(
            record: record,
            shows: found.shows,
            unit: unit,
            scale: scale,
            about: about,
            obis: found.obis
        )
    }

    private func readDIB(_ node: Node) -> DataInformation? {
        guard let bytes = node.bytes(), !bytes.isEmpty else { return nil }
        var rest = bytes[...]
        guard let found = try? DataInformation(decoding: &rest), rest.isEmpty else {
            node.report("is no DIF with its DIFEs; the highest bit says that another byte follows")
            return nil
        }
        if case .special = found.coding {
            node.report("is no record; manufacturerData and more say how a telegram ends")
            return nil
        }
        return found
    }

    private func readVIB(_ node: Node) -> ValueInformation? {
        guard let bytes = node.bytes(), !bytes.isEmpty else { return nil }
        guard let found = ValueInformation(bytes) else {
            node.report("is no VIF with its VIFEs; the highest bit says that another byte follows")
            return nil
        }
        return found
    }

    private func readScale(_ value: ValueInformation) -> DecimalScale {
        guard let node = reader.optional("scale"),
            let number = node.number("a step", in: 1e-12...1e12)
        else { return DecimalScale(powerOfTen: value.exponent) }
        guard let decimal = DecimalScale(number) else {
            node.report("has too many digits; at most 15")
            return .one
        }
        return decimal
    }

    private struct Found {
        var source: RecordSource
        var shows: String
        var obis: String?
    }

    private static let own = ["data", "clock", "serialNumber", "identification", "address"]

    private func readSource(_ builder: MapBuilder, _ coding: DataCoding) -> Found {
        let given = Self.own.filter { reader.has($0) }
        guard let key = given.first, let node = reader.optional(key) else {
            guard coding.width ?? 0 > 0 else {
                reader.node.report("has no number; \"data\" gives the bytes of any other coding")
                return Found(source: .unavailable, shows: "")
            }
            let format = RegisterFormat.value(coding == .real32 ? .f64 : .i64)
            let found = SourceReader(reader, context, format: format, words: 4).read(builder)
            return Found(
                source: RecordSource(found.source),
                shows: found.shows,
                obis: found.obis
            )
        }
        for other in given.dropFirst() { reader.optional(other)?.report("stands beside \(key)") }
        switch key {
        case "data": return data(node, coding)
        case "clock":
            let words = ["dateTime": RecordSource.dateTime, "date": .date]
            let source = node.word(of: words) ?? .unavailable
            return Found(source: source, shows: "clock \(source == .date ? "date" : "dateTime")")
        case "serialNumber":
            require(true, node)
            return Found(source: .fabricationNumber, shows: "serial number")
        case "identification":
            require(true, node)
            return Found(source: .identification, shows: "identification number")
        default:
            require(true, node)
            return Found(source: .address, shows: "primary address")
        }
    }

    private func require(_ value: Bool, _ node: Node) {
        if node.bool() == !value { node.report("is only of use as \(value)") }
    }

    private func data(_ node: Node, _ coding: DataCoding) -> Found {
        let bytes = coding.width.map { node.bytes(count: $0) } ?? node.bytes()
        return Found(source: .data(bytes ?? []), shows: "fixed data")
    }
}

extension RecordSource {
    /// What a record shows of the sources that registers have too.
    fileprivate init(_ source: RegisterSource) {
        self =
            switch source {
            case .quantity(let quantity): .quantity(quantity)
            case .setting(let index): .setting(index)
            case .constant(let value): .constant(value)
            default: .unavailable
            }
    }

    /// The same source of a register, whose scale follows the same rules.
    fileprivate var register: RegisterSource {
        switch self {
        case .quantity(let quantity): .quantity(quantity)
        case .setting(let index): .setting(index)
        default: .unavailable
        }
    }
}

extension Node {
    /// Bytes as hexadecimal digits.
    ///
    /// - Parameter count: how many there must be; nil any number.
    func bytes(count: Int? = nil) -> [UInt8]? {
        guard let text = string("bytes as hexadecimal digits") else { return nil }
        guard let pairs = HexadecimalBytes.bytes(of: text) else {
            report("\"\(text)\" is no row of bytes; two hexadecimal digits for each")
            return nil
        }
        if let count, pairs.count != count {
            report("has \(pairs.count) bytes; the coding has \(count)")
            return nil
        }
        return pairs
    }
}
