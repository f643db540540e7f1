internal import MeterModels
internal import Metrology

extension MeterMachine {
    /// Presets energy indexes, as in a replacement meter: all that hangs together with them
    /// follows, so that the books agree.
    ///
    /// A total without its tariffs stands in the tariff in force, tariffs without their total make
    /// it up, and a whole without its phases is spread over them. Of indexes that contradict each
    /// other the whole and the total are taken.
    mutating func preset(_ presets: [MeterProgramme.Preset]) {
        guard !presets.isEmpty else { return }
        let period = Int128(max(design.energyRollover, 1))
        for group in [EnergyBins.total.union(.tariffs), .allPartials] {
            for lanes in [EnergyLanes.active, .reactive, .apparent] {
                let books = EnergyBooks(lanes, group, design, network)
                let knowledge = presets.filter { books.terms($0.index) != nil }.map { preset in
                    let value = Int128(preset.millijoules)
                    let range = ValueRange(low: value, high: value, best: value)
                    return EnergyKnowledge(index: preset.index, range: range, period: period)
                }
                if !knowledge.isEmpty { _ = settle(books, knowledge) }
            }
        }
    }

    /// Sets the accumulators of one kind of energy so that all that is known is true and the books
    /// agree.
    ///
    /// - Returns: the places of what cannot be true together with the rest, and what was assumed.
    mutating func settle(
        _ books: EnergyBooks,
        _ knowledge: [EnergyKnowledge]
    ) -> (leftOut: [Int], guess: EnergyGuess) {
        let before = accumulators(books)
        let guess = EnergyGuess(books, knowledge, from: before, tariff: registers.tariff)
        var rows = books.rows(knowledge, guess.cells, tariff: registers.tariff)
        let solver = BookSolver(isMovable: books.cells(of: guess.touched))
        var (cells, leftOut) = solver.solve(rows, from: guess.cells)
        if leftOut.contains(where: { rows[$0].rank < 0 }) {
            // No books are possible with these phases: without them there always are some.
            let (whole, phases) = knowledge.indices.partitioned { knowledge[$0].isWhole }
            let rest = settle(books, whole.map { knowledge[$0] })
            return (phases + rest.leftOut.map { whole[$0] }, rest.guess)
        }
        let sources = leftOut.compactMap { rows[$0].source }
        if leftOut.isEmpty {
            for one in knowledge where one.shown != nil {
                let step = Int128(design.energyStep)
                books.bringOut(one, step: step, solver, &rows, &cells)
            }
        }
        preset(books, guess.touched, to: cells)
        return (sources, guess)
    }

    /// The accumulators of one kind of energy, in the order of its books.
    fileprivate func accumulators(_ books: EnergyBooks) -> [Int64] {
        books.channels.flatMap { channel in
            books.bins.flatMap { bin in
                let cell = registers.energies.lanes(channel, bin: bin) ?? SIMD8()
                return books.lanes.map { cell[$0] }
            }
        }
    }

    /// Sets the accumulators of some lanes, with all that follows from them.
    fileprivate mutating func preset(
        _ books: EnergyBooks,
        _ touched: EnergyLanes,
        to cells: [Int64]
    ) {
        let modulus = Int128(registers.energies.modulus)
        for channel in books.channels {
            var total = SIMD8<Int64>()
            for bin in books.bins {
                var energies = SIMD8<Int64>()
                for lane in books.lanes {
                    let set = EnergyLanes(rawValue: 1 << UInt8(lane))
                    let bins = EnergyBins(rawValue: 1 << UInt16(bin))
                    let terms = books.terms(EnergyIndex(set, channel: channel, bins: bins)) ?? [:]
                    let sum = terms.reduce(Int128(0)) {
                        $0 + Int128($1.value) * Int128(cells[$1.key])
                    }
                    energies[lane] = Int64(clamping: max(sum, 0) % modulus)
                    total[lane] = Int64(clamping: (Int128(total[lane]) + max(sum, 0)) % modulus)
                }
                registers.preset(channel, bin: bin, touched, to: energies)
            }
            if let bin = books.sumBin { registers.preset(channel, bin: bin, touched, to: total) }
        }
    }
}

extension Range<Int> {
    /// The numbers of which something holds, and the others.
    fileprivate func partitioned(_ condition: (Int) -> Bool) -> ([Int], [Int]) {
        (filter(condition), filter { !condition($0) })
    }
}
