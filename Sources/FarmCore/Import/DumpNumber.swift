/// Reads the whole numbers of a dump: decimal, `0x1F` or `1Fh`.
enum DumpNumber {
    /// The number of a text; nil when it is none or exceeds 18 digits.
    static func whole(_ text: ArraySlice<UInt8>) -> Int64? {
        var digits = text
        var isNegative = false
        if let sign = digits.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            digits = digits.dropFirst()
        }
        guard let magnitude = hexadecimal(digits) ?? number(digits, base: 10) else { return nil }
        return isNegative ? -magnitude : magnitude
    }

    /// Whether a text is written as a hexadecimal number.
    static func isHexadecimal(_ text: ArraySlice<UInt8>) -> Bool { hexadecimal(text) != nil }

    private static func hexadecimal(_ text: ArraySlice<UInt8>) -> Int64? {
        if text.starts(with: "0x".utf8) || text.starts(with: "0X".utf8) {
            return number(text.dropFirst(2), base: 16)
        }
        guard let last = text.last, last == UInt8(ascii: "h") || last == UInt8(ascii: "H") else {
            return nil
        }
        return number(text.dropLast(), base: 16)
    }

    private static func number(_ digits: ArraySlice<UInt8>, base: Int64) -> Int64? {
        guard (1...(base == 16 ? 15 : 18)).contains(digits.count) else { return nil }
        var number: Int64 = 0
        for byte in digits {
            guard let digit = digit(byte), digit < base else { return nil }
            number = number * base + digit
        }
        return number
    }

    private static func digit(_ byte: UInt8) -> Int64? {
        switch byte {
        case 0x30...0x39: Int64(byte - 0x30)
        case 0x41...0x46: Int64(byte - 0x41) + 10
        case 0x61...0x66: Int64(byte - 0x61) + 10
        default: nil
        }
    }
}
