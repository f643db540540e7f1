/// How long things take on a serial line, in microseconds (Modbus over serial line V1.02,
/// section 2.5.1.1).
public struct LineTiming: Hashable, Sendable {
    /// Bits per second.
    public let baud: Int
    /// Bits of one character with start, parity and stop: 11 by the standard, 10 for 8N1 and ASCII.
    public let bitsPerCharacter: Int

    /// Makes the timing of a line; nil outside 1 to 10 000 000 baud and 7 to 12 bits.
    public init?(baud: Int, bitsPerCharacter: Int = 11) {
        guard (1...10_000_000).contains(baud), (7...12).contains(bitsPerCharacter) else {
            return nil
        }
        self.baud = baud
        self.bitsPerCharacter = bitsPerCharacter
    }

    /// The time of one character in microseconds, rounded.
    public var characterTime: Int { duration(halfCharacters: 2) }

    /// The longest gap inside a frame in microseconds: 1.5 characters, above 19 200 baud 750.
    public var interCharacterTimeout: Int {
        baud > 19_200 ? 750 : duration(halfCharacters: 3)
    }

    /// The silence that ends a frame in microseconds: 3.5 characters, above 19 200 baud 1750.
    public var interFrameDelay: Int {
        baud > 19_200 ? 1750 : duration(halfCharacters: 7)
    }

    /// The time that a number of bytes takes on the line in microseconds, rounded.
    public func transmissionTime(bytes: Int) -> Int {
        // A gigabyte is far beyond any frame, and keeps the product inside an Int.
        duration(halfCharacters: 2 * min(max(bytes, 0), 1 << 30))
    }

    /// Rounds half characters × bits × 10⁶ / (2 × baud) to the nearest microsecond.
    private func duration(halfCharacters: Int) -> Int {
        (halfCharacters * bitsPerCharacter * 1_000_000 + baud) / (2 * baud)
    }
}
