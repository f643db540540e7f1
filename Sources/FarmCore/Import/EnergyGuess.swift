internal import Metrology

/// A first guess of the accumulators: what registers show directly, and what follows from sums
/// where one part is missing, from the most specific to the least.
struct EnergyGuess {
    /// The accumulators, millijoules.
    private(set) var cells: [Int64]
    /// The lanes of which anything is known.
    private(set) var touched: EnergyLanes = []
    /// Whether tariffs of the whole were not known.
    private(set) var hasNoTariffs = false
    /// Tariffs of the whole that got what the others leave.
    private(set) var completed: Set<Int> = []
    /// Whether phases were not known.
    var hasNoPhases = false

    let books: EnergyBooks
    private let tariff: Int
    /// By how much a total and its tariffs may differ because they are cut to their steps.
    let slack: UInt128
    /// What is known of a channel, by bin and lane.
    private var known: [Channel: [Int: [Int: Int64]]] = [:]

    /// - Parameters:
    ///   - before: the accumulators as they are.
    ///   - tariff: the one in force.
    init(_ books: EnergyBooks, _ knowledge: [EnergyKnowledge], from before: [Int64], tariff: Int) {
        self.books = books
        self.tariff = tariff
        cells = before
        let widest = knowledge.map { $0.range.width + 1 }.max() ?? 1
        slack = UInt128(clamping: widest * Int128(books.bins.count + 1))
        let ordered = knowledge.sorted {
            ($0.index.minus.count, $0.index.plus.count) < (
                $1.index.minus.count, $1.index.plus.count
            )
        }
        for one in ordered { take(one) }
        for channel in books.channels { spreadOverBins(channel) }
        guard books.coupling != .none else { return }
        spreadOverPhases()
        for bin in books.bins { settlePhases(bin) }
    }

    /// Takes one index: gives its rest to the first lane that is not known.
    private mutating func take(_ one: EnergyKnowledge) {
        touched.formUnion(one.index.plus.union(one.index.minus))
        guard let bin = one.bin else { return }
        var lanes = known[one.index.channel, default: [:]][bin, default: [:]]
        func sum(_ set: EnergyLanes) -> Int128 {
            set.places.reduce(0) { $0 + Int128(lanes[$1] ?? 0) }
        }
        func unknown(_ set: EnergyLanes) -> [Int] { set.places.filter { lanes[$0] == nil } }
        let difference = one.range.best - sum(one.index.plus) + sum(one.index.minus)
        let (plus, minus) = (unknown(one.index.plus), unknown(one.index.minus))
        for lane in plus + minus { lanes[lane] = 0 }
        let rest = Int64(clamping: difference.magnitude)
        let totals = known[one.index.channel]?[books.sumBin ?? bin] ?? [:]
        let open = difference >= 0 ? plus : minus
        for (lane, part) in Self.shares(of: rest, open, like: totals) { lanes[lane] = part }
        known[one.index.channel, default: [:]][bin] = lanes
    }

    /// Divides an energy in the proportions of others; all goes to the first where these are not
    /// known.
    static func shares(
        of energy: Int64,
        _ places: [Int],
        like others: [Int: Int64]
    ) -> [(place: Int, part: Int64)] {
        guard let first = places.first else { return [] }
        let all = places.reduce(Int128(0)) { $0 + Int128(others[$1] ?? 0) }
        guard all > 0 else { return [(first, energy)] }
        var left = energy
        var shares = places.map { place in
            let part = Int64(clamping: Int128(energy) * Int128(others[place] ?? 0) / all)
            left -= part
            return (place, part)
        }
        let most = shares.indices.max { shares[$0].1 < shares[$1].1 } ?? 0
        shares[most].1 += left
        return shares
    }

    /// Puts what is known of total and tariffs into the bins of a channel.
    private mutating func spreadOverBins(_ channel: Channel) {
        for lane in books.lanes {
            let total = books.sumBin.flatMap { known[channel]?[$0]?[lane] }
            let parts = books.bins.map { known[channel]?[$0]?[lane] }
            for (bin, part) in zip(books.bins, parts) {
                if let part { set(channel, bin, lane, part) }
            }
            guard let total else { continue }
            let rest = parts.reduce(Int128(total)) { $0 - Int128($1 ?? 0) }
            let open = zip(books.bins, parts).filter { $0.1 == nil }.map(\.0)
            guard let first = open.contains(tariff) ? tariff : open.first else {
                if rest.magnitude > slack { add(rest, channel, lane) }
                continue
            }
            for bin in open { set(channel, bin, lane, 0) }
            set(channel, first, lane, Int64(clamping: max(rest, 0)))
            guard channel == .total, rest > 0 else { continue }
            if open.count == books.bins.count {
                hasNoTariffs = true
            } else {
                completed.insert(first)
            }
        }
    }

    /// Lets the tariff in force take what total and tariffs differ by, where it can.
    private mutating func add(_ rest: Int128, _ channel: Channel, _ lane: Int) {
        let taken = Int128(value(channel, tariff, lane)) + rest
        if taken >= 0 { set(channel, tariff, lane, Int64(clamping: taken)) }
    }

    func isKnown(_ channel: Channel, _ lane: Int) -> Bool {
        known[channel]?.values.contains { $0[lane] != nil } ?? false
    }

    func hasBins(_ channel: Channel, _ lane: Int) -> Bool {
        books.bins.contains { known[channel]?[$0]?[lane] != nil }
    }

    func value(_ channel: Channel, _ bin: Int, _ lane: Int) -> Int64 {
        books.cell(channel, bin, lane).map { cells[$0] } ?? 0
    }

    mutating func set(_ channel: Channel, _ bin: Int, _ lane: Int, _ energy: Int64) {
        if let cell = books.cell(channel, bin, lane) { cells[cell] = energy }
    }
}
