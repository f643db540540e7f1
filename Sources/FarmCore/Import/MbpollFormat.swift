internal import ModbusProtocol

/// How a call of mbpoll shows values: what its line "Data type" says.
struct MbpollFormat {
    /// What a line shows.
    enum Kind: String {
        case word = "16-bit register"
        case integer = "32-bit integer"
        case float = "32-bit float"
        case bit
    }

    /// The words of a value.
    struct Number {
        var words: [UInt16]
        /// The number that is written.
        var value = 0.0
        /// Half of the last digit, for a float.
        var tolerance: Double?
    }

    /// What a line shows.
    var kind = Kind.word
    /// The table.
    var table = RegisterTable.holding
    /// Whether the low word of a 32-bit value comes first: mbpoll without -B.
    var isLittle = true
    /// Whether a line has said so.
    private var isStated = false

    /// What mbpoll does when nothing is said.
    init() {}

    /// The format that a line states; nil when it is none.
    init?(_ line: DumpLines.Line) {
        let text = line.text
        isStated = true
        isLittle = !text.contains("(big endian)")
        if text.contains("input register") {
            table = .input
        } else if text.contains("discrete") {
            kind = .bit
            return
        } else if !text.contains("(holding) register") {
            return nil
        }
        let kinds: [Kind] = [.word, .integer, .float]
        guard let kind = kinds.first(where: { text.contains($0.rawValue) }) else { return nil }
        self.kind = kind
    }

    /// How many registers a value has.
    var words: Int { kind == .word || kind == .bit ? 1 : 2 }

    /// What a line may show, for people.
    var allowed: String {
        switch kind {
        case .word where !isStated:
            "0 to 65535; for values of 32 bits the line \"Data type\" of mbpoll is needed"
        case .word: "0 to 65535, -32768 to -1, 0x0000 to 0xFFFF"
        case .integer: "-2147483648 to 2147483647"
        case .float: "a number such as 12345.7, nan or inf"
        case .bit: "0 or 1"
        }
    }

    /// The words that a text stands for; nil when it does not fit the format.
    func number(_ text: ArraySlice<UInt8>) -> Number? {
        switch kind {
        case .bit: nil
        case .word: word(text).map { Number(words: [$0]) }
        case .integer:
            DumpNumber.whole(text).flatMap { Int32(exactly: $0) }.map {
                Number(words: pair(UInt32(bitPattern: $0)))
            }
        case .float: float(text)
        }
    }

    /// `59065 (-6471)`, `59065`, `-6471` or `0xE6B9`.
    private func word(_ text: ArraySlice<UInt8>) -> UInt16? {
        let first = text.prefix { $0 != 0x20 }
        guard let number = DumpNumber.whole(first) else { return nil }
        let word = UInt16(exactly: number) ?? Int16(exactly: number).map { UInt16(bitPattern: $0) }
        let rest = text[first.endIndex...].trimmed
        guard let word, !rest.isEmpty else { return word }
        guard rest.first == UInt8(ascii: "("), rest.last == UInt8(ascii: ")"), rest.count > 2,
            DumpNumber.whole(rest.dropFirst().dropLast()) == Int64(Int16(bitPattern: word))
        else { return nil }
        return word
    }

    /// What `%g` prints.
    private func float(_ text: ArraySlice<UInt8>) -> Number? {
        let name = String(decoding: text, as: UTF8.self).lowercased()
        let special: [String: Float] = [
            "nan": .nan, "-nan": .nan, "inf": .infinity, "-inf": -.infinity,
        ]
        if let float = special[name] { return Number(words: pair(float.bitPattern)) }
        guard text.count <= 24, text.allSatisfy({ Self.digits.contains($0) }),
            let value = Double(name), Float(value).isFinite
        else { return nil }
        return Number(
            words: pair(Float(value).bitPattern),
            value: value,
            tolerance: Self.tolerance(value)
        )
    }

    private static let digits = Set("0123456789.e+-".utf8)

    /// Half of the sixth digit.
    private static func tolerance(_ value: Double) -> Double {
        var (size, unit) = (value.magnitude, 0.5e-5)
        guard size > 0 else { return 0 }
        while size >= 10 { (size, unit) = (size / 10, unit * 10) }
        while size < 1 { (size, unit) = (size * 10, unit / 10) }
        return unit
    }

    private func pair(_ pattern: UInt32) -> [UInt16] {
        let (high, low) = (UInt16(pattern >> 16), UInt16(truncatingIfNeeded: pattern))
        return isLittle ? [low, high] : [high, low]
    }
}

/// A line with a value: `[50770]: 	12`.
struct MbpollValue {
    /// The number of the register, as mbpoll counts.
    let reference: Int64
    /// What it shows.
    let text: ArraySlice<UInt8>

    init?(_ line: DumpLines.Line) {
        guard line.bytes.first == UInt8(ascii: "["),
            let end = line.bytes.firstIndex(of: UInt8(ascii: "]")),
            end + 1 < line.bytes.endIndex, line.bytes[end + 1] == UInt8(ascii: ":"),
            let number = DumpNumber.whole(line.bytes[line.bytes.startIndex + 1..<end]), number >= 0
        else { return nil }
        reference = number
        text = line.bytes[(end + 2)...].trimmed
    }
}

/// What mbpoll prints beside values.
enum MbpollChatter {
    static let slave = "-- Polling slave "
    static let dataType = "Data type"

    /// How its other lines begin, those of -v among them.
    private static let beginnings = [
        "Copyright", "This program comes", "This is free software", "under certain conditions",
        "Protocol configuration", "Slave configuration", "start reference", "Communication",
        "t/o ", "--- ", "everything was closed", "Have a nice day", "Written ", "debug enabled",
        "Set ", "Connecting to", "Opening ", "Waiting for", "ERROR ", "<", "iGetIntList",
        "Integer found", "iCount", "Is First", "Is Last", "$", "#", "Bytes flushed",
    ]

    /// The slave that is polled from a line on.
    static func slave(of line: DumpLines.Line) -> Int64? {
        guard line.begins(with: slave) else { return nil }
        let digits = line.bytes.dropFirst(slave.utf8.count).prefix { (0x30...0x39).contains($0) }
        return DumpNumber.whole(digits)
    }

    /// Why mbpoll could not read, as it says.
    static func failure(in line: DumpLines.Line) -> String? {
        let parts = line.text.split(separator: " failed: ", maxSplits: 1)
        return parts.count == 2 ? String(parts[1]) : nil
    }

    /// Whether a line is one of the others, or a command at a terminal's prompt.
    static func isKnown(_ line: DumpLines.Line) -> Bool {
        if line.begins(with: "[") { return isFrame(line.bytes) }
        if beginnings.contains(where: { line.begins(with: $0) }) { return true }
        let text = line.text
        return text.contains("mbpoll") || text.contains("frames transmitted")
    }

    /// The bytes of a frame, as -v shows them: `[00][01]`.
    private static func isFrame(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.count.isMultiple(of: 4)
            && bytes.allSatisfy { byte in
                byte == UInt8(ascii: "[") || byte == UInt8(ascii: "]")
                    || DumpNumber.whole([0x30, 0x78, byte]) != nil
            }
    }
}
