internal import Documents

/// The bytes of a table, whatever wrote them.
enum TableText {
    /// The bytes in UTF-8: from UTF-16 with a byte order mark, or from Windows-1252.
    static func utf8(_ bytes: [UInt8]) -> [UInt8] {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            let isLittle = bytes[0] == 0xFF
            let pairs = stride(from: 2, to: bytes.count - 1, by: 2)
            let units = pairs.map { place in
                let (low, high) = isLittle ? (place, place + 1) : (place + 1, place)
                return UInt16(bytes[low]) | UInt16(bytes[high]) << 8
            }
            return Array(String(decoding: units, as: UTF16.self).utf8)
        }
        if String(validating: bytes, as: UTF8.self) != nil { return bytes }
        var text = ""
        for byte in bytes { text.unicodeScalars.append(windows[byte] ?? Unicode.Scalar(byte)) }
        return Array(text.utf8)
    }

    /// Where Windows-1252 differs from ISO 8859-1, as far as register tables have it.
    private static let windows: [UInt8: Unicode.Scalar] = [
        0x80: "€", 0x85: "…", 0x91: "‘", 0x92: "’", 0x93: "“", 0x94: "”", 0x96: "–", 0x97: "—",
    ]

    /// The lines of a table; the separator is the one that most lines have.
    static func records(_ bytes: [UInt8]) -> [CSVText.Record] {
        var text = CSVText(bytes, separator: separator(bytes))
        var records: [CSVText.Record] = []
        while let record = text.next() { records.append(record) }
        return records
    }

    /// Tab or semicolon before the comma, which may stand in numbers and sentences.
    private static func separator(_ bytes: [UInt8]) -> UInt8 {
        let choices = [UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: ",")]
        var lines = [0, 0, 0]
        for line in bytes.split(separator: UInt8(ascii: "\n")).prefix(200) {
            for (place, choice) in choices.enumerated() where line.contains(choice) {
                lines[place] += 1
            }
        }
        let most = lines.max() ?? 0
        return choices[lines.firstIndex(of: most) ?? 2]
    }
}
