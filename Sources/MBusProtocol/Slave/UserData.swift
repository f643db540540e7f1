/// What a SND_UD asks for, taken apart.
struct UserData {
    /// What is to be kept or done, in the order of the frame.
    var commands: [MBusCommand] = []
    /// The records that the next readout shall have; nil when the frame does not say.
    var selectors: [RecordSelector]?
    /// What is wrong with the frame; nil when nothing is.
    var error: ApplicationError?

    /// Takes apart a CI field and what stands behind it.
    init(ci: UInt8, data: [UInt8]) {
        switch ci {
        case ControlInformation.applicationReset: commands = [.applicationReset(data.first)]
        case ControlInformation.synchronise: commands = [.synchronise]
        case ControlInformation.sendData: takeRecords(data, highByteFirst: false)
        case ControlInformation.sendDataHighByteFirst: takeRecords(data, highByteFirst: true)
        default:
            if let change = BaudRateSwitch(controlInformation: ci) {
                commands = [.setBaudRate(change.baudRate)]
            } else {
                error = .unimplementedControlInformation
            }
        }
    }

    private mutating func takeRecords(_ data: [UInt8], highByteFirst: Bool) {
        do throws(TelegramError) {
            let reader = try RecordReader(data, highByteFirst: highByteFirst)
            if reader.asksForAll { selectors = [] }
            var written: [DataRecord] = []
            for record in reader.records { take(record, into: &written) }
            if !written.isEmpty { commands.append(.write(written)) }
        } catch {
            self = UserData(error: error.applicationError)
        }
    }

    private init(error: ApplicationError) { self.error = error }

    private mutating func take(_ record: DataRecord, into written: inout [DataRecord]) {
        if let selector = RecordSelector(record) {
            selectors = (selectors ?? []) + [selector]
            return
        }
        switch (record.information.bytes, record.value.bytes) {
        case ([0x01], [0x7A]):
            guard let address = record.data.first, address <= 250 else { return }
            commands.append(.setPrimaryAddress(address))
        case ([0x07], [0x79]):
            guard let address = SecondaryAddress(bytes: record.data) else { return }
            commands.append(.setSecondaryAddress(address))
        case ([0x0C], [0x79]):
            let number = UInt32(truncatingIfNeeded: record.data.number())
            commands.append(.setIdentification(IdentificationNumber(packed: number)))
        default: written.append(record)
        }
    }
}
