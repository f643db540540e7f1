internal import Metrology

/// What a dump says of one index.
struct EnergyKnowledge {
    /// The index.
    let index: EnergyIndex
    /// Its value, millijoules; of an index that subtracts, of the difference.
    let range: ValueRange
    /// After how much it begins again at zero, millijoules.
    let period: Int128
    /// Of an index that subtracts: the differences of what its two parts show, each cut to the
    /// step; nil for another.
    var shown: ClosedRange<Int128>?

    /// The bin, of an index of one.
    var bin: Int? { index.bins.places.count == 1 ? index.bins.places[0] : nil }

    /// The rank among what is known: the whole before the phases, the total before tariffs and
    /// these before the one in force, single lanes before sums.
    func rank(_ tariff: Int, _ books: EnergyBooks) -> Int {
        var rank = index.channel == .total ? 0 : 1000
        if let bin {
            if books.sumBin != nil, bin != books.sumBin { rank += bin == tariff ? 200 : 100 }
        } else {
            rank += 300
        }
        return rank + 10 * (index.plus.count - 1) + 50 * index.minus.count
    }
}
