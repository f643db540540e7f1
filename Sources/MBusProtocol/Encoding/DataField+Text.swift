extension DataField {
    /// The largest number of characters in a text of variable length.
    public static let longestText = 0xBF

    /// Appends a text of variable length: its length, then the characters, the last first.
    ///
    /// Characters outside ISO 8859-1 become question marks; at most 191 are written.
    public static func append(text: String, into output: inout [UInt8]) {
        let characters = text.unicodeScalars.prefix(longestText).map { scalar in
            UInt8(exactly: scalar.value) ?? 0x3F
        }
        output.append(UInt8(truncatingIfNeeded: characters.count))
        output.append(contentsOf: characters.reversed())
    }

    /// The number of bytes behind a length byte (LVAR); nil for the reserved FB to FF.
    ///
    /// 00 to BF is a text, C0 to CF a positive and D0 to DF a negative decimal number, E0 to EF a
    /// binary number, F0 to FA a real number ("The M-Bus: A Documentation", 8.2 and 8.4).
    public static func variableLength(_ length: UInt8) -> Int? {
        switch length {
        case 0x00...0xBF: Int(length)
        case 0xC0...0xEF: Int(length & 0x0F)
        case 0xF0...0xFA: Int(length - 0xF0)
        default: nil
        }
    }

    /// The text of data of variable length, its length byte first; nil when it is no text.
    public static func variableText(_ data: some BidirectionalCollection<UInt8>) -> String? {
        guard let length = data.first, length <= 0xBF else { return nil }
        return text(data.dropFirst())
    }

    /// The integer of data of variable length; nil when it is none or has more than 64 bits.
    public static func variableInteger(_ data: some BidirectionalCollection<UInt8>) -> Int64? {
        let content = data.dropFirst()
        switch data.first {
        case .some(0xC0...0xCF): return content.isEmpty ? nil : unsigned(content)
        case .some(0xD0...0xDF): return content.isEmpty ? nil : unsigned(content).map { -$0 }
        case .some(0xE0...0xEF): return binary(content)
        default: return nil
        }
    }

    /// The real number of data of variable length; nil when it is none.
    public static func variableReal(_ data: some BidirectionalCollection<UInt8>) -> Double? {
        guard let length = data.first, length >= 0xF0 else { return nil }
        return real(data.dropFirst())
    }

    /// Decimal digits without a sign of their own.
    private static func unsigned(_ data: some BidirectionalCollection<UInt8>) -> Int64? {
        Int64(digits(data))
    }
}
