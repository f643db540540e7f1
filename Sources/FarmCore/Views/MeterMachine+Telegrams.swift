internal import MBusProtocol
internal import MeterModels
internal import SimulatedTime

extension MeterMachine {
    /// The telegrams of a whole readout; empty for a meter without M-Bus.
    ///
    /// - Parameters:
    ///   - accessNumber: that of the first of them.
    ///   - faults: the armed faults of values, by the place of the record among all.
    func telegramViews(
        at instant: Instant,
        accessNumber: UInt8,
        faults: (Int) -> [String]
    ) -> [TelegramView] {
        guard let map = model.mBus else { return [] }
        var (views, first) = ([TelegramView](), 0)
        for (index, telegram) in map.telegrams.enumerated() {
            let header = TelegramHeader(
                address: secondaryAddress,
                accessNumber: accessNumber &+ UInt8(truncatingIfNeeded: index),
                status: applicationStatus
            )
            var bytes: [UInt8] = []
            append(telegram, header, at: instant, into: &bytes)
            views.append(
                TelegramView(
                    number: index + 1,
                    header: header,
                    records: telegram.records.enumerated().compactMap { place, record in
                        let about = map.descriptions[first + place]
                        return recordView(record, about, at: instant, faults(first + place))
                    },
                    manufacturerData: telegram.manufacturerData,
                    announcesMore: telegram.announcesMore,
                    bytes: bytes,
                    isAnswering: isAnswering
                )
            )
            first += telegram.records.count
        }
        return views
    }

    private func recordView(
        _ record: CompiledRecord,
        _ about: RecordDescription,
        at instant: Instant,
        _ faults: [String]
    ) -> RecordView? {
        var bytes: [UInt8] = []
        append(record, at: instant, into: &bytes)
        var rest = bytes[...]
        guard let read = try? DataRecord(decoding: &rest) else { return nil }
        return RecordView(
            description: about,
            content: record.source.content,
            bytes: bytes,
            selfDescription: read.name,
            value: record.decode(read, about),
            faults: faults
        )
    }
}
