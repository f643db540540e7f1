internal import Metrology

/// How the energies of one kind hang together in a meter: which accumulators there are, and how
/// what registers show is a sum of them.
///
/// Some accumulators follow from the others, so that the books agree whatever the others are:
/// the total from its tariffs, and of the whole what follows from the phases.
struct EnergyBooks {
    /// How the whole follows from the phases.
    enum Coupling {
        /// It does not.
        case none
        /// Each lane is the sum of the phases'.
        case sum
        /// Imported less exported is the sum of the phases'; so is the net reactive energy.
        case net
    }

    /// Accumulators added, or subtracted several times over.
    typealias Terms = [Int: Int]

    /// The lanes of the kind, in the order of ``EnergyLanes``.
    let lanes: [Int]
    /// The bins in which is booked.
    let bins: [Int]
    /// The bin that is the sum of ``bins``; nil where each stands for itself.
    let sumBin: Int?
    /// The channels that are kept.
    let channels: [Channel]
    /// The phases that have energies.
    let phases: [Channel]
    /// How the whole follows from the phases.
    let coupling: Coupling

    init(_ lanes: EnergyLanes, _ group: EnergyBins, _ design: MeterDesign, _ network: NetworkType) {
        self.lanes = lanes.places
        channels = design.keepsPhaseEnergies ? Channel.allCases : [.total]
        phases = design.keepsPhaseEnergies ? Channel.phases.filter(network.measures.has) : []
        let isMain = group.contains(.total)
        let hasTariffs = isMain && design.tariffCount > 1
        bins = hasTariffs ? Array(1...min(design.tariffCount, 4)) : group.places
        sumBin = hasTariffs ? 0 : nil
        if phases.isEmpty {
            coupling = .none
        } else if design.totalCounting == .perPhase {
            coupling = .sum
        } else {
            // Partial counters run lane by lane, apparent energies do not add up.
            coupling = isMain && lanes != .apparent ? .net : .none
        }
    }

    /// How many accumulators there are.
    var count: Int { channels.count * bins.count * lanes.count }

    /// The place of an accumulator; nil where it is not kept.
    func cell(_ channel: Channel, _ bin: Int, _ lane: Int) -> Int? {
        guard let c = channels.firstIndex(of: channel), let b = bins.firstIndex(of: bin),
            let l = lanes.firstIndex(of: lane)
        else { return nil }
        return (c * bins.count + b) * lanes.count + l
    }

    /// The accumulators that an index adds and subtracts; nil where it is none of this kind.
    func terms(_ index: EnergyIndex) -> Terms? {
        var terms: Terms = [:]
        for bin in index.bins.places {
            for leaf in bin == sumBin ? bins : [bin] {
                guard bins.contains(leaf) else { return nil }
                for (lanes, sign) in [(index.plus, 1), (index.minus, -1)] {
                    for lane in lanes.places {
                        guard self.lanes.contains(lane) else { return nil }
                        add(index.channel, leaf, lane, sign, to: &terms)
                    }
                }
            }
        }
        return terms.filter { $0.value != 0 }
    }

    /// Adds an accumulator, or what it follows from.
    private func add(
        _ channel: Channel,
        _ bin: Int,
        _ lane: Int,
        _ sign: Int,
        to terms: inout Terms
    ) {
        func add(_ channel: Channel, _ lane: Int, _ sign: Int) {
            if let cell = cell(channel, bin, lane) { terms[cell, default: 0] += sign }
        }
        guard channel == .total, follows(lane) else { return add(channel, lane, sign) }
        guard coupling == .net else {
            for phase in phases { add(phase, lane, sign) }
            return
        }
        for (place, other) in lanes.enumerated() {
            let direction = direction(place)
            if other != lane { add(.total, other, -sign * direction) }
            for phase in phases { add(phase, other, sign * direction) }
        }
    }

    /// Whether a lane of the whole follows from the phases and the other lanes.
    func follows(_ lane: Int) -> Bool {
        switch coupling {
        case .none: false
        case .sum: true
        case .net: lane == lanes[0]
        }
    }

    /// The lanes of the same direction as a lane, where the books are of net energies; else it
    /// alone.
    func direction(of lane: Int) -> [Int] {
        guard coupling == .net else { return [lane] }
        let half = lanes.count / 2
        return Array(lanes.prefix(half).contains(lane) ? lanes.prefix(half) : lanes.suffix(half))
    }

    /// 1 for a lane that the net energy adds, −1 for one that it subtracts.
    private func direction(_ place: Int) -> Int { place < lanes.count / 2 ? 1 : -1 }
}

extension EnergyBins {
    /// The places of the bins, ascending.
    var places: [Int] {
        (0..<Self.count).filter { rawValue & (1 << UInt16($0)) != 0 }
    }
}
