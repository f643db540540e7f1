/// Writes a meter's state as bytes: each number in as few as it needs, most of them one.
///
/// Whole numbers are written seven bits a byte, the least first, after the sign was moved to the
/// lowest bit; other numbers as the eight bytes of IEEE 754, the least first.
public struct StateWriter: StateVisitor {
    /// What was written.
    public private(set) var bytes: [UInt8] = []

    /// Nothing written yet.
    public init() {}

    /// Appends a number.
    public mutating func visit(_ name: StaticString, _ value: inout Int64) { append(value) }

    /// Appends a number that need not be whole.
    public mutating func visit(_ name: StaticString, _ value: inout Double) {
        var pattern = value.bitPattern
        for _ in 0..<8 {
            bytes.append(UInt8(truncatingIfNeeded: pattern))
            pattern >>= 8
        }
    }

    /// Appends the length of a list.
    public mutating func count(
        _ name: StaticString,
        _ count: Int,
        limit: Int,
        isFixed: Bool
    ) -> Int {
        append(Int64(count))
        return count
    }

    /// Parts leave no trace.
    public mutating func enter(_ name: StaticString, _ index: Int?) {}

    /// Parts leave no trace.
    public mutating func leave() {}

    private mutating func append(_ value: Int64) {
        var rest = UInt64(bitPattern: value << 1 ^ value >> 63)
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }
}
