/// A drawing of dots, eight to a character (Unicode block U+2800), each character in one colour.
struct BrailleCanvas {
    /// The size in characters.
    let width: Int
    let height: Int
    private var dots: [UInt8]
    private var tones: [Int?]

    /// The bits of a character's dots, column by column from the top.
    private static let bits: [[UInt8]] = [
        [0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80],
    ]

    init(width: Int, height: Int) {
        self.width = max(width, 1)
        self.height = max(height, 1)
        dots = Array(repeating: 0, count: self.width * self.height)
        tones = Array(repeating: nil, count: self.width * self.height)
    }

    /// The size in dots.
    var columns: Int { width * 2 }
    var rows: Int { height * 4 }

    /// Sets the dots of a column from one row to another; what lies outside is left out.
    mutating func fill(column: Int, rows span: ClosedRange<Int>, tone: Int) {
        guard (0..<columns).contains(column), span.upperBound >= 0, span.lowerBound < rows else {
            return
        }
        for row in max(span.lowerBound, 0)...min(span.upperBound, rows - 1) {
            let cell = row / 4 * width + column / 2
            dots[cell] |= Self.bits[column % 2][row % 4]
            tones[cell] = tone
        }
    }

    /// A line of characters; those without a dot are spaces.
    ///
    /// - Parameter paint: puts a run of characters into the colour of a tone.
    func line(_ row: Int, paint: (String, Int) -> String) -> String {
        var line = ""
        var (run, tone): (String, Int?) = ("", nil)
        for cell in row * width..<(row + 1) * width {
            if tones[cell] != tone {
                line += tone.map { paint(run, $0) } ?? run
                (run, tone) = ("", tones[cell])
            }
            let scalar = Unicode.Scalar(0x2800 + UInt32(dots[cell]))
            run += dots[cell] == 0 ? " " : scalar.map { String(Character($0)) } ?? " "
        }
        return line + (tone.map { paint(run, $0) } ?? run)
    }
}
