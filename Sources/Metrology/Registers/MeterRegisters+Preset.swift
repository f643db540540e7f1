/// What a meter counts, brought to where another meter stood.
extension MeterRegisters {
    /// Presets indexes lane by lane; the energies of civil periods stay what they are.
    ///
    /// The caller sees to it that the indexes agree with each other.
    ///
    /// - Parameters:
    ///   - channel: a phase or the total.
    ///   - bin: the place of the bin, 0 the total.
    ///   - lanes: the lanes that change; the others stay.
    ///   - millijoules: the new indexes.
    public mutating func preset(
        _ channel: Channel,
        bin: Int,
        _ lanes: EnergyLanes,
        to millijoules: SIMD8<Int64>
    ) {
        guard var cell = energies.lanes(channel, bin: bin) else { return }
        let before = totals
        for lane in 0..<8 where lanes.rawValue & (1 << UInt8(lane)) != 0 {
            cell[lane] = millijoules[lane]
        }
        energies.preset(channel, bin: bin, to: cell)
        let (totals, modulus) = (totals, energies.modulus)
        periods?.follow(totals, from: before, modulus: modulus)
    }

    /// Presets the charge, milliampere seconds, not negative.
    public mutating func preset(charge milliampereSeconds: Int64) {
        charge = Swift.max(milliampereSeconds, 0)
    }

    /// Presets the operating time, milliseconds, not negative.
    public mutating func preset(operatingTime milliseconds: Int64) {
        operatingTime = Swift.max(milliseconds, 0)
    }

    /// Presets the greatest mean of a demand.
    ///
    /// - Parameters:
    ///   - maximum: thousandths of the source's unit; nil leaves it as it is.
    ///   - end: the end of its window, milliseconds since the epoch, 0 for none; nil leaves it.
    public mutating func preset(_ source: DemandSource, maximum: Int64?, end: Int64?) {
        demand?.preset(source, maximum: maximum, end: end)
    }

    /// Presets the energy of a civil period, lane by lane, millijoules.
    public mutating func preset(
        _ period: EnergyPeriod,
        _ lanes: EnergyLanes,
        to millijoules: SIMD8<Int64>
    ) {
        let (totals, modulus) = (totals, energies.modulus)
        periods?.preset(period, lanes, to: millijoules, totals: totals, modulus: modulus)
    }
}

extension DemandRegister {
    /// Presets the greatest mean of a source.
    mutating func preset(_ source: DemandSource, maximum: Int64?, end: Int64?) {
        guard let index = design.sources.firstIndex(of: source) else { return }
        if let maximum { maxima[index] = maximum }
        if let end { maximumEnds[index] = end }
    }
}

extension PeriodEnergies {
    /// Lets the running periods keep their energies while the totals are preset.
    mutating func follow(
        _ totals: SIMD8<Int64>,
        from before: SIMD8<Int64>,
        modulus: Int64
    ) {
        for k in starts.indices {
            starts[k] = Self.wrapped(totals &- Self.wrapped(before &- starts[k], modulus), modulus)
        }
    }

    /// Presets the energies of a period.
    mutating func preset(
        _ period: EnergyPeriod,
        _ lanes: EnergyLanes,
        to millijoules: SIMD8<Int64>,
        totals: SIMD8<Int64>,
        modulus: Int64
    ) {
        let (k, isRunning) =
            switch period {
            case .day: (0, true)
            case .previousDay: (0, false)
            case .week: (1, true)
            case .previousWeek: (1, false)
            case .month: (2, true)
            case .previousMonth: (2, false)
            }
        for lane in 0..<8 where lanes.rawValue & (1 << UInt8(lane)) != 0 {
            let energy = Swift.min(Swift.max(millijoules[lane], 0), modulus - 1)
            if isRunning {
                let start = totals[lane] &- energy
                starts[k][lane] = start < 0 ? start &+ modulus : start
            } else {
                previous[k][lane] = energy
            }
        }
    }

    /// A difference of two numbers below the modulus, brought back into its range.
    private static func wrapped(_ raw: SIMD8<Int64>, _ modulus: Int64) -> SIMD8<Int64> {
        raw.replacing(with: raw &+ modulus, where: raw .< 0)
    }
}
