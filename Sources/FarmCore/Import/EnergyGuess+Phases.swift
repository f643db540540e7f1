internal import Metrology

/// The phases, where the whole hangs together with them.
extension EnergyGuess {
    /// Gives the phases their part where they are not known, and tariffs like the whole's where
    /// these are not.
    mutating func spreadOverPhases() {
        for lane in books.lanes where touched.contains(EnergyLanes(rawValue: 1 << UInt8(lane))) {
            guard isKnown(.total, lane) else { continue }
            let open = books.phases.filter { !isKnown($0, lane) }
            for phase in books.phases where !open.contains(phase) && !hasBins(phase, lane) {
                let own = books.bins.map { value(phase, $0, lane) }.reduce(0, &+)
                let like = weights(lane)
                guard like.values.contains(where: { $0 > 0 }) else { continue }
                for (bin, part) in Self.shares(of: own, books.bins, like: like) {
                    set(phase, bin, lane, part)
                }
            }
            guard let first = open.first else { continue }
            let whole = books.bins.map { value(.total, $0, lane) }
            if open.count == books.phases.count, whole.contains(where: { $0 > 0 }) {
                hasNoPhases = true
            }
            for (bin, energy) in zip(books.bins, whole) {
                let others = books.phases.filter { !open.contains($0) }
                    .reduce(Int128(0)) { $0 + Int128(value($1, bin, lane)) }
                let rest = Int64(clamping: max(Int128(energy) - others, 0))
                let part = rest / Int64(open.count)
                for phase in open { set(phase, bin, lane, part) }
                set(first, bin, lane, rest - part * Int64(open.count - 1))
            }
        }
    }

    /// How the phases' energies of a lane are divided over the bins: as the whole's of the same
    /// direction are, and by what the phases have counted against each other.
    ///
    /// With these weights imported less exported is right in every bin, not only in their sum.
    private func weights(_ lane: Int) -> [Int: Int64] {
        let group = books.direction(of: lane)
        func sum(_ channels: [Channel], _ bin: Int, _ lanes: [Int]) -> Int128 {
            channels.reduce(0) { sum, channel in
                lanes.reduce(sum) { $0 + Int128(value(channel, bin, $1)) }
            }
        }
        func total(_ channels: [Channel], _ lanes: [Int]) -> Int128 {
            books.bins.reduce(0) { $0 + sum(channels, $1, lanes) }
        }
        let against = max(total(books.phases, group) - total([.total], group), 0)
        let all = total([.total], books.lanes)
        var weights: [Int: Int64] = [:]
        for bin in books.bins {
            let share = all > 0 ? against * sum([.total], bin, books.lanes) / all : 0
            weights[bin] = Int64(clamping: sum([.total], bin, group) + share)
        }
        return weights
    }

    /// Lets the last phase take what the phases differ from the whole by more than steps explain,
    /// so that the others can stay as they were read.
    mutating func settlePhases(_ bin: Int) {
        switch books.coupling {
        case .none: break
        case .sum:
            for lane in books.lanes where touched.contains(EnergyLanes(rawValue: 1 << UInt8(lane)))
            {
                add(difference([lane], bin), lane, bin)
            }
        case .net:
            let half = books.lanes.count / 2
            let (imports, exports) = (books.lanes.prefix(half), books.lanes.suffix(half))
            let net = difference(Array(imports), bin) - difference(Array(exports), bin)
            if net > 0, let lane = imports.first { add(net, lane, bin) }
            if net < 0, let lane = exports.first { add(-net, lane, bin) }
            // The whole never exports what no phase does.
            let missing = difference(Array(exports), bin)
            guard half == 1, missing > 0 else { return }
            for lane in books.lanes { add(missing, lane, bin) }
        }
    }

    /// By how much the whole exceeds the phases.
    private func difference(_ lanes: [Int], _ bin: Int) -> Int128 {
        lanes.reduce(0) { sum, lane in
            books.phases.reduce(sum + Int128(value(.total, bin, lane))) {
                $0 - Int128(value($1, bin, lane))
            }
        }
    }

    private mutating func add(_ energy: Int128, _ lane: Int, _ bin: Int) {
        guard energy.magnitude > slack, let last = books.phases.last,
            touched.contains(EnergyLanes(rawValue: 1 << UInt8(lane)))
        else { return }
        let taken = Int128(value(last, bin, lane)) + energy
        if taken >= 0 { set(last, bin, lane, Int64(clamping: taken)) }
    }
}
