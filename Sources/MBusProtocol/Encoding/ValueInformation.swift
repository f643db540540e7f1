/// The value information block of a record, VIF and VIFEs, and what it means (EN 13757-3, 6.4).
public struct ValueInformation: Hashable, Sendable {
    /// The largest number of VIFEs behind a VIF.
    public static let longestExtension = 10

    /// The block as it is on the wire: VIF, the plain text if there is one, VIFEs.
    public let bytes: [UInt8]
    /// The quantity; `exponent` and `unit` here are those of the VIF alone.
    public let meaning: ValueMeaning
    /// What the VIFEs of the standard add.
    public let qualifiers: [ValueQualifier]
    /// The VIFEs of the maker behind a VIF or VIFE FF, with their bit 7.
    public let manufacturerBytes: [UInt8]
    /// The unit in plain text (VIF 7C or FC); nil without one.
    public let plainText: String?

    /// Makes a block of its bytes, as `[0xFD, 0x48]`; nil unless they are one block.
    public init?(_ bytes: some Sequence<UInt8>) {
        var rest = Array(bytes)[...]
        guard let block = try? ValueInformation(decoding: &rest), rest.isEmpty else { return nil }
        self = block
    }

    /// Reads a block off the front of bytes.
    public init(decoding bytes: inout ArraySlice<UInt8>) throws(TelegramError) {
        let block = try ValueBlock(decoding: &bytes)
        self.bytes = block.bytes
        plainText = block.plainText
        var extensions = block.extensions[...]
        switch block.vif & 0x7F {
        case 0x7B where block.vif != 0x7B: meaning = Self.take(&extensions, ValueMeaning.alternate)
        case 0x7D where block.vif != 0x7D: meaning = Self.take(&extensions, ValueMeaning.linear)
        case 0x7C: meaning = ValueMeaning("plain text", .plainText)
        case 0x7E: meaning = ValueMeaning("any value", .reserved)
        case 0x7F:
            meaning = .manufacturer
            qualifiers = []
            manufacturerBytes = Array(extensions)
            return
        default: meaning = .primary(block.vif & 0x7F)
        }
        let own = extensions.firstIndex { $0 & 0x7F == 0x7F } ?? extensions.endIndex
        qualifiers = extensions[..<own].map { ValueQualifier($0) }
        manufacturerBytes = Array(extensions[own...].dropFirst())
    }

    /// The meaning of the first VIFE, which is the true VIF behind FB and FD.
    private static func take(
        _ extensions: inout ArraySlice<UInt8>,
        _ table: (UInt8) -> ValueMeaning
    ) -> ValueMeaning {
        guard let code = extensions.popFirst() else { return .reserved }
        return table(code & 0x7F)
    }

    /// The unit; W/(V A), as power factors are written, has none.
    public var unit: ValueUnit { isPowerFactor ? .dimensionless : meaning.unit }

    /// The power of ten, with the factors of the VIFEs: value = number × 10^exponent unit.
    public var exponent: Int {
        qualifiers.reduce(meaning.exponent) { exponent, qualifier in
            if case .factor(let factor) = qualifier { exponent + factor } else { exponent }
        }
    }

    /// The quantity in English.
    public var quantity: String { isPowerFactor ? "power factor" : meaning.quantity }

    /// The block on the wire.
    public var encoded: [UInt8] { bytes }

    private var isPowerFactor: Bool {
        meaning.unit == .watt && qualifiers.contains(.perVolt) && qualifiers.contains(.perAmpere)
    }
}
