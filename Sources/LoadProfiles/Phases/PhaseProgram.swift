import SimulatedTime

/// What one phase carries, ready to be asked: what is constant is worked out beforehand.
final class PhaseProgram: Sendable {
    /// How the powers follow from the signals.
    private enum Form { case idle, directed, reactive, general }

    /// What other meters carry, in place of signals.
    let sum: MeterSum?
    /// Where the loads of those meters stand among the program's sums.
    let slot: Int
    /// Whether the powers are those at 1 V.
    let isPerVolt: Bool
    /// Whether seed and meter change it.
    let usesChance: Bool
    /// The harmonics of the current; those of a sum come from its meters.
    let waves: [HarmonicSignal]

    private let form: Form
    private let first: Signal
    private let second: Signal
    private let pair: PowerPair?
    private let direction: Power
    /// How many times what the signals say it carries.
    private let scale: Double

    init(_ source: PhaseSource, slot: Int, waves: [HarmonicSignal], scale: Double) {
        self.scale = scale
        self.slot = slot
        let none = Signal(ConstantSignal(number: 0), .activePower)
        switch source {
        case .pair(let pair):
            let direction = pair.second.constant.flatMap { pair.direction(second: $0) }
            form =
                if direction != nil { .directed } else if pair.form == .activeAndReactive {
                    .reactive
                } else { .general }
            (first, second, self.pair) = (pair.first, pair.second, pair)
            self.direction = (direction ?? Power(active: 0, reactive: 0)).scaled(by: scale)
            isPerVolt = pair.isPerVolt
            sum = nil
            self.waves = pair.waves ?? waves
        case .idle, .meters:
            form = .idle
            (first, second, pair) = (none, none, nil)
            direction = Power(active: 0, reactive: 0)
            isPerVolt = false
            sum = if case .meters(let sum) = source { sum } else { nil }
            self.waves = []
        }
        usesChance = source.usesChance || self.waves.contains { $0.usesChance }
    }

    /// Whether it is the same for ever.
    var isConstant: Bool { first.constant != nil && second.constant != nil && sum == nil }

    /// Active power in W and reactive power in var, or both at 1 V where a current is given.
    func demand(at moment: inout SignalMoment) -> Power {
        let a = first.value(at: &moment)
        guard form == .directed else { return undirected(a, at: &moment) }
        return direction.scaled(by: a)
    }

    /// Apart, so that the commonest way is short.
    @inline(never)
    private func undirected(_ a: Double, at moment: inout SignalMoment) -> Power {
        switch form {
        case .directed, .idle: return Power(active: 0, reactive: 0)
        case .reactive:
            return Power(active: a, reactive: second.value(at: &moment)).scaled(by: scale)
        case .general:
            let direction = pair?.direction(second: second.value(at: &moment))
            guard let direction else { return Power(active: 0, reactive: 0) }
            return direction.scaled(by: a * scale)
        }
    }
}

extension Power {
    /// So many times the power.
    fileprivate func scaled(by factor: Double) -> Power {
        Power(active: active * factor, reactive: reactive * factor)
    }
}
