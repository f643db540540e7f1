/// What tells a device from all others: the first eight bytes of its telegrams (EN 13757-3, 5.3).
public struct SecondaryAddress: Hashable, Sendable {
    /// The number of the device.
    public var identification: IdentificationNumber
    /// The maker, as `ManufacturerCode` has it.
    public var manufacturer: UInt16
    /// The version of the device, which its maker gives.
    public var version: UInt8
    /// What it measures.
    public var medium: Medium

    /// Makes an address of its parts.
    public init(
        identification: IdentificationNumber,
        manufacturer: UInt16,
        version: UInt8,
        medium: Medium = .electricity
    ) {
        self.identification = identification
        self.manufacturer = manufacturer
        self.version = version
        self.medium = medium
    }

    /// Makes an address of eight bytes of the wire; nil for any other number of bytes.
    ///
    /// - Parameters:
    ///   - bytes: Identification, manufacturer, version and medium.
    ///   - highByteFirst: Whether the numbers among them have their high byte first (CI 56, 76).
    public init?(bytes: some Collection<UInt8>, highByteFirst: Bool = false) {
        let bytes = Array(bytes)
        guard bytes.count == 8 else { return nil }
        let number = UInt32(truncatingIfNeeded: bytes[..<4].number(highByteFirst: highByteFirst))
        identification = IdentificationNumber(packed: number)
        manufacturer = UInt16(
            truncatingIfNeeded: bytes[4..<6].number(highByteFirst: highByteFirst)
        )
        version = bytes[6]
        medium = Medium(rawValue: bytes[7])
    }

    /// Makes an address of the 16 digits `IIIIIIIIMMMMVVTT`; nil for other text.
    public init?(_ text: String) {
        guard let bytes = Hex.bytes(text), bytes.count == 8 else { return nil }
        self.init(bytes: bytes[..<4].reversed() + bytes[4...])
    }

    /// The eight bytes on the wire, low bytes first.
    public var bytes: [UInt8] {
        identification.bytes + manufacturer.littleEndianBytes + [version, medium.rawValue]
    }

    /// The maker.
    public var manufacturerCode: ManufacturerCode { ManufacturerCode(rawValue: manufacturer) }

    /// The address as libmbus and pyMeterBus write it, `IIIIIIIIMMMMVVTT`: 16 digits, those of the
    /// manufacturer in the order of the wire.
    public var text: String {
        identification.digits + bytes[4...].map { Hex.text($0, digits: 2) }.joined()
    }
}
