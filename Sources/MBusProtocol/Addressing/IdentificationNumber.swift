/// The number of a device: eight digits, four bits each (EN 13757-3, 5.4).
///
/// The digits should be 0 to 9, but real devices also have A to F.
public struct IdentificationNumber: Hashable, Sendable {
    /// The digits as nibbles, the first in the highest.
    public let packed: UInt32

    /// Makes a number of its nibbles, the first digit in the highest.
    public init(packed: UInt32) { self.packed = packed }

    /// Makes a number of its value; only the last eight decimal digits count.
    public init(number: UInt32) {
        var rest = number
        var packed: UInt32 = 0
        for shift in stride(from: 0 as UInt32, to: 32, by: 4) {
            packed |= (rest % 10) << shift
            rest /= 10
        }
        self.packed = packed
    }

    /// Makes a number of 1 to 8 digits, A to F among them; nil for other text.
    public init?(_ digits: String) {
        guard (1...8).contains(digits.utf8.count), digits.utf8.allSatisfy(Hex.isDigit),
            let packed = UInt32(digits, radix: 16)
        else { return nil }
        self.packed = packed
    }

    /// The eight digits, with leading zeros.
    public var digits: String { Hex.text(packed, digits: 8) }

    /// The value; nil when a digit is above 9.
    public var number: UInt32? { UInt32(digits) }

    /// The four bytes on the wire, low byte first.
    public var bytes: [UInt8] { packed.littleEndianBytes }
}
