internal import Documents
public import MBusProtocol
public import MeterModels

/// What a master reads over M-Bus as readings, with a model's names or by what the records say of
/// themselves.
public struct MBusReadings {
    private let map: MBusMap?
    private let quantities: [String]

    /// Readings through a model.
    ///
    /// - Parameter quantities: names; a name may end in `*`; empty for all.
    /// - Throws: ``PollerError`` for a model without M-Bus or a quantity that it does not have.
    public init(_ model: MeterModel, quantities: [String]) throws(PollerError) {
        guard let map = model.mBus else { throw .hasNoMBus(model.name) }
        let names = zip(map.records, map.descriptions).map { $0.title($1) }
        for wanted in quantities where !names.contains(where: { wanted.isWildcard(for: $0) }) {
            throw .unknownQuantity(wanted, names)
        }
        self.map = map
        self.quantities = quantities
    }

    /// Readings of any meter.
    public init() {
        map = nil
        quantities = []
    }

    /// The readings of a readout: who answers, how it is, and its records.
    public func readings(_ telegrams: [Telegram]) -> [MeterPoller.Reading] {
        let head = quantities.isEmpty ? telegrams.first.map { Self.head($0.header) } ?? [] : []
        var known: [Key: [(CompiledRecord, RecordDescription)]] = [:]
        if let map {
            for pair in zip(map.records, map.descriptions) {
                known[Key(pair.0.information, pair.0.value), default: []].append(pair)
            }
        }
        let values = telegrams.flatMap(\.records).compactMap { record in
            let key = Key(record.information, record.value)
            guard let place = known[key]?.first else { return Self.plain(record) }
            // Records alike are told apart by their order.
            known[key]?.removeFirst()
            return Self.reading(record, place.0, place.1)
        }
        guard !quantities.isEmpty else { return head + values }
        return values.filter { reading in
            quantities.contains { $0.isWildcard(for: reading.quantity) }
        }
    }

    /// What tells records from each other.
    private struct Key: Hashable {
        let information: [UInt8]
        let value: [UInt8]

        init(_ information: DataInformation, _ value: ValueInformation) {
            self.information = information.bytes
            self.value = value.bytes
        }
    }

    private static func head(_ header: TelegramHeader) -> [MeterPoller.Reading] {
        let address = header.address
        let rows: [(String, String)] = [
            ("identification number", address.identification.digits),
            ("manufacturer", address.manufacturerCode.text),
            ("version", "\(address.version)"), ("medium", address.medium.name),
            ("access number", "\(header.accessNumber)"), ("status", header.status.text),
        ]
        return rows.map { name, text in
            MeterPoller.Reading(quantity: name, value: .text(text))
        }
    }

    /// A record that the model describes.
    private static func reading(
        _ record: DataRecord,
        _ compiled: CompiledRecord,
        _ about: RecordDescription
    ) -> MeterPoller.Reading {
        func reading(_ value: DecodedValue, decimals: Int = 0) -> MeterPoller.Reading {
            MeterPoller.Reading(
                quantity: compiled.title(about),
                value: value,
                unit: about.unit,
                decimals: decimals,
                evidence: about.evidence
            )
        }
        // Zeros may as well be a value.
        let marksNothing = compiled.notAvailable.allSatisfy { $0 == 0 }
        if !marksNothing, record.data == compiled.notAvailable { return reading(.notAvailable) }
        switch compiled.source {
        case .quantity, .setting, .constant:
            // A real number is in the unit of the record, which is the description's as well.
            if compiled.information.coding == .real32, let number = record.number {
                return reading(.number(number), decimals: 3)
            }
            guard let integer = record.integer else { return reading(.notAvailable) }
            return reading(
                .number(about.scale.value(of: integer)),
                decimals: about.scale.decimals
            )
        default: return reading(Self.value(record))
        }
    }

    /// A record by what it says of itself.
    private static func plain(_ record: DataRecord) -> MeterPoller.Reading {
        MeterPoller.Reading(
            quantity: record.name,
            value: value(record),
            unit: record.time == nil ? record.value.plainText ?? record.value.unit.text : "",
            decimals: record.information.coding == .real32 ? 3 : max(-record.value.exponent, 0)
        )
    }

    private static func value(_ record: DataRecord) -> DecodedValue {
        if let time = record.time { return .text(time.text(record.data.count)) }
        switch record.value.unit {
        case .manufacturer, .reserved:
            return .text(HexadecimalBytes.text(record.data))
        default: break
        }
        if let number = record.number { return .number(number) }
        return record.text.map { .text($0) } ?? .notAvailable
    }
}

extension String {
    /// Whether it names another, itself or with a `*` at its end.
    func isWildcard(for name: String) -> Bool {
        hasSuffix("*") ? name.hasPrefix(dropLast()) : self == name
    }
}

extension CompiledRecord {
    /// What it is called: its quantity where it shows one, else its name in the model.
    fileprivate func title(_ about: RecordDescription) -> String {
        switch source {
        case .constant, .data, .unavailable: about.name.isEmpty ? about.shows : about.name
        default: about.shows
        }
    }
}
