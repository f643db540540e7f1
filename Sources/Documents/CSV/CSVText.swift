/// The records of a CSV file (RFC 4180), one after the other.
///
/// Any line end; a field in double quotes may hold separators, line ends and doubled quotes; empty
/// lines are passed over; a byte order mark at the beginning is ignored.
public struct CSVText {
    /// One record.
    public struct Record {
        /// The line it begins on; the first is 1.
        public let line: Int
        /// Its fields, without quotes and without blanks around them.
        public let fields: [String]
        /// Whether the file ended inside a quoted field.
        public let isOpen: Bool
    }

    private let bytes: [UInt8]
    private let separator: UInt8
    private var position = 0
    private var line = 1

    /// The records of a file; the separator is guessed from its first line when nil.
    public init(_ bytes: [UInt8], separator: UInt8?) {
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        self.bytes = bytes
        self.separator = separator ?? Self.guessed(from: bytes[start...])
        position = start
    }

    /// The separator that the first line has most of, outside quotes; a comma when it has none.
    private static func guessed(from bytes: ArraySlice<UInt8>) -> UInt8 {
        let choices = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
        var counts = [0, 0, 0]
        var isQuoted = false
        for byte in bytes {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { break }
            if let choice = choices.firstIndex(of: byte) { counts[choice] += 1 }
        }
        let most = counts.max() ?? 0
        return choices[counts.firstIndex(of: most) ?? 0]
    }

    /// The next record that is not empty; nil at the end.
    public mutating func next() -> Record? {
        while position < bytes.count {
            let start = line
            let (fields, isOpen) = record()
            if isOpen || fields != [""] {
                return Record(line: start, fields: fields, isOpen: isOpen)
            }
        }
        return nil
    }

    private mutating func record() -> (fields: [String], isOpen: Bool) {
        var fields: [String] = []
        while true {
            let (text, isOpen) = field()
            fields.append(text)
            guard !isOpen, position < bytes.count else { return (fields, isOpen) }
            let end = bytes[position]
            position += 1
            if end == separator { continue }
            if end == UInt8(ascii: "\r"), position < bytes.count,
                bytes[position] == UInt8(ascii: "\n")
            {
                position += 1
            }
            line += 1
            return (fields, false)
        }
    }

    /// One field, up to the separator or line end that closes it.
    private mutating func field() -> (text: String, isOpen: Bool) {
        var content: [UInt8] = []
        var isQuoted = false
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                let isDoubled =
                    isQuoted && position + 1 < bytes.count
                    && bytes[position + 1] == UInt8(ascii: "\"")
                if isDoubled {
                    content.append(byte)
                    position += 1
                } else {
                    isQuoted.toggle()
                }
            } else if !isQuoted, isEnd(byte) {
                break
            } else {
                if byte == UInt8(ascii: "\n") { line += 1 }
                content.append(byte)
            }
            position += 1
        }
        return (Self.trimmed(content), isQuoted)
    }

    private func isEnd(_ byte: UInt8) -> Bool {
        byte == separator || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    private static func trimmed(_ content: [UInt8]) -> String {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        let start = content.firstIndex { !isBlank($0) } ?? content.endIndex
        let end = content.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? start
        return String(decoding: content[start..<end], as: UTF8.self)
    }
}
