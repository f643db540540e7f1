internal import MeterModels
internal import Metrology

/// The energies: what registers say of them is brought together, and the accumulators are set so
/// that all of it is true and the books agree.
extension DumpImporter {
    /// Sets the energies.
    mutating func takeEnergies() {
        let (knowledge, places) = knowledge()
        let groups: [EnergyBins] = [EnergyBins.total.union(.tariffs), .allPartials]
        for group in groups {
            for lanes in [EnergyLanes.active, .reactive, .apparent] {
                let books = EnergyBooks(lanes, group, machine.design, machine.network)
                let known = knowledge.indices.filter { books.terms(knowledge[$0].index) != nil }
                guard !known.isEmpty else { continue }
                let leftOut = settle(books, known.map { knowledge[$0] })
                for place in leftOut {
                    let one = knowledge[known[place]]
                    refuse(places[known[place]], disagreement(one, books))
                }
            }
        }
    }

    /// What the dump says of each index, and the readings that say it.
    private mutating func knowledge() -> ([EnergyKnowledge], [[Int]]) {
        let (step, rollover) = (machine.design.energyStep, machine.design.energyRollover)
        let overflows = overflows()
        let mode = machine.combinedEnergyMode
        var (knowledge, places): ([EnergyKnowledge], [[Int]]) = ([], [])
        for (index, indexes) in quantities({ $0.energyIndex(mode) }) {
            guard machine.network.measures.has(index.channel) else {
                let type = machine.network.rawValue
                refuse(indexes, "with the network type \(type) phases have no energies")
                continue
            }
            let isNet = index.minus != []
            let found = value(
                indexes,
                step: step,
                limit: isNet ? nil : rollover,
                isSigned: isNet
            )
            guard var range = found else { continue }
            let wide = Int128(step)
            let least = range.low.ceiledDivision(by: wide) * wide
            let shown = least...max(least, range.high.flooredDivision(by: wide) * wide)
            if isNet {
                // Both of its parts are cut before they are subtracted.
                range.low -= Int128(step - 1)
                range.high += Int128(step - 1)
            } else if let passed = overflows[index] {
                range = range.raised(into: passed, rollover: rollover)
            }
            guard isNet || range.low < Int128(machine.registers.energies.modulus) else {
                refuse(indexes, "is more than the model counts")
                continue
            }
            let period = range.period ?? Int128(max(rollover, 1))
            knowledge.append(
                EnergyKnowledge(
                    index: index,
                    range: range,
                    period: period,
                    shown: isNet ? shown : nil
                )
            )
            places.append(indexes)
        }
        return (knowledge, places)
    }

    /// Between which energies the overflow counters say that indexes stand.
    private mutating func overflows() -> [EnergyIndex: ValueRange] {
        let found = quantities { quantity -> EnergyIndex? in
            guard case .energyOverflows(let index) = quantity else { return nil }
            return index
        }
        guard let limit = machine.design.overflowValue, limit > 0 else { return [:] }
        var overflows: [EnergyIndex: ValueRange] = [:]
        for (index, indexes) in found {
            guard let count = value(indexes) else { continue }
            let low = count.best * Int128(limit)
            let high = low + Int128(limit) - 1
            guard low < Int128(machine.registers.energies.modulus) else {
                refuse(indexes, "is more than the model counts")
                continue
            }
            overflows[index] = ValueRange(low: low, high: high, best: low)
        }
        return overflows
    }

    /// Sets the accumulators of one kind of energy.
    ///
    /// - Returns: the places of what is known that cannot be true together with the rest.
    private mutating func settle(
        _ books: EnergyBooks,
        _ knowledge: [EnergyKnowledge]
    ) -> [Int] {
        let (leftOut, guess) = machine.settle(books, knowledge)
        remark(guess, books)
        return leftOut
    }

    private func disagreement(_ one: EnergyKnowledge, _ books: EnergyBooks) -> String {
        if one.index.channel != .total {
            return "does not add up with the whole and the other phases, which are taken"
        }
        if let bin = one.bin, books.sumBin != nil, bin != books.sumBin {
            return "total and tariffs differ by more than their steps; the total is taken, and the "
                + "tariff takes the difference"
        }
        return "does not add up with its parts, which are taken"
    }

    /// Says what was assumed.
    private mutating func remark(_ guess: EnergyGuess, _ books: EnergyBooks) {
        let what =
            switch books.lanes.count {
            case 4: "reactive energies"
            default: books.lanes[0] == 0 ? "active energies" : "apparent energies"
            }
        let kind = books.bins.contains(where: { $0 > 4 }) ? "partial \(what)" : what
        if guess.hasNoTariffs {
            notes.append(
                "\(kind): no tariffs in the dump; all stands in tariff "
                    + "\(machine.registers.tariff), which is in force"
            )
        }
        for bin in guess.completed.sorted() {
            notes.append(
                "\(kind): tariff \(bin) is not in the dump; it has what the others leave of the "
                    + "total"
            )
        }
        if guess.hasNoPhases {
            notes.append("\(kind): no phases in the dump; spread evenly over them")
        }
    }
}

extension EnergyKnowledge {
    /// Whether it is of the whole, not of a phase.
    var isWhole: Bool { index.channel == .total }
}

extension ValueRange {
    /// The value that a register of it shows and that lies where an overflow counter says.
    fileprivate func raised(into passed: ValueRange, rollover: Int64) -> ValueRange {
        let rollover = Int128(rollover)
        let first = passed.low.flooredDivision(by: rollover) * rollover
        for base in [first, first + rollover] {
            var turned = self
            turned.low += base
            turned.high += base
            turned.best += base
            if let common = passed.common(with: turned) {
                return ValueRange(
                    low: common.low,
                    high: common.high,
                    best: turned.width < passed.width ? common.best : common.low,
                    period: nil
                )
            }
        }
        return self
    }
}

extension Quantity {
    /// The index that an energy shows, with the setting of what is combined.
    fileprivate func energyIndex(_ mode: CombinedEnergy) -> EnergyIndex? {
        switch self {
        case .energy(let index): return index
        case .combinedEnergy(let isReactive):
            let plus: EnergyLanes = isReactive ? .reactiveImport : .activeImport
            let minus: EnergyLanes = isReactive ? .reactiveExport : .activeExport
            return switch mode {
            case .imported: EnergyIndex(plus)
            case .sum: EnergyIndex(plus.union(minus))
            case .difference: EnergyIndex(plus, minus: minus)
            }
        default: return nil
        }
    }
}

extension MeterMachine {
    /// What the combined energies are.
    fileprivate var combinedEnergyMode: CombinedEnergy {
        setting(.combinedEnergy).flatMap { CombinedEnergy(rawValue: Int($0)) } ?? .sum
    }
}
