/// Reads fixed forms out of a text, byte by byte.
struct TextScanner {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    var isAtEnd: Bool { position == bytes.count }

    /// Passes over one of the given ASCII characters and says which; nil when another stands here.
    mutating func take(_ allowed: Unicode.Scalar...) -> Unicode.Scalar? {
        guard position < bytes.count else { return nil }
        let here = Unicode.Scalar(bytes[position])
        guard here.isASCII, allowed.contains(here) else { return nil }
        position += 1
        return here
    }

    /// The number written in exactly `count` digits, at most 9.
    mutating func number(digits count: Int) -> Int? {
        guard bytes.count - position >= count else { return nil }
        var value = 0
        for byte in bytes[position..<position + count] {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        position += count
        return value
    }

    /// The run of digits here, perhaps empty.
    mutating func digits() -> [UInt8] {
        run { $0 >= 0x30 && $0 <= 0x39 }.map { $0 - 0x30 }
    }

    /// The run of lower-case letters here, perhaps empty.
    mutating func letters() -> String {
        String(decoding: run { $0 >= 0x61 && $0 <= 0x7A }, as: UTF8.self)
    }

    private mutating func run(while belongs: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let start = position
        while position < bytes.count, belongs(bytes[position]) { position += 1 }
        return bytes[start..<position]
    }
}

/// A number with its leading zeros: `padded(7, 2)` is `07`.
func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number.magnitude)
    let zeros = String(repeating: "0", count: max(0, width - digits.count))
    return (number < 0 ? "-" : "") + zeros + digits
}
