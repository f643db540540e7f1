/// A readout in records that was read: CI 72, or 76 with high bytes first (EN 13757-3, clause 6).
public struct Telegram: Hashable, Sendable {
    /// Who sends, and how the device is.
    public let header: TelegramHeader
    /// The records, without fillers.
    public let records: [DataRecord]
    /// What stands behind DIF 0F or 1F; nil without one.
    public let manufacturerData: [UInt8]?
    /// Whether another telegram follows (DIF 1F).
    public let moreFollows: Bool

    /// Reads what stands behind CI; nothing outside the header and the records is checked.
    ///
    /// - Parameters:
    ///   - data: Header and records.
    ///   - highByteFirst: Whether numbers come with their high byte first (CI 76).
    public init(
        parsing data: some Collection<UInt8>,
        highByteFirst: Bool = false
    ) throws(TelegramError) {
        let bytes = Array(data)
        guard
            let header = TelegramHeader(
                bytes: bytes.prefix(TelegramHeader.length),
                highByteFirst: highByteFirst
            )
        else { throw .prematureEnd }
        let reader = try RecordReader(
            bytes.dropFirst(TelegramHeader.length),
            highByteFirst: highByteFirst
        )
        self.header = header
        records = reader.records
        manufacturerData = reader.manufacturerData
        moreFollows = reader.moreFollows
    }

    /// Reads the readout in a frame.
    public init(_ frame: LinkFrame) throws(TelegramError) {
        guard case .long(_, _, let ci, let data) = frame else { throw .noData }
        switch ci {
        case ControlInformation.variableData: try self.init(parsing: data)
        case ControlInformation.variableDataHighByteFirst:
            try self.init(parsing: data, highByteFirst: true)
        default: throw .wrongControlInformation(ci)
        }
    }
}
