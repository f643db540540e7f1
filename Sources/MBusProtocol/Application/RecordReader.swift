/// Reads records until they end, as they stand in a readout and in data for a slave.
struct RecordReader {
    /// The records, without the fillers 2F between them.
    var records: [DataRecord] = []
    /// What stands behind DIF 0F or 1F; nil without one.
    var manufacturerData: [UInt8]?
    /// Whether DIF 1F said that more telegrams follow.
    var moreFollows = false
    /// Whether DIF 7F asked for all data.
    var asksForAll = false

    /// Reads all records.
    init(_ bytes: some Collection<UInt8>, highByteFirst: Bool = false) throws(TelegramError) {
        var rest = Array(bytes)[...]
        while let first = rest.first {
            switch first {
            case 0x2F: rest.removeFirst()
            case 0x7F:
                asksForAll = true
                rest.removeFirst()
            case 0x0F, 0x1F:
                moreFollows = first == 0x1F
                manufacturerData = Array(rest.dropFirst())
                return
            default:
                records.append(try DataRecord(decoding: &rest, highByteFirst: highByteFirst))
            }
        }
    }
}
