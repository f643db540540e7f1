/// The energy indexes of a meter: lanes × channels × bins of Int64 millijoules.
///
/// Every index lies in 0..<``modulus`` and wraps there. The modulus is the greatest multiple of
/// the model's rollover value that fits, so that sums of lanes taken modulo the rollover value
/// are exact.
public struct EnergyBank: Equatable, Sendable {
    /// Where the accumulators wrap, millijoules.
    public let modulus: Int64
    let channels: Int
    var cells: [SIMD8<Int64>]

    /// Empty indexes.
    ///
    /// - Parameters:
    ///   - rollover: the model's rollover value, millijoules.
    ///   - keepsPhases: whether L1 to L3 have indexes of their own.
    public init(rollover: Int64, keepsPhases: Bool) {
        let rollover = Swift.min(Swift.max(rollover, 1), MeterDesign.largestEnergy)
        modulus = MeterDesign.largestEnergy / rollover * rollover
        channels = keepsPhases ? 4 : 1
        cells = Array(repeating: SIMD8(), count: channels * EnergyBins.count)
    }

    /// Books the energies of many steps into the bins.
    ///
    /// - Parameters:
    ///   - total: the lanes of the total registers.
    ///   - masks: for each bin, the lanes that are booked there.
    mutating func add(_ sums: Flows, total: SIMD8<Int64>, masks: BinMasks) {
        if channels == 4 {
            book(sums.lanes(.l1), masks, offset: 0)
            book(sums.lanes(.l2), masks, offset: 1)
            book(sums.lanes(.l3), masks, offset: 2)
        }
        book(total, masks, offset: channels - 1)
    }

    /// Adds one channel's energies to all its bins; each term is below the modulus.
    private mutating func book(_ added: SIMD8<Int64>, _ masks: BinMasks, offset: Int) {
        guard added != SIMD8() else { return }
        for bin in 0..<EnergyBins.count {
            let lanes = masks[bin]
            guard lanes.rawValue != 0 else { continue }
            let cell = bin * channels + offset
            let term = lanes.rawValue == 0xFF ? added : added.keeping(lanes)
            cells[cell] = wrappedSum(cells[cell], term)
        }
    }

    private func wrappedSum(_ a: SIMD8<Int64>, _ b: SIMD8<Int64>) -> SIMD8<Int64> {
        // a + b ≥ m exactly when a ≥ m − b, which cannot overflow.
        let wraps = a .>= (SIMD8(repeating: modulus) &- b)
        return (a &+ b) &- SIMD8<Int64>().replacing(with: modulus, where: wraps)
    }

    /// The sum of the lanes of a set over the bins of a set, modulo ``modulus``, millijoules.
    public func sum(_ lanes: EnergyLanes, _ channel: Channel, _ bins: EnergyBins) -> Int64? {
        guard channels == 4 || channel == .total else { return nil }
        let offset = channels == 1 ? 0 : Int(channel.rawValue)
        var sum: UInt64 = 0
        var remainingBins = bins.rawValue
        while remainingBins != 0 {
            let bin = remainingBins.trailingZeroBitCount
            remainingBins &= remainingBins - 1
            guard bin < EnergyBins.count else { continue }
            let cell = cells[bin * channels + offset]
            var remaining = lanes.rawValue
            while remaining != 0 {
                let lane = remaining.trailingZeroBitCount
                remaining &= remaining - 1
                sum = (sum + UInt64(cell[lane])) % UInt64(modulus)
            }
        }
        return Int64(sum)
    }

    /// The lanes of one channel and bin, for witnesses; nil where nothing is kept.
    public func lanes(_ channel: Channel, bin: Int) -> SIMD8<Int64>? {
        guard (0..<EnergyBins.count).contains(bin), channels == 4 || channel == .total else {
            return nil
        }
        return cells[bin * channels + (channels == 1 ? 0 : Int(channel.rawValue))]
    }

    /// Sets the lanes of a set to zero in every channel of the bins.
    public mutating func reset(_ lanes: EnergyLanes, _ bins: EnergyBins) {
        for bin in 0..<EnergyBins.count where bins.rawValue & (1 << UInt16(bin)) != 0 {
            for channel in 0..<channels {
                for lane in 0..<8 where lanes.rawValue & (1 << UInt8(lane)) != 0 {
                    cells[bin * channels + channel][lane] = 0
                }
            }
        }
    }
}

/// For each bin, the lanes that are booked there at the moment.
public struct BinMasks: Hashable, Sendable {
    private var masks = SIMD16<UInt8>()

    /// Nothing is booked.
    public init() {}

    /// The lanes booked in a bin.
    public subscript(bin: Int) -> EnergyLanes {
        get { EnergyLanes(rawValue: masks[bin & 15]) }
        set { masks[bin & 15] = newValue.rawValue }
    }
}

extension SIMD8<Int64> {
    /// The sum of the lanes of a set.
    public func sum(of lanes: EnergyLanes) -> Int64 {
        var (sum, rest): (Int64, UInt8) = (0, lanes.rawValue)
        while rest != 0 {
            sum &+= self[rest.trailingZeroBitCount]
            rest &= rest - 1
        }
        return sum
    }

    /// The lanes of a set, zero elsewhere.
    func keeping(_ lanes: EnergyLanes) -> SIMD8<Int64> {
        var kept = SIMD8<Int64>()
        for lane in 0..<8 where lanes.rawValue & (1 << UInt8(lane)) != 0 { kept[lane] = self[lane] }
        return kept
    }
}
