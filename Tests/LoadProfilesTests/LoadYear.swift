import LoadProfiles
import Metrology
import SimulatedTime

/// What a load does in 2026, from samples ten minutes apart.
struct LoadYear {
    /// kWh taken and given, by the sum of the phases.
    private(set) var imported = 0.0
    private(set) var exported = 0.0
    /// Mean powers, W: from 23 h to 5 h, from 9 h to 17 h; in December to February, June to August.
    private(set) var night = Mean()
    private(set) var day = Mean()
    private(set) var winter = Mean()
    private(set) var summer = Mean()
    /// The share of the time that each quadrant has, in order.
    private(set) var quadrants = [0.0, 0, 0, 0]
    private(set) var voltages: ClosedRange<Double> = 1e9...1e9
    private(set) var currents: ClosedRange<Double> = 1e9...1e9
    /// The mean THD of L1's current, and the orders that were met.
    private(set) var distortion = Mean()
    private(set) var orders: Set<Int> = []
    private var active = 0.0
    private var apparent = 0.0

    struct Mean {
        private var sum = 0.0
        private var count = 0.0

        var value: Double { count > 0 ? sum / count : 0 }

        mutating func add(_ value: Double) {
            sum += value
            count += 1
        }
    }

    /// Over the year's energy: its size over the apparent energy.
    var powerFactor: Double { apparent > 0 ? active.magnitude / apparent : 1 }

    init(of load: CompiledLoad, zone: CivilZone) throws {
        let start = try Bench.at("2026-01-01T00:00:00+01:00")
        let step = TimeSpan.seconds(601)
        var instant = start
        while instant < start + .days(365) {
            add(load.piece(at: instant).conditions, zone.civil(at: instant), step.inSeconds / 3600)
            instant += step
        }
        let total = quadrants.reduce(0, +)
        quadrants = quadrants.map { $0 / total }
    }

    private mutating func add(_ site: SiteConditions, _ civil: CivilTime, _ hours: Double) {
        let power = site.l1.activePower + site.l2.activePower + site.l3.activePower
        let reactive = site.l1.reactivePower + site.l2.reactivePower + site.l3.reactivePower
        if power >= 0 { imported += power * hours / 1000 } else { exported -= power * hours / 1000 }
        active += power * hours
        apparent += (power * power + reactive * reactive).squareRoot() * hours
        quadrants[power >= 0 ? (reactive >= 0 ? 0 : 3) : (reactive >= 0 ? 1 : 2)] += 1
        let hour = civil.time.hour
        if hour >= 23 || hour < 5 { night.add(power) }
        if hour >= 9, hour < 17 { day.add(power) }
        if [12, 1, 2].contains(civil.date.month) { winter.add(power) }
        if [6, 7, 8].contains(civil.date.month) { summer.add(power) }
        for phase in [site.l1, site.l2, site.l3] { add(phase) }
        let wave = site.harmonics?.currents[0].harmonics ?? []
        distortion.add(wave.reduce(0) { $0 + $1.ratio * $1.ratio }.squareRoot())
        if orders.count < wave.count { orders.formUnion(wave.map(\.order)) }
    }

    private mutating func add(_ phase: PhaseConditions) {
        voltages = voltages.holding(phase.voltage)
        let size =
            phase.activePower * phase.activePower + phase.reactivePower * phase.reactivePower
        currents = currents.holding(phase.voltage > 0 ? size.squareRoot() / phase.voltage : 0)
    }
}

extension ClosedRange<Double> {
    /// The smallest range that also holds a value; 1e9...1e9 holds none yet.
    fileprivate func holding(_ value: Double) -> ClosedRange<Double> {
        if lowerBound == 1e9 { return value...value }
        return Swift.min(lowerBound, value)...Swift.max(upperBound, value)
    }
}
