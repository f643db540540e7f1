internal import MBusProtocol
internal import MeterModels
internal import Metrology
internal import SimulatedTime

/// What a meter shows on the M-Bus.
extension MeterMachine {
    /// Identification number, maker, version and medium.
    var secondaryAddress: SecondaryAddress {
        SecondaryAddress(
            identification: identification,
            manufacturer: model.mBus?.manufacturer ?? 0,
            version: model.mBus?.version ?? 0,
            medium: model.mBus?.medium ?? .electricity
        )
    }

    /// What is programmed as identification number; else the last eight digits of the serial
    /// number.
    var identification: IdentificationNumber {
        guard let index = model.settings.firstIndex(where: { $0.role == .line(.identification) }),
            let number = UInt32(exactly: settings[index])
        else { return fabricationNumber }
        return IdentificationNumber(number: number)
    }

    /// The last eight digits of the serial number.
    var fabricationNumber: IdentificationNumber {
        let number = SerialNumberPart.number.value(of: serialNumber) % 100_000_000
        return IdentificationNumber(number: UInt32(truncatingIfNeeded: number))
    }

    /// The status of the header: a temporary error while an alarm is raised.
    var applicationStatus: ApplicationStatus {
        var status = ApplicationStatus()
        status.hasTemporaryError = watch?.alarms.contains { $0.state.isRaised } ?? false
        return status
    }

    /// The alarms that are raised, as far as the model tells them over the bus.
    var alarmByte: UInt8 {
        guard let watch, let numbers = model.mBus?.alarms, !numbers.isEmpty else { return 0 }
        return numbers.enumerated().reduce(0) { byte, entry in
            let isRaised = watch.alarms[entry.element - 1].state.isRaised
            return isRaised ? byte | 1 << UInt8(entry.offset) : byte
        }
    }

    /// Appends CI, header and records of a telegram, and how it ends.
    func append(
        _ telegram: TelegramMap,
        _ header: TelegramHeader,
        at now: Instant,
        into output: inout [UInt8]
    ) {
        output.append(ControlInformation.variableData)
        header.append(to: &output)
        for record in telegram.records { append(record, at: now, into: &output) }
        if telegram.announcesMore || telegram.manufacturerData != nil {
            output.append(telegram.announcesMore ? 0x1F : 0x0F)
        }
        output += telegram.manufacturerData ?? []
    }

    /// Appends one record from the meter's state.
    func append(_ record: CompiledRecord, at now: Instant, into output: inout [UInt8]) {
        let coding = record.information.coding
        record.append(into: &output) { data in
            switch record.source {
            case .quantity(let quantity): record.append(value(of: quantity), into: &data)
            case .setting(let index):
                let code = model.settings[index].code(of: settings[index])
                DataField.append(record.scale.number(fromSetting: code), as: coding, into: &data)
            case .constant(let number): DataField.append(wrapping: number, as: coding, into: &data)
            case .data(let bytes): data += bytes
            case .fabricationNumber: append(fabricationNumber, coding, &data)
            case .identification: append(identification, coding, &data)
            case .address:
                DataField.append(wrapping: Int64(station.address), as: coding, into: &data)
            case .dateTime, .date: data += time(coding, at: now)
            case .unavailable: data += record.notAvailable
            }
        }
    }

    /// A number as its digits where the coding is decimal.
    private func append(
        _ number: IdentificationNumber,
        _ coding: DataCoding,
        _ output: inout [UInt8]
    ) {
        let plain = Int64(number.number ?? 0)
        DataField.append(wrapping: plain, as: coding, into: &output)
    }

    /// The meter's clock: type G in two bytes, F in four, I in six.
    private func time(_ coding: DataCoding, at now: Instant) -> [UInt8] {
        let date = ownTime(at: now).date
        func part(_ field: ClockField) -> Int { Int(clock(field, at: now)) }
        let time = MBusTime(
            year: date.year,
            month: date.month,
            day: date.day,
            hour: part(.hour),
            minute: part(.minute),
            second: part(.second)
        )
        switch coding.width {
        case 2: return time.typeG
        case 6: return time.typeI
        default: return time.typeF
        }
    }
}

/// What a master on the M-Bus may change.
extension MeterMachine {
    /// Whether the meter does what a master asks for.
    func accepts(_ command: MBusCommand) -> Bool {
        guard let map = model.mBus, let order = MBusOrder(command) else { return false }
        guard map.commands.contains(order) else { return false }
        switch command {
        case .setPrimaryAddress(let address):
            return model.serial.addresses.contains(Int(address))
        case .setSecondaryAddress(let other):
            return other.manufacturer == map.manufacturer && other.version == map.version
                && other.medium == map.medium && other.identification.number != nil
        case .setIdentification(let number): return number.number != nil
        case .setBaudRate(let rate): return model.serial.baudRates.contains(rate)
        default: return true
        }
    }

    /// Carries out everything that a frame from the journal asks for.
    mutating func carryOut(link frame: [UInt8], at instant: Instant) {
        guard let frame = LinkFrame(body: frame) else { return }
        for command in MBusSlave.commands(in: frame) { carryOut(command, at: instant) }
    }

    /// Carries out what a master asks for, if the meter does such a thing.
    mutating func carryOut(_ command: MBusCommand, at instant: Instant) {
        advance(to: instant)
        guard isAnswering, accepts(command) else { return }
        switch command {
        case .setPrimaryAddress(let address): setAddress(address, at: instant)
        case .setSecondaryAddress(let other): setIdentification(other.identification, at: instant)
        case .setIdentification(let number): setIdentification(number, at: instant)
        case .setBaudRate(let rate): setBaudRate(rate, at: instant)
        case .applicationReset(let subcode):
            let rule = model.mBus?.resets[subcode ?? 0]
            for command in rule?.commands(for: 0) ?? [] { perform(command, at: instant) }
        default: break
        }
    }

    private mutating func setAddress(_ address: UInt8, at instant: Instant) {
        programme(.address, Double(address), at: instant)
        guard station.address != address else { return }
        station.address = address
        noteStation()
    }

    private mutating func setIdentification(_ number: IdentificationNumber, at instant: Instant) {
        guard let plain = number.number else { return }
        programme(.identification, Double(plain), at: instant)
    }

    /// Listens at another speed from now on.
    mutating func setBaudRate(_ rate: Int, at instant: Instant) {
        programme(.baudRate, Double(rate), at: instant)
        guard station.baudRate != rate else { return }
        station.baudRate = rate
        noteStation()
    }

    /// Keeps the number in the setting with this role, where the model has one.
    private mutating func programme(_ role: LineSetting, _ value: Double, at instant: Instant) {
        guard let index = model.settings.firstIndex(where: { $0.role == .line(role) }) else {
            return
        }
        set(index, to: value, at: instant)
    }

    private mutating func noteStation() {
        changes &+= 1
        stationChanges &+= 1
    }
}

extension MBusOrder {
    /// What a command is; nil for those that no meter here has.
    fileprivate init?(_ command: MBusCommand) {
        switch command {
        case .setPrimaryAddress: self = .setAddress
        case .setSecondaryAddress, .setIdentification: self = .setIdentification
        case .setBaudRate: self = .setBaudRate
        case .applicationReset: self = .applicationReset
        case .synchronise, .write: return nil
        }
    }
}
