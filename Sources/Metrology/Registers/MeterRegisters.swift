/// Everything a meter counts: energies by tariff and partial counter, charge, operating time,
/// demands and period energies.
///
/// Knows no load and no clock: it is told how many steps of which flows have passed.
public struct MeterRegisters: Equatable, Sendable {
    /// The energy indexes.
    public internal(set) var energies: EnergyBank
    /// The tariff in force, 1 to the design's count.
    public internal(set) var tariff = 1
    /// Charge of all phases, milliampere seconds.
    public internal(set) var charge: Int64 = 0
    /// Operating time, milliseconds.
    public internal(set) var operatingTime: Int64 = 0
    /// Demands, nil where the meter forms none.
    public internal(set) var demand: DemandRegister?
    /// Period energies, nil where the meter keeps none.
    public internal(set) var periods: PeriodEnergies?

    /// Length of a step, milliseconds.
    private let refresh: Int64
    /// The end of the running sub-interval of the demands; the greatest number without demands,
    /// the least before the first step.
    private var nextClose = Int64.min
    /// Whether partial counters that run count at the moment.
    public internal(set) var partialsCount = true
    var running = BinMasks()
    private var masks = BinMasks()

    /// The registers of a new meter.
    ///
    /// - Parameter demandPeriod: seconds; nil for the design's own.
    public init(_ design: MeterDesign, demandPeriod: Int64? = nil) {
        refresh = Swift.max(design.refresh, 1)
        energies = EnergyBank(
            rollover: design.energyRollover,
            keepsPhases: design.keepsPhaseEnergies
        )
        demand = design.demand.map { DemandRegister($0, period: demandPeriod ?? $0.period) }
        periods = design.keepsPeriodEnergies ? PeriodEnergies() : nil
        if design.partialsRunAtFirst {
            setPartials(design.partials, running: true)
        }
        updateMasks(design)
    }

    /// Counts `steps` refresh steps that begin at `start`, and books them.
    ///
    /// - Parameters:
    ///   - flows: the energy of one step.
    ///   - start: milliseconds since the epoch, on the refresh grid.
    public mutating func add(_ flows: Flows, start: Int64, steps: Int64) {
        var batch = StepBatch()
        add(flows, start: start, steps: steps, to: &batch)
        settle(&batch)
    }

    /// Counts `steps` refresh steps that begin at `start`; what is not booked yet when it
    /// returns is in the batch, which must be settled before anything else is done.
    @inline(__always)
    public mutating func add(
        _ flows: Flows,
        start: Int64,
        steps: Int64,
        to batch: inout StepBatch
    ) {
        if steps == 1, start &+ refresh < nextClose, batch.takes(flows) {
            batch.addOne(flows)
        } else {
            addMany(flows, start: start, steps: steps, to: &batch)
        }
    }

    private mutating func addMany(
        _ flows: Flows,
        start: Int64,
        steps: Int64,
        to batch: inout StepBatch
    ) {
        var (start, left) = (start, steps)
        if batch.mustSettle(before: flows) { settle(&batch) }
        while left > 0 {
            if start >= nextClose { nextClose = demand?.boundary(after: start) ?? .max }
            let open = nextClose == .max ? left : (nextClose - start + refresh - 1) / refresh
            let added = batch.add(flows, atMost: Swift.min(left, open))
            start += added * refresh
            left -= added
            if start >= nextClose {
                settle(&batch)
                demand?.close(at: nextClose)
            } else if left > 0 {
                settle(&batch)
            }
        }
    }

    /// Books what a batch has gathered, and empties it.
    public mutating func settle(_ batch: inout StepBatch) {
        guard !batch.isEmpty else { return }
        let sums = Flows(sumOf: batch)
        let total = sums.lanes(.total)
        energies.add(sums, total: total, masks: masks)
        charge &+= batch.charges[0] &+ batch.charges[1] &+ batch.charges[2]
        operatingTime &+= refresh &* batch.operatingSteps
        demand?.add(total, sums.charges)
        batch = StepBatch()
    }

    /// Books from now on in tariff `n`; an unknown tariff changes nothing.
    public mutating func selectTariff(_ n: Int, _ design: MeterDesign) {
        guard (1...max(design.tariffCount, 1)).contains(n), n <= 4 else { return }
        tariff = n
        updateMasks(design)
    }

    /// Starts or stops partial counters.
    public mutating func setPartials(
        _ selections: [PartialSelection],
        running isRunning: Bool,
        _ design: MeterDesign
    ) {
        setPartials(selections, running: isRunning)
        updateMasks(design)
    }

    /// Sets partial counters to zero; whether they run does not change.
    public mutating func resetPartials(_ selections: [PartialSelection]) {
        for selection in selections {
            energies.reset(selection.lanes, selection.bins.intersection(.allPartials))
        }
    }

    /// Sets everything of a scope to zero.
    public mutating func reset(_ scope: ResetScope) {
        switch scope {
        case .energies:
            energies.reset(.all, EnergyBins.total.union(.tariffs))
            charge = 0
            let totals = totals
            periods?.restart(at: totals)
        case .partials: energies.reset(.all, .allPartials)
        case .demandMaxima: demand?.resetMaxima()
        case .operatingTime: operatingTime = 0
        case .extremes, .inputs, .inputPartials: break
        }
    }

    /// Forms demands over another period from now on; maxima and load curve begin anew.
    public mutating func setDemandPeriod(_ seconds: Int64, _ design: MeterDesign) {
        demand = design.demand.map { DemandRegister($0, period: seconds) }
        nextClose = .min
    }

    /// Lets the demand periods begin with those of a clock that is ahead by some milliseconds.
    public mutating func alignDemand(to offset: Int64) {
        demand?.align(to: offset)
        nextClose = .min
    }

    /// Lets partial counters that run count, or holds them, as a contact at the input does.
    public mutating func letPartialsCount(_ count: Bool, _ design: MeterDesign) {
        guard count != partialsCount else { return }
        partialsCount = count
        updateMasks(design)
    }

    /// Starts the demand periods anew at an instant, milliseconds since the epoch on the grid.
    public mutating func synchroniseDemand(at start: Int64) {
        demand?.synchronise(at: start)
        nextClose = .min
    }

    /// Loses what is kept in volatile memory only; the indexes stay.
    public mutating func loseSupply(_ design: MeterDesign) {
        demand?.loseSupply()
        let forgets = design.supply.forgets
        if forgets.contains(.demandMaxima) { demand?.resetMaxima() }
        guard forgets.contains(.partialsRunning) else { return }
        setPartials(design.partials, running: design.partialsRunAtFirst, design)
    }

    /// Begins a new civil day.
    public mutating func beginDay(week: Bool, month: Bool) {
        let (totals, modulus) = (totals, energies.modulus)
        periods?.beginDay(totals, modulus: modulus, week: week, month: month)
    }

    /// Whether all lanes of a partial counter run.
    public func isRunning(_ selection: PartialSelection) -> Bool {
        (5..<EnergyBins.count).allSatisfy { bin in
            selection.bins.rawValue & (1 << UInt16(bin)) == 0
                || running[bin].isSuperset(of: selection.lanes)
        }
    }

    /// The total indexes lane by lane, millijoules.
    public var totals: SIMD8<Int64> { energies.lanes(.total, bin: 0) ?? SIMD8() }

    private mutating func setPartials(_ selections: [PartialSelection], running isRunning: Bool) {
        for selection in selections {
            for bin in 5..<EnergyBins.count
            where selection.bins.rawValue & (1 << UInt16(bin)) != 0 {
                if isRunning {
                    running[bin].formUnion(selection.lanes)
                } else {
                    running[bin].subtract(selection.lanes)
                }
            }
        }
    }

    /// Goes on after a state was read.
    mutating func resume(_ design: MeterDesign) {
        nextClose = .min
        updateMasks(design)
    }

    private mutating func updateMasks(_ design: MeterDesign) {
        masks = BinMasks()
        masks[0] = .all
        if design.tariffCount > 1 { masks[tariff] = .all }
        guard partialsCount else { return }
        masks[5] = running[5]
        masks[5 + tariff] = running[5 + tariff]
    }
}
