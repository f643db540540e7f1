internal import MeterModels
internal import Metrology
internal import ModbusProtocol

/// Puts the protocol data unit of a Modbus frame into words (Modbus application protocol V1.1b3,
/// section 6).
struct ModbusReading {
    let adu: ModbusADU
    let map: ModbusMap?
    let ratios: ConfiguredRatios
    /// What is known so far.
    var decoding = FrameDecoding()

    init(_ adu: ModbusADU, map: ModbusMap?, ratios: ConfiguredRatios) {
        (self.adu, self.map, self.ratios) = (adu, map, ratios)
    }

    /// The function code without the mark of an exception.
    var function: UInt8 { (adu.pdu.first ?? 0) & 0x7F }

    /// The word at a place of the PDU; nil where it ends before.
    func word(_ place: Int) -> Int? {
        guard adu.pdu.count >= place + 2 else { return nil }
        return Int(adu.pdu[place]) << 8 | Int(adu.pdu[place + 1])
    }

    mutating func add(_ name: String, _ text: String) { decoding.fields.append(.init(name, text)) }

    /// Who is meant.
    var target: String { adu.unit == 0 ? "everybody" : "unit \(adu.unit)" }

    // MARK: Requests

    /// Reads a request.
    mutating func readRequest() {
        add("function", "\(function) \(Self.name(of: function))")
        switch function {
        case 1, 2, 3, 4: readRead()
        case 5, 6: readSingleWrite()
        case 15, 16: readWrite(at: 1)
        case 22: readMask()
        case 23: readReadWrite()
        case 8: readDiagnostics()
        default: say("asks \(target): \(Self.name(of: function))")
        }
    }

    private mutating func readRead() {
        guard let (address, count) = range(at: 1) else { return sayCut() }
        decoding.items = items(address, count, function)
        let what = Self.noun(function, count)
        say("asks \(target) for \(count) \(what) from \(address.addressText)")
    }

    private mutating func readSingleWrite() {
        guard let address = word(1), let value = word(3) else { return sayCut() }
        add("address", "\(address.addressText) (\(address))")
        add("value", "\(value)")
        if function == 5 {
            decoding.items = items(address, 1, 1)
            say("switches coil \(address.addressText) of \(target) \(value == 0 ? "off" : "on")")
        } else {
            decoding.items = items(address, 1, 3, words: [UInt16(truncatingIfNeeded: value)])
            say("writes \(value) to \(address.addressText) of \(target)")
        }
    }

    private mutating func readWrite(at place: Int) {
        guard let (address, count) = range(at: place) else { return sayCut() }
        let data = adu.pdu.dropFirst(place + 5)
        add("data", data.hexText)
        let isBits = function == 15
        let words = isBits ? nil : data.words
        decoding.items = items(address, count, isBits ? 1 : 3, words: words)
        let what = Self.noun(isBits ? 1 : 3, count)
        say("writes \(count) \(what) of \(target) from \(address.addressText)")
    }

    private mutating func readMask() {
        guard let address = word(1), let and = word(3), let or = word(5) else { return sayCut() }
        add("address", "\(address.addressText) (\(address))")
        add("and", and.addressText)
        add("or", or.addressText)
        decoding.items = items(address, 1, 3)
        say("changes bits of \(address.addressText) of \(target)")
    }

    private mutating func readReadWrite() {
        guard let (address, count) = range(at: 1) else { return sayCut() }
        readWrite(at: 5)
        let written = decoding.sentence
        decoding.items += items(address, count, 3)
        decoding.sentence = "\(written), then asks for \(count) from \(address.addressText)"
    }

    private mutating func readDiagnostics() {
        guard let code = word(1) else { return sayCut() }
        let name =
            DiagnosticSubfunction(rawValue: UInt16(truncatingIfNeeded: code))
            .map { "\($0)" } ?? "unknown"
        add("sub-function", "\(code) \(name)")
        say("asks \(target) for diagnostics: \(name)")
    }

    private mutating func range(at place: Int) -> (address: Int, count: Int)? {
        guard let address = word(place), let count = word(place + 2) else { return nil }
        add("address", "\(address.addressText) (\(address))")
        add("count", "\(count)")
        return (address, count)
    }

    // MARK: Sentences

    /// Ends with the names of what it is about.
    mutating func say(_ sentence: String) {
        let named = decoding.items.prefix(Self.namedItems).map(\.text)
        let more = decoding.items.count - named.count
        let list = named.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
        decoding.sentence = list.isEmpty ? sentence : "\(sentence): \(list)"
    }

    /// The frame ends before its function has what it needs.
    mutating func sayCut() { decoding.sentence = "a request that ends too early for its function" }

    /// How many registers a sentence names.
    private static let namedItems = 4

    /// What functions read and write.
    static func noun(_ function: UInt8, _ count: Int) -> String {
        let noun =
            switch function {
            case 1: "coil"
            case 2: "discrete input"
            case 4: "input register"
            default: "holding register"
            }
        return count == 1 ? noun : noun + "s"
    }

    /// What a function does.
    static func name(of function: UInt8) -> String {
        switch function {
        case 1: "read coils"
        case 2: "read discrete inputs"
        case 3: "read holding registers"
        case 4: "read input registers"
        case 5: "write single coil"
        case 6: "write single register"
        case 7: "read exception status"
        case 8: "diagnostics"
        case 11: "get event counter"
        case 12: "get event log"
        case 15: "write multiple coils"
        case 16: "write multiple registers"
        case 17: "report server identification"
        case 20: "read file record"
        case 21: "write file record"
        case 22: "mask write register"
        case 23: "read and write registers"
        case 24: "read FIFO queue"
        case 43: "encapsulated interface, device identification"
        default: "function of the maker's own"
        }
    }
}

extension Collection<UInt8> {
    /// The bytes in pairs, high byte first; an odd one at the end is left out.
    var words: [UInt16] {
        let bytes = Array(self)
        return stride(from: 0, to: bytes.count - 1, by: 2).map {
            UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1])
        }
    }
}
