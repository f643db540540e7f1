/// What a sum of accumulators is known to be.
struct BookRow {
    /// The accumulators with what they count.
    let terms: [(cell: Int, factor: Int)]
    /// The least that it may be.
    var low: Int128
    /// The greatest; nil for any.
    var high: Int128?
    /// The lower, the more it counts where not all can be true.
    let rank: Int
    /// Who says so; nil for what must be so.
    let source: Int?

    /// The sum.
    func sum(_ cells: [Int64]) -> Int128 {
        terms.reduce(0) { $0 + Int128($1.factor) * Int128(cells[$1.cell]) }
    }

    /// Whether it is so.
    func holds(_ cells: [Int64]) -> Bool { lack(cells) == 0 }

    /// What must be added to the sum to make it so; negative for what must be taken away.
    func lack(_ cells: [Int64]) -> Int128 {
        let sum = sum(cells)
        if sum < low { return low - sum }
        if let high, sum > high { return high - sum }
        return 0
    }
}

/// Finds accumulators of which everything that is known of their sums is true.
///
/// Registers are cut to their steps; only together do they tell what lies between. The search
/// begins at a guess and goes to the nearest point where a sum is right, sum after sum
/// (Agmon 1954, Motzkin and Schoenberg 1954), in numbers relative to whole ones, so that nothing
/// is lost however great the energies are.
struct BookSolver {
    /// Whether an accumulator may be changed.
    let isMovable: [Bool]
    /// How often all sums are looked at before the search is given up.
    private static let sweeps = 400
    /// After how many of them whole numbers are tried.
    private static let stride = 8
    /// After how many of them the corrections must have become smaller.
    private static let patience = 40
    /// To which share of what they were.
    private static let progress = 0.95
    /// How far inside its range a sum is brought: the less room the ranges leave, the less.
    private static let margins = [0.25, 0.05, 0.005, 0.0]
    /// The same where many searches are needed.
    private static let fewMargins = [0.05, 0.0]

    /// Accumulators for which all rows hold, or as many as can be, the first ranks first.
    ///
    /// - Returns: the accumulators, and the places of the rows that had to be left out.
    func solve(_ rows: [BookRow], from guess: [Int64]) -> (cells: [Int64], leftOut: [Int]) {
        if let cells = cells(rows, from: guess) { return (cells, []) }
        var (cells, accepted, leftOut) = (guess, [BookRow](), [Int]())
        for (place, row) in rows.enumerated().sorted(by: { $0.element.rank < $1.element.rank }) {
            if row.holds(cells) {
                accepted.append(row)
            } else if let found = self.cells(accepted + [row], from: cells, Self.fewMargins) {
                cells = found
                accepted.append(row)
            } else {
                leftOut.append(place)
            }
        }
        return (cells, leftOut)
    }

    /// Accumulators for which all rows hold; nil when the search finds none.
    func cells(
        _ rows: [BookRow],
        from guess: [Int64],
        _ margins: [Double] = Self.margins
    ) -> [Int64]? {
        if rows.allSatisfy({ $0.holds(guess) }) { return guess }
        for margin in margins {
            var search = BookSearch(rows, from: guess, margin: margin, isMovable)
            var unrest = Double.infinity
            for sweep in 1...Self.sweeps {
                let correction = search.sweep()
                if sweep % Self.stride == 0, search.makeWhole() { return search.cells }
                guard sweep % Self.patience == 0 else { continue }
                // What goes round in circles has no end.
                if correction > Self.progress * unrest { break }
                unrest = correction
            }
        }
        return nil
    }
}

/// One search with one margin.
private struct BookSearch {
    /// Whole accumulators; the search goes on from them by ``offsets``.
    private(set) var cells: [Int64]
    private var offsets: [Double]
    private let rows: [BookRow]
    private var lows: [Double] = []
    private var highs: [Double] = []
    private let margin: Double
    private let isMovable: [Bool]
    private let sizes: [Double]

    init(_ rows: [BookRow], from guess: [Int64], margin: Double, _ isMovable: [Bool]) {
        self.rows = rows
        self.margin = margin
        self.isMovable = isMovable
        cells = guess
        offsets = guess.map { _ in 0 }
        sizes = rows.map { row in
            row.terms.reduce(0) { $0 + (isMovable[$1.cell] ? Double($1.factor * $1.factor) : 0) }
        }
        measure()
    }

    /// Takes the ranges of the sums relative to the whole accumulators.
    private mutating func measure() {
        lows.removeAll(keepingCapacity: true)
        highs.removeAll(keepingCapacity: true)
        for row in rows {
            let sum = row.sum(cells)
            let low = Double(row.low - sum)
            guard let high = row.high else {
                lows.append(low)
                highs.append(.infinity)
                continue
            }
            let inner = Double(high - row.low) * margin
            lows.append(low + inner)
            highs.append(Double(high - sum) - inner)
        }
    }

    /// Brings each sum to the nearest point of its range; the greatest correction that took.
    mutating func sweep() -> Double {
        var greatest = 0.0
        for (place, row) in rows.enumerated() where sizes[place] > 0 {
            let sum = row.terms.reduce(0) { $0 + Double($1.factor) * offsets[$1.cell] }
            let wanted = min(max(sum, lows[place]), highs[place])
            guard wanted != sum else { continue }
            greatest = max(greatest, (wanted - sum).magnitude)
            let share = (wanted - sum) / sizes[place]
            for (cell, factor) in row.terms where isMovable[cell] {
                offsets[cell] += share * Double(factor)
                let least = -Double(cells[cell])
                if offsets[cell] < least { offsets[cell] = least }
            }
        }
        return greatest
    }

    /// Goes to the nearest whole accumulators; whether all rows hold there.
    mutating func makeWhole() -> Bool {
        for cell in cells.indices where offsets[cell] != 0 {
            let whole = min(max(offsets[cell].rounded(), -0x1p61), 0x1p61)
            let moved = max(Int128(cells[cell]) + Int128(whole), 0)
            cells[cell] = Int64(clamping: moved)
            offsets[cell] -= whole
        }
        measure()
        return repair()
    }

    /// Gives what rounding has taken from a sum back to one of its accumulators; whether all rows
    /// hold then.
    ///
    /// Sums that are known to the last millijoule need it.
    private mutating func repair() -> Bool {
        var whole = cells
        for row in rows {
            let lack = row.lack(whole)
            guard lack != 0 else { continue }
            guard lack.magnitude <= Self.mostToRepair, let better = repaired(row, lack, whole)
            else { return false }
            whole = better
        }
        guard rows.allSatisfy({ $0.holds(whole) }) else { return false }
        cells = whole
        return true
    }

    /// The accumulators with one of a row's changed, so that it and every row that held holds.
    private func repaired(_ row: BookRow, _ lack: Int128, _ whole: [Int64]) -> [Int64]? {
        for (cell, factor) in row.terms where isMovable[cell] && abs(factor) == 1 {
            let value = Int128(whole[cell]) + lack * Int128(factor)
            guard value >= 0 else { continue }
            var better = whole
            better[cell] = Int64(clamping: value)
            let isBetter = rows.allSatisfy { other in
                other.terms.allSatisfy { $0.cell != cell } || other.holds(better)
                    || !other.holds(whole)
            }
            if isBetter { return better }
        }
        return nil
    }

    /// More than rounding takes from any sum, millijoules.
    private static let mostToRepair: UInt128 = 200
}
