public import Metrology

extension MeterMachine {
    /// The value of a quantity in its base unit; nil where this meter has no such value, and for
    /// values of the moment while it is not supplied.
    ///
    /// This is the one place from which registers, records, displays and columns take numbers.
    public func value(of quantity: Quantity) -> Int64? {
        guard isPowered || !quantity.isInstantaneous else { return nil }
        return switch quantity {
        case .voltage(let terminal, let side):
            micro(measurement.voltage(terminal) * factor(side, 0, 1))
        case .current(let terminal, let side):
            micro(measurement.current(terminal) * factor(side, 1, 0))
        case .frequency: micro(measurement.frequency)
        case .power(let kind, let channel, let side):
            micro(measurement.power(kind, channel) * factor(side, 1, 1))
        case .powerFactor(let channel): micro(powerFactor(channel))
        case .powerFactorAverage:
            micro(Channel.phases.reduce(0) { $0 + powerFactor($1) } / 3)
        case .powerFactorSector(let channel): measurement.sector(channel)
        case .phaseAngle(let channel): micro(measurement.phaseAngle(channel))
        case .quadrant(let channel): measurement.quadrant(channel)
        case .voltageDistortion(let terminal):
            micro(measurement.distortion(terminal))
        case .currentDistortion(let terminal):
            micro(measurement.distortion(terminal))
        case .voltageHarmonic(let terminal, let order):
            micro(measurement.harmonic(Int(order), terminal))
        case .currentHarmonic(let terminal, let order):
            micro(measurement.harmonic(Int(order), terminal))
        case .voltageSequence(let component): micro(measurement.voltageSequence[component])
        case .currentSequence(let component): micro(measurement.currentSequence[component])
        case .voltageUnbalance: micro(measurement.voltageSequence.unbalance)
        case .currentUnbalance: micro(measurement.currentSequence.unbalance)
        case .energy(let index): energy(index)
        case .energyOverflows(let index): registers.overflows(index, design)
        case .energyOverflowValue: design.overflowValue
        case .periodEnergy(let index, let period): registers.energy(index, of: period, design)
        case .charge: registers.charge
        case .demand(let source, let statistic): demand(source, statistic)
        case .secondaryDemand(let source, let statistic):
            secondaryDemand(source, statistic)
        case .demandTime: demandTime
        case .demandMaximumTime(let source): demandMaximumTime(source)
        case .operatingTime: operatingTime
        case .combinedEnergy(let isReactive): combinedEnergy(isReactive)
        case .extreme(let quantity, let statistic): extreme(quantity, statistic)
        case .alarm(let n, let reading): alarm(n, reading)
        case .pulses(let n, let reading): pulses(n, reading)
        case .input(let n, let reading): input(n, reading)
        case .inputStates: inputStates
        case .delivered: pulses?.delivered
        case .equipment(let quantity): value(of: quantity)
        case .tariff: Int64(registers.tariff)
        case .tariffInput: inputIsClosed ? 1 : 0
        case .phaseSequence: measurement.phaseSequence
        case .phasesPresent: measurement.phasesPresent
        case .partialsRunning: partialsRunning
        }
    }

    private var operatingTime: Int64 {
        guard let rollover = design.operatingTimeRollover, rollover > 0 else {
            return registers.operatingTime
        }
        return registers.operatingTime % rollover
    }

    /// The energy that the setting, without one the sum, forms of both directions.
    private func combinedEnergy(_ isReactive: Bool) -> Int64? {
        let mode = setting(.combinedEnergy).flatMap { CombinedEnergy(rawValue: Int($0)) } ?? .sum
        let plus: EnergyLanes = isReactive ? .reactiveImport : .activeImport
        let minus: EnergyLanes = isReactive ? .reactiveExport : .activeExport
        return switch mode {
        case .imported: energy(EnergyIndex(plus))
        case .sum: energy(EnergyIndex(plus.union(minus)))
        case .difference: energy(EnergyIndex(plus, minus: minus))
        }
    }

    /// An energy; a phase that the network type has no powers of has none.
    private func energy(_ index: EnergyIndex) -> Int64? {
        guard measurement.network.measures.has(index.channel) else { return nil }
        return registers.energy(index, design)
    }

    /// The power factor to four decimals: the powers it is formed from are whole milliwatts, and
    /// a finer figure would let 0.82 fall below its own register step.
    private func powerFactor(_ channel: Channel) -> Double {
        let factor = measurement.powerFactor(
            channel,
            sign: design.powerFactorSign,
            atZero: design.powerFactorAtZero
        )
        return (factor * 10_000).rounded() / 10_000
    }

    /// The factor to a side for a quantity that goes with the current and voltage ratios.
    private func factor(_ side: Side, _ current: Int, _ voltage: Int) -> Double {
        guard side == .secondary else { return 1 }
        let ratios = measurement.toSecondary
        return (current == 1 ? ratios.x : 1) * (voltage == 1 ? ratios.y : 1)
    }

    private func demand(_ source: DemandSource, _ statistic: DemandStatistic) -> Int64? {
        let milli =
            switch statistic {
            case .last: registers.demand?.last(source)
            case .maximum: registers.demand?.maximum(source)
            }
        return milli.map { $0 * 1000 }
    }

    private func secondaryDemand(
        _ source: DemandSource,
        _ statistic: DemandStatistic
    ) -> Int64? {
        let isPower = if case .energy = source { true } else { false }
        return demand(source, statistic).flatMap {
            micro(Double($0) / 1e6 * factor(.secondary, 1, isPower ? 1 : 0))
        }
    }

    private var demandTime: Int64? {
        registers.demand.map { demand in
            demand.lastEnd == 0 ? 0 : ownSeconds(atMilliseconds: demand.lastEnd)
        }
    }

    private func demandMaximumTime(_ source: DemandSource) -> Int64? {
        registers.demand?.maximumEnd(source).map { $0 == 0 ? 0 : ownSeconds(atMilliseconds: $0) }
    }

    private var partialsRunning: Int64 {
        design.partials.enumerated().reduce(0) { bits, partial in
            registers.isRunning(partial.element) && partial.offset < 63
                ? bits | 1 << Int64(partial.offset) : bits
        }
    }

    private func micro(_ value: Double) -> Int64? {
        guard value.isFinite else { return nil }
        return Int64(min(max((value * 1e6).rounded(), -9e18), 9e18))
    }
}
