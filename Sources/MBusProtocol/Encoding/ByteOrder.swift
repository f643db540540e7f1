extension FixedWidthInteger {
    /// The bytes, low byte first, as M-Bus has all numbers.
    var littleEndianBytes: [UInt8] {
        (0..<Self.bitWidth / 8).map { UInt8(truncatingIfNeeded: self >> ($0 * 8)) }
    }
}

extension BidirectionalCollection<UInt8> {
    /// The bytes as an unsigned number; bits beyond 64 are lost.
    func number(highByteFirst: Bool = false) -> UInt64 {
        highByteFirst
            ? reduce(0) { $0 << 8 | UInt64($1) }
            : reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
