/// What a master selects: a secondary address with wildcards (EN 13757-3; "The M-Bus:
/// A Documentation", 7.1).
///
/// A nibble F of the identification or the fabrication number stands for any digit, a byte FF of
/// manufacturer, version or medium for any byte.
public struct SecondaryAddressPattern: Hashable, Sendable {
    /// The address with its wildcards.
    public var address: SecondaryAddress
    /// The fabrication number of an enhanced selection, with its wildcards; nil without one.
    public var fabrication: IdentificationNumber?

    /// The pattern that selects every device.
    public static let any = SecondaryAddressPattern(
        address: SecondaryAddress(
            identification: IdentificationNumber(packed: .max),
            manufacturer: .max,
            version: .max,
            medium: Medium(rawValue: .max)
        )
    )

    /// Makes a pattern.
    public init(address: SecondaryAddress, fabrication: IdentificationNumber? = nil) {
        self.address = address
        self.fabrication = fabrication
    }

    /// Makes a pattern of the data of a selection: 8 bytes, or 14 with `0C 78` and a fabrication
    /// number; nil for anything else.
    ///
    /// - Parameters:
    ///   - data: What stands behind the CI field.
    ///   - highByteFirst: Whether numbers have their high byte first (CI 56).
    public init?(selection data: some Collection<UInt8>, highByteFirst: Bool = false) {
        let bytes = Array(data)
        guard
            let address = SecondaryAddress(bytes: bytes.prefix(8), highByteFirst: highByteFirst)
        else { return nil }
        self.address = address
        if bytes.count == 8 { return }
        guard bytes.count == 14, bytes[8] == 0x0C, bytes[9] == 0x78 else { return nil }
        let number = bytes[10...].number(highByteFirst: highByteFirst)
        fabrication = IdentificationNumber(packed: UInt32(truncatingIfNeeded: number))
    }

    /// Makes a pattern of the 16 digits `IIIIIIIIMMMMVVTT`, F and FF for wildcards; nil for other
    /// text.
    public init?(_ text: String) {
        guard let address = SecondaryAddress(text) else { return nil }
        self.address = address
    }

    /// The 16 digits `IIIIIIIIMMMMVVTT`; the fabrication number is not among them.
    public var text: String { address.text }

    /// The data of the selection behind the CI field 52: 8 or 14 bytes.
    public var bytes: [UInt8] {
        address.bytes + (fabrication.map { [0x0C, 0x78] + $0.bytes } ?? [])
    }

    /// Whether a device is meant.
    ///
    /// - Parameters:
    ///   - candidate: The address of the device.
    ///   - fabrication: Its fabrication number; without one it never matches an enhanced
    ///     selection.
    public func matches(
        _ candidate: SecondaryAddress,
        fabrication candidateFabrication: IdentificationNumber? = nil
    ) -> Bool {
        guard Self.matches(address.identification, candidate.identification) else { return false }
        let pairs = zip(address.bytes[4...], candidate.bytes[4...])
        guard pairs.allSatisfy({ $0 == 0xFF || $0 == $1 }) else { return false }
        guard let fabrication else { return true }
        return candidateFabrication.map { Self.matches(fabrication, $0) } ?? false
    }

    private static func matches(
        _ pattern: IdentificationNumber,
        _ candidate: IdentificationNumber
    ) -> Bool {
        let difference = pattern.packed ^ candidate.packed
        return stride(from: 0 as UInt32, to: 32, by: 4).allSatisfy { shift in
            pattern.packed >> shift & 0xF == 0xF || difference >> shift & 0xF == 0
        }
    }
}
