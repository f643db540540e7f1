/// An address as vendors' tables print it.
struct CellAddress: Hashable {
    /// The number that stands there.
    var number: Int
    /// The last number of a range; nil for one alone.
    var last: Int?
    /// Whether it is written in hexadecimal digits.
    var isHexadecimal = false
    /// How many decimal digits it has, with zeros in front.
    var digits = 0

    /// The address of a cell, perhaps a range `4096-4097`; nil for anything else.
    ///
    /// - Parameter isHexadecimal: whether digits without a mark are hexadecimal.
    init?(_ cell: String, isHexadecimal: Bool) {
        let text = FoldedText.fold(cell).filter { $0 != "'" }
        let parts = Self.parts(text)
        guard let first = parts.first, parts.count <= 2,
            let begin = Self.read(first, isHexadecimal: isHexadecimal)
        else { return nil }
        self = begin
        if parts.count == 2 {
            guard let end = Self.read(parts[1], isHexadecimal: isHexadecimal),
                end.number >= begin.number
            else { return nil }
            last = end.number
        }
    }

    private init(number: Int, isHexadecimal: Bool, digits: Int) {
        self.number = number
        self.isHexadecimal = isHexadecimal
        self.digits = digits
    }

    /// The ends of a range, or the whole.
    private static func parts(_ text: String) -> [String] {
        for separator in ["...", "..", "-", " to ", " a ", " bis ", "/", "~", "+", ":"] {
            guard let found = text.split(separator: separator, maxSplits: 1).first,
                found.count < text.count
            else { continue }
            let halves = text.split(separator: separator, maxSplits: 1).map { trimmed($0) }
            if halves.count == 2 { return halves }
        }
        return [trimmed(text)]
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        var text = String(text)
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return text
    }

    private static func read(_ text: String, isHexadecimal: Bool) -> CellAddress? {
        for prefix in ["0x", "16#", "&h", "$", "#", "h'"] where text.hasPrefix(prefix) {
            return hexadecimal(String(text.dropFirst(prefix.count)))
        }
        if text.hasSuffix("h") { return hexadecimal(trimmed(text.dropLast())) }
        let isPair =
            text.utf8.count == 5 && text.dropFirst(2).first == " "
            && hexadecimal(text.filter { $0 != " " }) != nil
        if isHexadecimal || isPair { return hexadecimal(text.filter { $0 != " " }) }
        let digits = text.filter { $0 != " " && $0 != "." }
        guard let number = CellNumber.whole(digits) else { return nil }
        return CellAddress(number: number, isHexadecimal: false, digits: digits.utf8.count)
    }

    private static func hexadecimal(_ text: String) -> CellAddress? {
        guard (1...5).contains(text.utf8.count), text.utf8.allSatisfy({ $0 != UInt8(ascii: "+") }),
            let number = Int(text, radix: 16), number >= 0
        else { return nil }
        return CellAddress(number: number, isHexadecimal: true, digits: 0)
    }
}
