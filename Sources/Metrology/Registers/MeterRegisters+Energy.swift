extension MeterRegisters {
    /// An energy index as the meter keeps it, millijoules.
    ///
    /// Reduced modulo the rollover value, and truncated to the index's step. A balance or net
    /// energy is signed. Nil where the meter keeps no such index.
    public func energy(_ index: EnergyIndex, _ design: MeterDesign) -> Int64? {
        guard let plus = sum(index.plus, index, design) else { return nil }
        guard index.minus != [] else { return plus }
        return sum(index.minus, index, design).map { plus - $0 }
    }

    /// How often an energy has passed the overflow value; nil without overflow counters.
    public func overflows(_ index: EnergyIndex, _ design: MeterDesign) -> Int64? {
        guard let limit = design.overflowValue, limit > 0 else { return nil }
        return energies.sum(index.plus, index.channel, index.bins).map { $0 / limit }
    }

    /// The energy of a civil period, millijoules; nil where the meter keeps none.
    public func energy(
        _ index: EnergyIndex,
        of period: EnergyPeriod,
        _ design: MeterDesign
    ) -> Int64? {
        guard let periods else { return nil }
        let lanes = periods.lanes(period, totals: totals, modulus: energies.modulus)
        let sum = lanes.keeping(index.plus).wrappedSum()
        return sum - sum % Swift.max(design.energyStep, 1)
    }

    private func sum(_ lanes: EnergyLanes, _ index: EnergyIndex, _ design: MeterDesign) -> Int64? {
        guard index.bins.isSubset(of: kept(design)) else { return nil }
        guard let sum = energies.sum(lanes, index.channel, index.bins) else { return nil }
        let wrapped = sum % Swift.max(design.energyRollover, 1)
        return wrapped - wrapped % Swift.max(design.energyStep, 1)
    }

    /// The bins that exist in a meter with so many tariffs.
    private func kept(_ design: MeterDesign) -> EnergyBins {
        var bins: EnergyBins = .total
        for selection in design.partials { bins.formUnion(selection.bins) }
        guard design.tariffCount > 1 else { return bins }
        for n in 1...Swift.min(design.tariffCount, 4) { bins.formUnion(.tariff(n)) }
        return bins
    }
}
