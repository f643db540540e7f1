internal import MeterModels
internal import Metrology
internal import ModbusProtocol
internal import SimulatedTime

/// What the meter counts beside energies.
extension DumpImporter {
    /// Charge, operating time, alarms and pulses.
    mutating func takeCounters() {
        for (quantity, indexes) in quantities({ $0.isPlainCounter ? $0 : nil }) {
            let limit = quantity == .operatingTime ? machine.design.operatingTimeRollover : nil
            guard let value = value(indexes, limit: limit), let count = Int64(exactly: value.best)
            else { continue }
            machine.preset(quantity, to: count)
        }
    }

    /// The energies of civil periods, once the totals stand.
    mutating func takePeriods() {
        let found = quantities { quantity -> PeriodKey? in
            guard case .periodEnergy(let index, let period) = quantity else { return nil }
            return PeriodKey(period: period, index: index)
        }
        var known: [PeriodKey: Int64] = [:]
        for (key, indexes) in found {
            let (step, limit) = (machine.design.energyStep, machine.design.energyRollover)
            guard let value = value(indexes, step: step, limit: limit) else { continue }
            known[key] = Int64(exactly: value.best)
        }
        for period in EnergyPeriod.allCases {
            var energies = SIMD8<Int64>()
            var lanes: EnergyLanes = []
            // Single lanes first; a sum gives its rest to the first lane that is not known.
            let sums = known.filter { $0.key.period == period }
                .map { (lanes: $0.key.index.plus, energy: $0.value) }
                .sorted {
                    ($0.lanes.count, $0.lanes.rawValue) < ($1.lanes.count, $1.lanes.rawValue)
                }
            for (sum, energy) in sums {
                let unknown = sum.subtracting(lanes)
                guard let first = unknown.first else { continue }
                energies[first] = max(energy - energies.sum(of: sum.intersection(lanes)), 0)
                lanes.formUnion(sum)
            }
            machine.registers.preset(period, lanes, to: energies)
        }
    }

    /// The greatest demands with the ends of their windows.
    mutating func takeDemands() {
        let maxima = quantities { quantity -> DemandSource? in
            guard case .demand(let source, .maximum) = quantity else { return nil }
            return source
        }
        for (source, indexes) in maxima {
            guard let value = value(indexes, isSigned: true) else { continue }
            // Kept in thousandths, shown in millionths.
            let milli = min(value.low.ceiledDivision(by: 1000), value.high / 1000)
            guard let maximum = Int64(exactly: max(milli, 0)) else { continue }
            machine.registers.preset(source, maximum: maximum, end: nil)
        }
        let times = quantities { quantity -> DemandSource? in
            guard case .demandMaximumTime(let source) = quantity else { return nil }
            return source
        }
        for (source, indexes) in times {
            guard let seconds = seconds(indexes) else { continue }
            let end = seconds == 0 ? 0 : machine.milliseconds(ofOwnSeconds: seconds)
            machine.registers.preset(source, maximum: nil, end: end)
        }
    }

    /// The least and greatest values with their times.
    mutating func takeExtremes() {
        for (place, quantity) in machine.design.extremes.enumerated() {
            let minimum = extreme(quantity, .minimum)
            let maximum = extreme(quantity, .maximum)
            machine.watch?.extremes.preset(place, minimum: minimum, maximum: maximum)
            let first = extreme(quantity, .minimumTime).map(machine.milliseconds)
            let last = extreme(quantity, .maximumTime).map(machine.milliseconds)
            machine.watch?.extremes.preset(place, minimumInstant: first, maximumInstant: last)
        }
    }

    /// What the dump says of an extreme: in the base unit, or seconds of the meter's clock.
    private mutating func extreme(_ quantity: Quantity, _ statistic: ExtremeStatistic) -> Int64? {
        let found = quantities { other -> Bool? in
            guard case .extreme(let watched, statistic) = other else { return nil }
            return watched.quantity == quantity ? true : nil
        }
        guard let indexes = found.first?.indexes else { return nil }
        if statistic.isTime { return seconds(indexes) }
        return value(indexes, isSigned: true).flatMap { Int64(exactly: $0.best) }
    }

    /// A time of the meter's clock, seconds since 2000.
    private mutating func seconds(_ indexes: [Int]) -> Int64? {
        guard let value = value(indexes, isSigned: true), let seconds = Int64(exactly: value.best)
        else { return nil }
        guard (0...0xFFFF_FFFF).contains(seconds) else {
            refuse(indexes, "is no time from 2000 to 2136")
            return nil
        }
        return seconds
    }
}

private struct PeriodKey: Hashable {
    let period: EnergyPeriod
    let index: EnergyIndex
}

extension Quantity {
    /// Whether it is a count that depends on no other.
    fileprivate var isPlainCounter: Bool {
        switch self {
        case .charge, .operatingTime, .alarm(_, .activations), .pulses(_, .emitted),
            .pulses(_, .lost):
            true
        default: false
        }
    }
}

extension EnergyLanes {
    /// How many lanes there are.
    var count: Int { rawValue.nonzeroBitCount }

    /// The place of the first lane; nil when there is none.
    var first: Int? { isEmpty ? nil : rawValue.trailingZeroBitCount }

    /// The places of the lanes, ascending.
    var places: [Int] { (0..<8).filter { rawValue & (1 << UInt8($0)) != 0 } }
}
