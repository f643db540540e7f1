/// The subcode of an application reset: what part of the device is asked for from now on
/// (EN 13757-3, application reset).
public struct ApplicationReset: RawRepresentable, Hashable, Sendable {
    /// The byte on the wire: the part in its high nibble, the number of a telegram in the low.
    public let rawValue: UInt8

    /// Makes a subcode of the byte on the wire.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// 00: everything.
    public static let all = ApplicationReset(rawValue: 0x00)
    /// 10: user data.
    public static let userData = ApplicationReset(rawValue: 0x10)
    /// 20: simple billing.
    public static let simpleBilling = ApplicationReset(rawValue: 0x20)
    /// 30: enhanced billing.
    public static let enhancedBilling = ApplicationReset(rawValue: 0x30)
    /// 40: billing with tariffs.
    public static let multiTariffBilling = ApplicationReset(rawValue: 0x40)
    /// 50: instantaneous values.
    public static let instantaneousValues = ApplicationReset(rawValue: 0x50)
    /// 60: load management.
    public static let loadManagement = ApplicationReset(rawValue: 0x60)
    /// 80: installation and set-up.
    public static let setup = ApplicationReset(rawValue: 0x80)
    /// 90: test.
    public static let test = ApplicationReset(rawValue: 0x90)

    /// The part of the device, with the low nibble 0.
    public var part: ApplicationReset { ApplicationReset(rawValue: rawValue & 0xF0) }

    /// The number of the telegram, 0 to 15.
    public var telegram: UInt8 { rawValue & 0x0F }
}
