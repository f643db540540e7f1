internal import MBusProtocol
internal import MeterModels

/// The data of one record as the meter sends them, and what faults make of them.
struct FaultyRecord {
    private let record: CompiledRecord
    private let scale: DecimalScale
    private let data: ArraySlice<UInt8>

    /// - Parameter scale: what one step is worth in the record's unit.
    init(_ record: CompiledRecord, scale: DecimalScale, _ data: ArraySlice<UInt8>) {
        (self.record, self.scale, self.data) = (record, scale, data)
    }

    private var coding: DataCoding { record.information.coding }

    /// The data that the record shows in place of its own; nil when they stay as they are.
    ///
    /// - Parameter old: the data that a fault remembers, the first byte in the highest place.
    func showing(_ value: FaultyValue, remembered old: UInt64?) -> [UInt8]? {
        switch value {
        case .frozen: old.map(recalled)
        case .torn: old.flatMap { torn(recalled($0)) }
        case .zero: written(0 as Int64)
        case .notAvailable: record.notAvailable
        case .wordsSwapped: Array(data.reversed())
        case .maximum: greatest
        case .nan: coding == .real32 ? written(Double.nan) : nil
        case .stuck(let number):
            written(number * Double(scale.denominator) / Double(scale.numerator))
        case .stepBack: steppedBack
        case .scale(let factor): number.flatMap { written($0 * factor) }
        }
    }

    private func written(_ number: Double) -> [UInt8] {
        var output: [UInt8] = []
        DataField.append(number, as: coding, into: &output)
        return output
    }

    private func written(_ count: Int64) -> [UInt8] {
        var output: [UInt8] = []
        DataField.append(saturating: count, as: coding, into: &output)
        return output
    }

    private func recalled(_ old: UInt64) -> [UInt8] {
        data.indices.map { index in
            UInt8(truncatingIfNeeded: old >> UInt64(8 * (data.endIndex - 1 - index)))
        }
    }

    /// The old data with the two low bytes of now.
    private func torn(_ old: [UInt8]) -> [UInt8]? {
        guard data.count > 2 else { return nil }
        return Array(data.prefix(2)) + Array(old.dropFirst(2))
    }

    private var greatest: [UInt8] {
        coding == .real32
            ? written(Double(Float.greatestFiniteMagnitude))
            : written(DataField.bounds(of: coding).upperBound)
    }

    /// What cannot be measured has no counts, where the model has a code for that.
    private var isMissing: Bool {
        record.notAvailable.elementsEqual(data) && record.notAvailable.contains { $0 != 0 }
    }

    private var number: Double? {
        guard !isMissing else { return nil }
        if coding == .real32 { return DataField.real(data) }
        return DataField.integer(data, as: coding).map { Double($0) }
    }

    private var steppedBack: [UInt8]? {
        guard !isMissing else { return nil }
        if coding == .real32 {
            guard let number = DataField.real(data), number != 0 else { return nil }
            return written(Double(Float(number).nextDown))
        }
        guard let count = DataField.integer(data, as: coding) else { return nil }
        // A counter has nothing below zero.
        let least = record.flags.contains(.counter) ? 0 : DataField.bounds(of: coding).lowerBound
        return count > least ? written(count - 1) : nil
    }
}
