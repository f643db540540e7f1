internal import Metrology

/// What is known of energies as sums of accumulators.
extension EnergyBooks {
    /// What must be true of any meter, and what a dump says.
    ///
    /// - Parameters:
    ///   - guess: the accumulators as they will be, nearly.
    ///   - tariff: the one in force.
    func rows(_ knowledge: [EnergyKnowledge], _ guess: [Int64], tariff: Int) -> [BookRow] {
        var rows: [BookRow] = []
        for bin in bins {
            let bins = EnergyBins(rawValue: 1 << UInt16(bin))
            for lane in lanes where follows(lane) {
                let index = EnergyIndex(EnergyLanes(rawValue: 1 << UInt8(lane)), bins: bins)
                rows.append(row(index, low: 0, high: nil, rank: -1))
            }
            if coupling == .net, lanes == EnergyLanes.active.places {
                rows.append(phasesExceedWhole(bin))
            }
        }
        for (source, one) in knowledge.enumerated() {
            let (range, rank) = (one.range, one.rank(tariff, self))
            var row = row(one.index, low: range.low, high: range.high, rank: rank, source)
            // A sum that has begun again at zero is as true with the turns that it made.
            let turns = row.turns(of: one.period, guess) * one.period
            row.low += turns
            row.high = row.high.map { $0 + turns }
            rows.append(row)
        }
        return rows
    }

    private func row(
        _ index: EnergyIndex,
        low: Int128,
        high: Int128?,
        rank: Int,
        _ source: Int? = nil
    ) -> BookRow {
        let terms = (terms(index) ?? [:]).map { (cell: $0.key, factor: $0.value) }
        return BookRow(
            terms: terms.sorted { $0.cell < $1.cell },
            low: low,
            high: high,
            rank: rank,
            source: source
        )
    }

    /// What phases export or import against each other the whole does not see.
    private func phasesExceedWhole(_ bin: Int) -> BookRow {
        var terms: [(cell: Int, factor: Int)] = []
        for (channel, factor) in phases.map({ ($0, 1) }) + [(.total, -1)] {
            if let cell = cell(channel, bin, lanes[1]) { terms.append((cell, factor)) }
        }
        return BookRow(terms: terms, low: 0, high: nil, rank: 900, source: nil)
    }

    /// For each accumulator whether it is one of these lanes.
    func cells(of lanes: EnergyLanes) -> [Bool] {
        channels.flatMap { _ in
            bins.flatMap { _ in
                self.lanes.map { lanes.contains(EnergyLanes(rawValue: 1 << UInt8($0))) }
            }
        }
    }

    /// Goes on to accumulators that also show a difference as the dump has it: what is subtracted
    /// was cut to the step before, so that the difference says on which side of a step its two
    /// parts stand.
    func bringOut(
        _ one: EnergyKnowledge,
        step: Int128,
        _ solver: BookSolver,
        _ rows: inout [BookRow],
        _ cells: inout [Int64]
    ) {
        guard let shown = one.shown else { return }
        var (plus, minus) = (one.index, one.index)
        (plus.minus, minus.minus, minus.plus) = ([], [], one.index.minus)
        func shows(_ index: EnergyIndex) -> Int128 {
            row(index, low: 0, high: nil, rank: 0).sum(cells).flooredDivision(by: step) * step
        }
        let (here, there) = (shows(plus), shows(minus))
        if shown.contains(here - there) { return }
        for first in [here, here + step, here - step] where first >= 0 {
            let last = first + step - 1
            let more = [
                row(plus, low: first, high: last, rank: 0),
                row(
                    minus,
                    low: first - shown.upperBound,
                    high: last - shown.lowerBound,
                    rank: 0
                ),
            ]
            guard let found = solver.cells(rows + more, from: cells) else { continue }
            rows += more
            cells = found
            return
        }
    }
}

extension BookRow {
    /// How many turns of a register bring its range nearest to a guess.
    fileprivate func turns(of period: Int128, _ guess: [Int64]) -> Int128 {
        let distance = sum(guess) - low
        return (2 * distance + period).flooredDivision(by: 2 * period)
    }
}
