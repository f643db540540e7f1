/// Numbers as spreadsheets and data loggers write them.
enum CSVNumber {
    /// The number a field holds, with a decimal point or a decimal comma; nil when it is none.
    ///
    /// Thousands separators are not guessed: `1.234,5` and `1,234.5` are no numbers.
    static func read(_ field: String) -> Double? {
        let text = field.replacing(",", with: ".", maxReplacements: 2)
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
                UInt8(ascii: "+"), UInt8(ascii: "e"), UInt8(ascii: "E"):
                true
            default: false
            }
        }
        guard isPlain, let number = Double(text), number.isFinite else { return nil }
        return number
    }
}
