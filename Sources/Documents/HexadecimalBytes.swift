/// Bytes as people write them: pairs of hexadecimal digits.
public enum HexadecimalBytes {
    /// The bytes of a text, with or without spaces between the pairs; nil for anything else.
    public static func bytes(of text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        for word in text.split(separator: " ") {
            let digits = word.utf8.map { Character(Unicode.Scalar($0)).hexDigitValue }
            guard digits.count.isMultiple(of: 2) else { return nil }
            for place in stride(from: 0, to: digits.count, by: 2) {
                guard let high = digits[place], let low = digits[place + 1] else { return nil }
                bytes.append(UInt8(truncatingIfNeeded: high << 4 | low))
            }
        }
        return bytes
    }

    /// Two capital digits for each byte, with a text between them.
    public static func text(_ bytes: some Sequence<UInt8>, separator: String = "") -> String {
        bytes.map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.count == 1 ? "0" + digits : digits
        }.joined(separator: separator)
    }
}
