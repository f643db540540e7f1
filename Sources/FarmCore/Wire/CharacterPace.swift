internal import ModbusProtocol

/// How long characters take on a line, exact over any number of them.
struct CharacterPace: Equatable {
    /// The time of `denominator` characters, nanoseconds.
    private let numerator: Int64
    private let denominator: Int64
    /// The time of one bit, nanoseconds; 0 where bytes take no time.
    let bit: Int64

    /// Bytes that take no time.
    static let instant = CharacterPace(numerator: 0, denominator: 1, bit: 0)

    private init(numerator: Int64, denominator: Int64, bit: Int64) {
        self.numerator = numerator
        self.denominator = denominator
        self.bit = bit
    }

    /// Characters of a format at its speed.
    ///
    /// A character of an ASCII line has seven data bits (Modbus over serial line V1.02, 2.5.2).
    init(_ format: LineFormat, _ framing: WireFraming) {
        let bits = Int64(format.bitsPerCharacter - (framing == .ascii ? 1 : 0))
        let baud = Int64(max(format.baudRate, 1))
        self.init(
            numerator: bits * 1_000_000_000,
            denominator: baud,
            bit: 1_000_000_000 / baud
        )
    }

    /// So many characters spread over a time.
    init(spreading characters: Int, over span: Int64) {
        let count = Int64(max(characters, 1))
        self.init(numerator: max(span, 0), denominator: count, bit: span / count / 11)
    }

    /// Whether bytes take no time.
    var isInstant: Bool { numerator == 0 }

    /// The time of so many characters, nanoseconds, rounded to the nearest.
    func span(_ characters: Int) -> Int64 {
        (Int64(characters) * numerator + denominator / 2) / denominator
    }

    /// How many whole characters fit into a time, 0 to `limit`.
    func characters(in span: Int64, limit: Int) -> Int {
        guard span > 0 else { return 0 }
        guard numerator > 0 else { return limit }
        let (product, overflow) = span.multipliedReportingOverflow(by: denominator)
        return overflow ? limit : Int(min(product / numerator, Int64(limit)))
    }
}

/// The silences of RTU in nanoseconds (Modbus over serial line V1.02, 2.5.1.1).
struct Silences: Equatable {
    /// The longest gap inside a frame: 1.5 characters, 750 µs above 19 200 baud.
    let insideFrame: Int64
    /// What ends a frame: 3.5 characters, 1750 µs above 19 200 baud.
    let betweenFrames: Int64

    /// The silences of a line.
    init(_ format: LineFormat) {
        let timing = LineTiming(
            baud: format.baudRate,
            bitsPerCharacter: format.bitsPerCharacter
        )
        insideFrame = Int64(timing?.interCharacterTimeout ?? 750) * 1000
        betweenFrames = Int64(timing?.interFrameDelay ?? 1750) * 1000
    }
}
