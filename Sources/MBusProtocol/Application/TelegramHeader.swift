/// The first twelve bytes of a readout (EN 13757-3, 5.3).
public struct TelegramHeader: Hashable, Sendable {
    /// The number of bytes on the wire.
    public static let length = 12

    /// Who sends.
    public var address: SecondaryAddress
    /// The number of the telegram, which goes up by one with each.
    public var accessNumber: UInt8
    /// How the device is.
    public var status: ApplicationStatus
    /// The signature or the configuration of an encryption; 0 without one.
    public var signature: UInt16

    /// Makes a header of its parts.
    public init(
        address: SecondaryAddress,
        accessNumber: UInt8,
        status: ApplicationStatus = ApplicationStatus(),
        signature: UInt16 = 0
    ) {
        self.address = address
        self.accessNumber = accessNumber
        self.status = status
        self.signature = signature
    }

    /// Makes a header of twelve bytes of the wire; nil for any other number of bytes.
    public init?(bytes: some Collection<UInt8>, highByteFirst: Bool = false) {
        let bytes = Array(bytes)
        guard bytes.count == Self.length,
            let address = SecondaryAddress(bytes: bytes[..<8], highByteFirst: highByteFirst)
        else { return nil }
        let signature = bytes[10...].number(highByteFirst: highByteFirst)
        self.init(
            address: address,
            accessNumber: bytes[8],
            status: ApplicationStatus(rawValue: bytes[9]),
            signature: UInt16(truncatingIfNeeded: signature)
        )
    }

    /// The twelve bytes on the wire, low bytes first.
    public var bytes: [UInt8] {
        address.bytes + [accessNumber, status.rawValue] + signature.littleEndianBytes
    }

    /// Appends the twelve bytes on the wire.
    public func append(to output: inout [UInt8]) { output.append(contentsOf: bytes) }
}
