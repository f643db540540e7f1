public import MBusProtocol
internal import MeterModels
internal import Metrology
internal import SimulatedTime

/// A meter as an M-Bus slave's data: its records are a view of the machine's state.
extension MeterDevice: MBusDevice {
    /// The address on its bus.
    public var primaryAddress: UInt8 { machine.station.address }

    /// Identification number, maker, version and medium.
    public var secondaryAddress: SecondaryAddress { machine.secondaryAddress }

    /// The serial number as eight digits.
    public var fabricationNumber: IdentificationNumber? { machine.fabricationNumber }

    /// What the slave may do.
    public var linkProfile: MBusSlaveProfile {
        machine.model.mBus?.linkProfile(baudRates: machine.model.serial.baudRates)
            ?? MBusSlaveProfile(answersTestAddress: false, acceptsSecondary: false)
    }

    /// Writes one telegram of a readout from the meter's state.
    public mutating func appendTelegram(
        _ index: Int,
        _ readout: MBusReadout,
        accessNumber: UInt8,
        into output: inout [UInt8]
    ) -> Bool {
        guard let map = machine.model.mBus else { return false }
        let header = TelegramHeader(
            address: machine.secondaryAddress,
            accessNumber: accessNumber,
            status: machine.applicationStatus
        )
        places.removeAll(keepingCapacity: true)
        let isWritten =
            readout.isSelective
            ? appendSelection(index, readout, map, header, into: &output)
            : appendTelegram(index, map, header, into: &output)
        if isWritten, notesPlaces { rework?(&output, places) }
        return isWritten
    }

    private mutating func appendTelegram(
        _ index: Int,
        _ map: MBusMap,
        _ header: TelegramHeader,
        into output: inout [UInt8]
    ) -> Bool {
        guard map.telegrams.indices.contains(index) else { return false }
        let telegram = map.telegrams[index]
        let start = output.count + 1 + TelegramHeader.length
        machine.append(telegram, header, at: now, into: &output)
        if notesPlaces {
            let first = map.telegrams[..<index].reduce(0) { $0 + $1.records.count }
            note(telegram.records.enumerated().map { (first + $0.offset, $0.element) }, at: start)
        }
        return true
    }

    /// The records that were asked for, in telegrams of their own.
    private mutating func appendSelection(
        _ index: Int,
        _ readout: MBusReadout,
        _ map: MBusMap,
        _ header: TelegramHeader,
        into output: inout [UInt8]
    ) -> Bool {
        let chosen = map.records.enumerated().map { ($0.offset, $0.element) }
            .filter { readout.includes($0.1.information, $0.1.value) }
        var records = chosen.map { _, record in
            var bytes: [UInt8] = []
            machine.append(record, at: now, into: &bytes)
            return bytes
        }
        if map.reportsErrors { records += unavailable(readout, map) }
        let writer = TelegramWriter(records: records)
        let start = output.count + 1 + TelegramHeader.length
        guard writer.append(index, header: header, into: &output) else { return false }
        if notesPlaces {
            let carried = writer.records(of: index).clamped(to: chosen.indices)
            note(Array(chosen[carried]), at: start)
        }
        return true
    }

    /// What was asked for in vain: records without data whose last VIFE says that there are none
    /// (15, a report of a record error).
    private func unavailable(_ readout: MBusReadout, _ map: MBusMap) -> [[UInt8]] {
        let vain = readout.selectors.filter { selector in
            !map.records.contains { selector.matches($0.information, $0.value) }
        }
        return vain.map(\.unavailable)
    }

    /// Notes where the data of records stand that follow each other.
    private mutating func note(_ records: [(Int, CompiledRecord)], at start: Int) {
        var end = start
        for (index, record) in records {
            end += record.length
            places.append(RecordPlace(index: index, data: end - record.width..<end))
        }
    }

    /// Whether one of the alarms is raised that it tells over the bus.
    public var hasAlarm: Bool { machine.alarmByte != 0 }

    /// Writes the alarm byte (CI 71).
    public mutating func appendAlarm(into output: inout [UInt8]) -> Bool {
        let alarms = machine.alarmByte
        guard alarms != 0 else { return false }
        output += [ControlInformation.alarm, alarms]
        return true
    }

    /// Notes what a master asks for; the bus carries it out when it is written down.
    public mutating func perform(_ command: MBusCommand) -> Bool {
        guard !refusesOrders, machine.accepts(command) else { return false }
        asked = command
        return true
    }
}
