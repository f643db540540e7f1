/// What a master asks for in a selective readout: records with DIF 08 (EN 13757-3, 6.3; "The
/// M-Bus: A Documentation", 6.4.3).
///
/// *Wildcards.* Behind at least one DIFE, a storage number of ones only stands for all; then so
/// do a tariff and a subunit of ones only. With two or more DIFEs they do so by themselves. The
/// VIF 7E or FE stands for every VIF. A selector with all these wildcards, as `C8 FF 7F 7E`, also
/// selects every function.
public struct RecordSelector: Hashable, Sendable {
    /// Which storage number, tariff, subunit and function are meant.
    public let information: DataInformation
    /// Which value is meant.
    public let value: ValueInformation

    /// Makes a selector of a record that has no data; nil unless its DIF is a selection.
    public init?(_ record: DataRecord) {
        guard record.information.coding == .selection else { return nil }
        information = record.information
        value = record.value
    }

    /// Makes a selector of its bytes, as `08 13`; nil unless they are one.
    public init?(_ bytes: some Sequence<UInt8>) {
        var rest = Array(bytes)[...]
        guard let record = try? DataRecord(decoding: &rest), rest.isEmpty else { return nil }
        self.init(record)
    }

    /// Whether everything is asked for.
    public var selectsAll: Bool {
        anyStorage && anyTariff && anySubunit && anyValue && value.bytes.count == 1
    }

    /// What a device answers that has no such record: one without data, whose last VIFE 15 says
    /// that none are available ("The M-Bus: A Documentation", 6.6, record errors).
    public var unavailable: [UInt8] {
        var bytes = information.bytes + value.bytes
        // The low nibble 0 of DIF: no data.
        bytes[0] &= 0xF0
        bytes[bytes.count - 1] |= 0x80
        return bytes + [0x15]
    }

    /// Whether a record of the readout is asked for.
    public func matches(_ record: DataInformation, _ candidate: ValueInformation) -> Bool {
        if selectsAll { return true }
        guard record.function == information.function,
            anyStorage || record.storage == information.storage,
            anyTariff || record.tariff == information.tariff,
            anySubunit || record.subunit == information.subunit
        else { return false }
        return matches(candidate)
    }

    /// Whether a record of the readout is asked for.
    public func matches(_ record: DataRecord) -> Bool {
        matches(record.information, record.value)
    }

    private func matches(_ candidate: ValueInformation) -> Bool {
        guard anyValue else { return candidate.bytes == value.bytes }
        let extensions = value.bytes.dropFirst()
        return extensions.isEmpty || candidate.bytes.dropFirst().elementsEqual(extensions)
    }

    private var extensions: Int { information.bytes.count - 1 }

    private var anyStorage: Bool {
        extensions > 0 && information.storage == 1 << UInt64(4 * extensions + 1) - 1
    }

    private var anyTariff: Bool {
        isWide && information.tariff == 1 << UInt32(2 * extensions) - 1
    }

    private var anySubunit: Bool {
        isWide && information.subunit == 1 << UInt16(extensions) - 1
    }

    /// Whether ones in tariff and subunit are wildcards and not numbers.
    private var isWide: Bool { extensions > 1 || anyStorage }

    private var anyValue: Bool { (value.bytes.first ?? 0) & 0x7F == 0x7E }
}
