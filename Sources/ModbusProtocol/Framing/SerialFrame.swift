/// One request that came over a serial line, its checksum already found right.
///
/// The request itself stays in the decoder: its `bytes(of:)` shows it without a copy.
public struct SerialFrame: Equatable, Sendable {
    /// The slave address: 0 broadcast, 1 to 247 one slave.
    public let unit: UInt8
    /// Where the protocol data unit stands in the decoder.
    public let pdu: Range<Int>
}

extension [UInt8] {
    /// Drops everything from the index to the end; nothing happens when the array is shorter.
    mutating func truncate(to count: Int) {
        guard count >= 0, count < self.count else { return }
        removeLast(self.count - count)
    }

    /// Appends a word, high byte first.
    mutating func append(word: UInt16) {
        append(UInt8(truncatingIfNeeded: word >> 8))
        append(UInt8(truncatingIfNeeded: word))
    }
}
