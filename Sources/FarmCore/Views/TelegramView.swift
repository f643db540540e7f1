public import MBusProtocol
public import MeterModels

/// One telegram of a meter's readout on an M-Bus, as a master would get it next.
public struct TelegramView: Hashable, Sendable {
    /// Its number in the readout, from 1.
    public let number: Int
    /// Who sends, and how the device is.
    public let header: TelegramHeader
    /// The records, in their order.
    public let records: [RecordView]
    /// What stands behind DIF 0F or 1F; nil without one.
    public let manufacturerData: [UInt8]?
    /// Whether it says that another telegram follows.
    public let announcesMore: Bool
    /// From the CI field to the last byte before the checksum.
    public let bytes: [UInt8]
    /// Whether the meter answers on its ports.
    public let isAnswering: Bool
}

/// One record of a telegram.
public struct RecordView: Hashable, Sendable {
    /// What the model's table says: telegram, place, coding, unit, scale, evidence, note.
    public let description: RecordDescription
    /// What stands there.
    public let content: RegisterView.Content
    /// DIB, VIB and data on the wire.
    public let bytes: [UInt8]
    /// What the record says of itself: `energy tariff 1`.
    public let selfDescription: String
    /// What a master understands of it.
    public let value: DecodedValue
    /// The armed faults of values that change it.
    public let faults: [String]
}
