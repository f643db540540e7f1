import ModbusProtocol

/// The type of a register as a vendor's table prints it.
struct CellType: Hashable {
    /// What the words of the cell say; the number of words may still be open.
    private enum Kind: Hashable {
        case unsigned
        case signed
        case float
        case text
        case text16
        case bits
        case decimal
        case signAndMagnitude
        case coil
        case exact(RegisterType)
        case other(RegisterFormat)
    }

    private var kind: Kind
    private var bits: Int?
    /// Characters or words that the cell gives, for texts.
    private var count: Int?
    /// The order of words that the cell gives.
    private(set) var order: WordOrder?

    /// The type that a cell names; nil for one that is not understood.
    init?(_ cell: String) {
        let words = FoldedText.words(cell)
        guard !words.isEmpty else { return nil }
        order = Self.order(cell, words)
        if let format = Self.own(cell) {
            if let type = format.type { kind = .exact(type) } else { kind = .other(format) }
            return
        }
        guard let kind = Self.kind(words) else { return nil }
        self.kind = kind
        if kind == .unsigned || kind == .signed, Self.hasOddSize(words) { return nil }
        bits = Self.bits(words)
        isByte =
            (kind == .unsigned || kind == .signed)
            && (bits == 8 || words == ["byte"] || Self.saysEight(words))
        if kind == .text || kind == .text16 {
            let registers = Self.registers(words)
            count = registers.map { kind == .text ? 2 * $0 : $0 }
            if count == nil { count = words.compactMap { Int($0) }.last }
            bits = nil
        }
    }

    /// Whether a size is named that no register has, as in `int24`.
    private static func hasOddSize(_ words: [String]) -> Bool {
        words.compactMap { Int($0) }.contains {
            (9...128).contains($0) && ![16, 32, 48, 64].contains($0)
        }
    }

    /// Whether the only number is an 8 that counts bits: `U8`, `int8_t`, `8 bit unsigned`.
    private static func saysEight(_ words: [String]) -> Bool {
        words.compactMap { Int($0) } == [8] && words.allSatisfy { !counted.contains($0) }
            && !words.contains { ["byte", "bytes", "octet", "octets"].contains($0) }
    }

    /// A type by its number of words alone.
    init(words: Int) {
        kind = .unsigned
        bits = 16 * words
    }

    /// Whether it is a coil or a discrete input.
    var isCoil: Bool { kind == .coil }

    /// Whether the cell speaks of eight bits, which is half a register.
    private(set) var isByte = false

    /// Whether the cell itself says how many words there are.
    var saysSize: Bool {
        switch kind {
        case .exact, .other: true
        default: bits != nil || count != nil || kind == .text16
        }
    }

    /// The type in the spelling of model files and its words.
    ///
    /// - Parameter words: what another column says; nil where none does.
    /// - Returns: nil where both contradict each other, or where there is no such type.
    func format(words: Int?) -> (format: RegisterFormat, words: Int)? {
        switch kind {
        case .coil: return nil
        case .other(let format):
            let count = format.words ?? words ?? 1
            return words == nil || words == count ? (format, count) : nil
        case .text, .text16:
            let given = words ?? count.map { kind == .text ? ($0 + 1) / 2 : $0 } ?? 1
            return (1...125).contains(given)
                ? (.value(kind == .text ? .ascii : .ascii16), given) : nil
        case .exact(let type):
            let count = type.words ?? words ?? 1
            return words == nil || words == count ? (.value(type), count) : nil
        default:
            let size = bits ?? words.map { 16 * $0 } ?? usualBits
            guard words == nil || words == (size + 15) / 16, let type = type(bits: size) else {
                return nil
            }
            return type.words.map { (.value(type), $0) }
        }
    }

    private var usualBits: Int { kind == .float ? 32 : 16 }

    private func type(bits: Int) -> RegisterType? {
        switch (kind, bits) {
        case (.unsigned, 16), (.unsigned, 8): .u16
        case (.unsigned, 32): .u32
        case (.unsigned, 48): .u48
        case (.unsigned, 64): .u64
        case (.signed, 16), (.signed, 8): .i16
        case (.signed, 32): .i32
        case (.signed, 64): .i64
        case (.float, 32): .f32
        case (.float, 64): .f64
        case (.bits, 16): .bits16
        case (.bits, 32): .bits32
        case (.decimal, 16): .bcd16
        case (.decimal, 32): .bcd32
        case (.signAndMagnitude, 16): .i16sm
        case (.signAndMagnitude, 32): .i32sm
        case (.signAndMagnitude, 48): .i48sm
        default: nil
        }
    }

    /// The spelling of our own files, perhaps with an order of words behind it.
    private static func own(_ cell: String) -> RegisterFormat? {
        let parts = cell.split(separator: " ").map(String.init)
        guard let name = parts.first, let format = RegisterFormat(name: name) else { return nil }
        return parts.count == 1 || (parts.count == 2 && WordOrder(rawValue: parts[1]) != nil)
            ? format : nil
    }

    private static func order(_ cell: String, _ words: [String]) -> WordOrder? {
        for part in cell.split(separator: " ") {
            if let order = WordOrder(rawValue: String(part)) { return order }
        }
        return CellOrder.order(words)
    }

    private static func kind(_ words: [String]) -> Kind? {
        let joined = words.joined(separator: " ")
        let has = { (names: Set<String>) in words.contains(where: names.contains) }
        if has(["bcd"]) { return .decimal }
        if has(["string", "ascii", "char", "text", "texte", "testo", "zeichen", "str", "utf"]) {
            return .text
        }
        if has(["magnitude", "sm", "betrag"]) { return .signAndMagnitude }
        if has(["bool", "boolean", "coil", "bit"]), !has(["unsigned", "signed", "int", "float"]),
            !words.contains(where: { Int($0).map { $0 > 1 } ?? false })
        {
            return .coil
        }
        if has(["bitmap", "bitfield", "bitfeld", "flags", "flag", "bits", "bitmask", "bitstring"]) {
            return .bits
        }
        // "Signed double int" is a double word.
        let isDoubleWord = has(["double"]) && has(integers)
        if has(floats), !isDoubleWord || has(floats.subtracting(["double"])) { return .float }
        if joined.contains("ieee") { return .float }
        // "Unsigned long" and "U_INT 32" say both: the plain words count only after the sure ones.
        if has(["signed", "sint", "s", "i", "sshort", "slong"]) { return .signed }
        if has(surelyUnsigned) { return .unsigned }
        if has(signed) { return .signed }
        return has(unsigned) ? .unsigned : nil
    }

    private static let floats: Set<String> = [
        "float", "floating", "real", "single", "double", "fp", "f", "gleitkomma", "flottant",
        "virgola", "lreal", "flt",
    ]

    private static let signed: Set<String> = [
        "int", "integer", "short", "long", "dint", "lint", "entier", "intero", "ganzzahl",
    ]

    private static let surelyUnsigned: Set<String> = [
        "unsigned", "uint", "u", "ushort", "ulong", "udint", "ulint", "uinteger", "uword",
        "vorzeichenlos",
    ]

    private static let unsigned: Set<String> = [
        "word", "words", "dword", "qword", "hex", "register", "registers", "enum", "acc", "parole",
        "mot", "mots", "wort", "byte",
    ]

    /// How many registers the cell counts: `ASCII 4 words`.
    private static func registers(_ words: [String]) -> Int? {
        zip(words, words.dropFirst()).compactMap { number, next in
            counted.contains(next) ? Int(number) : nil
        }.first
    }

    private static let counted: Set<String> = [
        "word", "words", "register", "registers", "wort", "worte", "mots", "mot", "parole",
        "reg", "regs",
    ]

    private static func bits(_ words: [String]) -> Int? {
        let numbers = words.compactMap { Int($0) }
        if let bits = numbers.first(where: { [16, 32, 48, 64].contains($0) }) { return bits }
        let bytes: Set<String> = ["byte", "bytes", "octet", "octets"]
        for (number, next) in zip(words, words.dropFirst()) {
            guard let count = Int(number), (1...8).contains(count) else { continue }
            if counted.contains(next), count <= 4 { return 16 * count }
            if bytes.contains(next) { return 8 * count }
        }
        return named(Set(words))
    }

    /// The size that a word implies.
    private static func named(_ words: Set<String>) -> Int? {
        if !words.isDisjoint(with: ["qword", "lint", "ulint", "lreal"]) { return 64 }
        if words.contains("double") { return words.isDisjoint(with: integers) ? 64 : 32 }
        let long: Set<String> = ["long", "ulong", "dword", "dint", "udint", "slong"]
        if !words.isDisjoint(with: long) { return 32 }
        let short: Set<String> = ["short", "ushort", "sshort", "byte"]
        return words.isDisjoint(with: short) ? nil : 16
    }

    private static let integers: Set<String> = [
        "int", "integer", "word", "words", "unsigned", "signed", "uint",
    ]
}
