internal import Metrology

/// The block protocol of the Socomec load curve (systems-in-the-seeds.md A.10): a word written
/// to the command register moves a pointer, the block register shows the records there.
extension MeterMachine {
    /// Words of the header: record count, record size, period in minutes, unit code, numerator,
    /// denominator.
    private static let headerWords = 6
    /// Words of a record: seconds since 2000 (two), incomplete flag, mean power.
    private static let recordWords = 4

    /// Moves to the newest block (0001h) or to the next older one (FFFEh); other words rest.
    mutating func moveLoadCurve(_ word: UInt16) {
        changes &+= 1
        loadCurveCommand = word
        switch word {
        case 0x0001: loadCurvePointer = 0
        case 0xFFFE: loadCurvePointer += 1
        default: break
        }
    }

    /// Appends the block under the pointer, newest record first, zeros behind the last.
    ///
    /// The mean is the active power imported at the meter's inputs, W (unit code 0, factor 1/1).
    func appendLoadCurve(words: Int, into output: inout [UInt8]) {
        let demand = registers.demand
        let capacity = max(0, (words - Self.headerWords) / Self.recordWords)
        let records = demand?.records.reversed().dropFirst(loadCurvePointer * capacity)
            .prefix(capacity)
        var block: [UInt16] = [
            UInt16(truncatingIfNeeded: records?.count ?? 0), UInt16(Self.recordWords),
            UInt16(clamping: (demand?.period ?? 0) / 60), 0, 1, 1,
        ]
        for record in records.map(Array.init) ?? [] {
            let seconds = UInt32(truncatingIfNeeded: ownSeconds(atMilliseconds: record.end))
            block.append(UInt16(truncatingIfNeeded: seconds >> 16))
            block.append(UInt16(truncatingIfNeeded: seconds))
            block.append(record.isIncomplete ? 1 : 0)
            block.append(secondaryWatts(record.mean))
        }
        for place in 0..<words {
            let word = place < block.count ? block[place] : 0
            output.append(UInt8(word >> 8))
            output.append(UInt8(truncatingIfNeeded: word))
        }
    }

    private func secondaryWatts(_ milliwatts: Int64) -> UInt16 {
        let toSecondary = measurement.toSecondary.x * measurement.toSecondary.y
        let watts = Double(milliwatts) / 1000 * toSecondary
        return UInt16(min(max(watts, 0), 65_535))
    }
}
