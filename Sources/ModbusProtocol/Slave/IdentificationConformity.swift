/// How much of function 43/14 a device has (Modbus application protocol V1.1b3, section 6.21).
public enum IdentificationConformity: UInt8, CaseIterable, Sendable {
    /// Vendor, product and revision, as a stream.
    case basicStream = 0x01
    /// Objects 00 to 7F, as a stream.
    case regularStream = 0x02
    /// All objects, as a stream.
    case extendedStream = 0x03
    /// Vendor, product and revision, as a stream and one by one.
    case basic = 0x81
    /// Objects 00 to 7F, as a stream and one by one.
    case regular = 0x82
    /// All objects, as a stream and one by one.
    case extended = 0x83

    /// The highest level of stream access: 1, 2 or 3.
    var level: UInt8 { rawValue & 0x03 }

    /// True when single objects can be asked for.
    var hasIndividualAccess: Bool { rawValue & 0x80 != 0 }
}
