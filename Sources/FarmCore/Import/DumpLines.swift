/// The lines of a text, whatever ends them, without blanks around them.
struct DumpLines {
    /// One line.
    struct Line {
        /// Its number, the first being 1.
        let number: Int
        /// Its bytes without blanks at both ends.
        let bytes: ArraySlice<UInt8>

        /// It as text, what is not UTF-8 replaced.
        var text: String { String(decoding: bytes, as: UTF8.self) }

        /// Whether it begins with a text.
        func begins(with start: String) -> Bool { bytes.starts(with: start.utf8) }
    }

    /// The lines that are not empty.
    let all: [Line]

    init(_ text: [UInt8]) {
        var lines: [Line] = []
        var start = text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var number = 1
        while start < text.count {
            let end = text[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? text.count
            let trimmed = text[start..<end].trimmed
            if !trimmed.isEmpty { lines.append(Line(number: number, bytes: trimmed)) }
            let isPair = end + 1 < text.count && text[end] == 0x0D && text[end + 1] == 0x0A
            start = end + (isPair ? 2 : 1)
            number += 1
        }
        all = lines
    }
}

extension ArraySlice<UInt8> {
    /// Without spaces and tabs at both ends.
    var trimmed: ArraySlice<UInt8> {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        guard let first = firstIndex(where: { !isBlank($0) }),
            let last = lastIndex(where: { !isBlank($0) })
        else { return [] }
        return self[first...last]
    }

    /// As text, what is not UTF-8 replaced, cut where it is long.
    var excerpt: String {
        let text = String(decoding: prefix(60), as: UTF8.self)
        return count > 60 ? text + "…" : text
    }
}
