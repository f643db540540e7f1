/// The maker of a device: three letters in 15 bits (EN 13757-3, 5.5; the FLAG association).
public struct ManufacturerCode: RawRepresentable, Hashable, Sendable {
    /// The two bytes of the wire as a number, low byte first there; bit 15 is no part of letters.
    public let rawValue: UInt16

    /// Makes a code of the number on the wire.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// Makes a code of three letters, as `ABB`; nil for anything else than A to Z.
    public init?(_ letters: String) {
        let codes = letters.utf8.map { UInt16($0) }
        guard codes.count == 3, codes.allSatisfy({ 65...90 ~= $0 }) else { return nil }
        rawValue = codes.reduce(0) { $0 << 5 | ($1 - 64) }
    }

    /// The three letters; nil when the number does not stand for letters.
    public var letters: String? {
        guard rawValue & 0x8000 == 0 else { return nil }
        var text = ""
        for shift in [10, 5, 0] as [UInt16] {
            let place = UInt8(truncatingIfNeeded: rawValue >> shift) & 0x1F
            guard (1...26).contains(place) else { return nil }
            text.unicodeScalars.append(Unicode.Scalar(64 + place))
        }
        return text
    }

    /// The three letters, or the number in hexadecimal where it stands for none.
    public var text: String {
        if let letters { return letters }
        let digits = String(rawValue, radix: 16, uppercase: true)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
