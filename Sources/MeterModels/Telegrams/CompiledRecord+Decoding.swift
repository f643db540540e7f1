internal import Documents
public import MBusProtocol

extension CompiledRecord {
    /// What a master understands of the record's data, in the unit of its description.
    public func decode(_ record: DataRecord, _ about: RecordDescription) -> DecodedValue {
        // Zeros may as well be a value.
        let marksNothing = notAvailable.allSatisfy { $0 == 0 }
        if !marksNothing, record.data == notAvailable { return .notAvailable }
        switch source {
        case .quantity, .setting, .constant:
            // A real number is in the unit of the record, which is the description's as well.
            if information.coding == .real32, let number = record.number { return .number(number) }
            guard let integer = record.integer else { return .notAvailable }
            return .number(about.scale.value(of: integer))
        default: return record.decoded
        }
    }

    /// What it is called: its quantity where it shows one, else its name in the model.
    public func title(_ about: RecordDescription) -> String {
        switch source {
        case .constant, .data, .unavailable: about.name.isEmpty ? about.shows : about.name
        default: about.shows
        }
    }
}

extension DataRecord {
    /// What a master understands of its data that knows no model.
    public var decoded: DecodedValue {
        if let time { return .text(time.text(data.count)) }
        switch value.unit {
        case .manufacturer, .reserved: return .text(HexadecimalBytes.text(data))
        default: break
        }
        if let number { return .number(number) }
        return text.map { .text($0) } ?? .notAvailable
    }
}
