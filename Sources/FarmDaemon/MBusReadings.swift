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
        let value = compiled.decode(record, about)
        var decimals = 0
        if case .number = value, compiled.isNumber {
            decimals = compiled.information.coding == .real32 ? 3 : about.scale.decimals
        }
        return MeterPoller.Reading(
            quantity: compiled.title(about),
            value: value,
            unit: about.unit,
            decimals: decimals,
            evidence: about.evidence
        )
    }

    /// A record by what it says of itself.
    private static func plain(_ record: DataRecord) -> MeterPoller.Reading {
        MeterPoller.Reading(
            quantity: record.name,
            value: record.decoded,
            unit: record.time == nil ? record.value.plainText ?? record.value.unit.text : "",
            decimals: record.information.coding == .real32 ? 3 : max(-record.value.exponent, 0)
        )
    }
}

extension String {
    /// Whether it names another, itself or with a `*` at its end.
    func isWildcard(for name: String) -> Bool {
        hasSuffix("*") ? name.hasPrefix(dropLast()) : self == name
    }
}

extension CompiledRecord {
    /// Whether its data are a number in the unit of its description.
    fileprivate var isNumber: Bool {
        switch source {
        case .quantity, .setting, .constant: true
        default: false
        }
    }
}
