import Metrology
import SimulatedTime

/// One instant at which a load is asked.
struct LoadMoment {
    private let load: CompiledLoad
    private let streams: PerPhase<RandomStream>
    private var moment: SignalMoment

    init(load: CompiledLoad, instant: Instant) {
        self.load = load
        // 0 is what belongs to no phase alone.
        streams = PerPhase(
            load.stream.substream(1),
            load.stream.substream(2),
            load.stream.substream(3)
        )
        moment = SignalMoment(instant, zone: load.program.zone, stream: load.stream.substream(0))
    }

    /// How long all that was asked stays true.
    var until: Instant { moment.until }

    /// Voltages to neutral, V.
    mutating func voltages() -> PerPhase<Double> {
        let signals = load.program.voltages
        guard signals.count == 3 else {
            let voltage = signals.first?.value(at: &moment) ?? 0
            return PerPhase(voltage, voltage, voltage)
        }
        return PerPhase(
            value(signals[0], streams.l1),
            value(signals[1], streams.l2),
            value(signals[2], streams.l3)
        )
    }

    /// Frequency, Hz.
    mutating func frequency() -> Double {
        value(load.program.frequency, load.stream.substream(0))
    }

    private mutating func value(_ signal: Signal, _ stream: RandomStream) -> Double {
        moment.stream = stream
        return signal.value(at: &moment)
    }

    /// The powers of the phases in whole milliunits.
    mutating func powers(_ voltages: PerPhase<Double>) -> PerPhase<MilliPower> {
        switch load.program.layout {
        case .each(let sources):
            return PerPhase(
                each(sources[0], 0, voltages).l1,
                each(sources[1], 1, voltages).l2,
                each(sources[2], 2, voltages).l3
            )
        case .all(let source): return all(source, voltages)
        case .total(let source, let shares):
            guard case .pair(let pair) = source else { return Self.nothing }
            moment.stream = load.stream.substream(0)
            let power = pair.power(at: &moment, voltage: voltages.l1)
            return MilliPower(power).split(shares)
        }
    }

    private static let nothing = PerPhase(MilliPower.zero, .zero, .zero)

    /// A source that is the same on each phase.
    private mutating func all(_ source: PhaseSource, _ voltages: PerPhase<Double>)
        -> PerPhase<MilliPower>
    {
        if case .pair(let pair) = source, !load.program.isSameOnEachPhase {
            return PerPhase(
                power(pair, streams.l1, voltages.l1),
                power(pair, streams.l2, voltages.l2),
                power(pair, streams.l3, voltages.l3)
            )
        }
        return each(source, 0, voltages)
    }

    /// A source as if each phase had it.
    private mutating func each(_ source: PhaseSource, _ slot: Int, _ voltages: PerPhase<Double>)
        -> PerPhase<MilliPower>
    {
        switch source {
        case .idle: return Self.nothing
        case .pair(let pair):
            let stream = slot == 0 ? streams.l1 : slot == 1 ? streams.l2 : streams.l3
            let voltage = slot == 0 ? voltages.l1 : slot == 1 ? voltages.l2 : voltages.l3
            let power = power(pair, stream, voltage)
            return PerPhase(power, power, power)
        case .meters(let sum): return meters(sum, slot)
        }
    }

    private mutating func power(_ pair: PowerPair, _ stream: RandomStream, _ voltage: Double)
        -> MilliPower
    {
        moment.stream = stream
        return MilliPower(pair.power(at: &moment, voltage: voltage))
    }

    private mutating func meters(_ sum: MeterSum, _ slot: Int) -> PerPhase<MilliPower> {
        var total = Self.nothing
        guard let sums = load.sums, slot < sums.loads.count else { return total }
        for other in sums.loads[slot] {
            let piece = other.piece(at: moment.instant)
            moment.limit(piece.until)
            total.l1 = total.l1 + MilliPower(piece.conditions.l1)
            total.l2 = total.l2 + MilliPower(piece.conditions.l2)
            total.l3 = total.l3 + MilliPower(piece.conditions.l3)
        }
        moment.stream = streams.l1
        total.l1 = sum.withLosses(total.l1, at: &moment)
        moment.stream = streams.l2
        total.l2 = sum.withLosses(total.l2, at: &moment)
        moment.stream = streams.l3
        total.l3 = sum.withLosses(total.l3, at: &moment)
        return total
    }
}

extension MilliPower {
    /// Three parts whose sum is exactly this.
    func split(_ shares: [Double]) -> PerPhase<MilliPower> {
        let first = self.share(shares[0])
        let both = self.share(shares[0] + shares[1])
        return PerPhase(
            first,
            MilliPower(
                active: both.active - first.active,
                reactive: both.reactive - first.reactive
            ),
            MilliPower(active: active - both.active, reactive: reactive - both.reactive)
        )
    }

    private func share(_ share: Double) -> MilliPower {
        MilliPower(
            active: Int64((Double(active) * share).rounded()),
            reactive: Int64((Double(reactive) * share).rounded())
        )
    }
}
