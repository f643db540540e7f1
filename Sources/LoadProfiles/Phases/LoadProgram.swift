import Metrology
import SimulatedTime

/// A load profile bound to a zone, ready to be asked: shared by all the meters that name it.
final class LoadProgram: Sendable {
    /// How the phases are asked.
    enum Shape: Sendable {
        /// Each phase for itself.
        case each
        /// Once for all: they carry the same.
        case same
        /// Once for all: a sum that is split.
        case total
        /// Other meters are added.
        case sums
    }

    /// What each phase is given by; one object where all are given alike.
    let phases: PerPhase<PhaseProgram>
    let shape: Shape
    /// The parts of a total; they add up to 1.
    let shares: [Double]
    /// Voltages, V to neutral; the first alone unless each phase has its own.
    let voltages: PerPhase<Signal>
    let isVoltagePerPhase: Bool
    let frequency: Signal
    let impedance: NetworkImpedance?
    /// The shapes of the waves; nil when all are sines, whatever other meters add.
    let harmonics: HarmonicProgram?
    /// A phase without voltage.
    let dead = PhaseConditions.dead
    /// The sources in the order of their slots.
    let sources: [PhaseSource]

    /// - Parameters:
    ///   - document: bound to its zone.
    ///   - scale: how many times what its signals say is carried.
    init(_ document: LoadDocument, scale: Double) {
        let waves = document.harmonics.current
        let sources = document.sources
        let slots = sources.enumerated().map {
            PhaseProgram($1, slot: $0, waves: waves, scale: scale)
        }
        let one = slots[0]
        let phases = PerPhase(one, slots.count > 1 ? slots[1] : one, slots.last ?? one)
        let isPerPhase = document.voltages.count == 3
        if slots.contains(where: { $0.sum != nil }) {
            shape = .sums
        } else if case .total = document.layout {
            shape = .total
        } else if case .all = document.layout, !one.usesChance, !isPerPhase {
            shape = .same
        } else {
            shape = .each
        }
        if case .total(_, let shares) = document.layout {
            self.shares = shares
        } else {
            shares = []
        }
        let (first, last) = (document.voltages[0], document.voltages.count - 1)
        voltages = PerPhase(
            first,
            isPerPhase ? document.voltages[1] : first,
            document.voltages[last]
        )
        isVoltagePerPhase = isPerPhase
        frequency = document.frequency
        impedance = document.impedance
        harmonics = HarmonicProgram(voltages: document.harmonics.voltages, phases: phases)
        self.sources = sources
        self.phases = phases
    }

    /// Whether the conditions are the same for ever, whoever has them.
    var isConstant: Bool {
        let constants = [voltages.l1, voltages.l2, voltages.l3, frequency].map(\.constant)
        let phases = [phases.l1, phases.l2, phases.l3]
        return constants.allSatisfy { $0 != nil } && phases.allSatisfy(\.isConstant)
            && harmonics?.isConstant != false
    }
}
