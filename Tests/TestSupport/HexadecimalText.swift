/// The bytes of hexadecimal text; blanks do not count.
public func hex(_ text: String) -> [UInt8] {
    let digits = text.filter { !$0.isWhitespace }
    return stride(from: 0, to: digits.count - 1, by: 2).compactMap { place in
        let start = digits.index(digits.startIndex, offsetBy: place)
        return UInt8(digits[start...].prefix(2), radix: 16)
    }
}

/// Bytes as hexadecimal text, for messages and comparisons.
public func text(_ bytes: some Sequence<UInt8>, separator: String = "") -> String {
    bytes.map { byte in
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.count == 1 ? "0" + digits : digits
    }.joined(separator: separator)
}
