import Metrology
import SimulatedTime

/// A load profile bound to a zone: shared by all the meters that name it.
final class LoadProgram: Sendable {
    /// How powers are laid on the phases.
    enum Layout: Sendable {
        /// Each phase has its own.
        case each([PhaseSource])
        /// Each phase has the same, with chance of its own.
        case all(PhaseSource)
        /// A three-phase sum, split by shares that add up to 1.
        case total(PhaseSource, shares: [Double])
    }

    let layout: Layout
    /// One voltage for all phases, or three.
    let voltages: [Signal]
    let frequency: Signal
    let zone: CivilZone
    /// Whether a source for all phases is worth the same on each.
    let isSameOnEachPhase: Bool

    init(layout: Layout, voltages: [Signal], frequency: Signal, zone: CivilZone) {
        self.layout = layout
        self.voltages = voltages
        self.frequency = frequency
        self.zone = zone
        isSameOnEachPhase =
            if case .all(let source) = layout {
                !source.usesChance && voltages.count == 1
            } else { false }
    }

    func bound(to zone: CivilZone) -> LoadProgram {
        let bound: Layout =
            switch layout {
            case .each(let sources): .each(sources.map { $0.bound(to: zone) })
            case .all(let source): .all(source.bound(to: zone))
            case .total(let source, let shares): .total(source.bound(to: zone), shares: shares)
            }
        return LoadProgram(
            layout: bound,
            voltages: voltages.map { $0.bound(to: zone) },
            frequency: frequency.bound(to: zone),
            zone: zone
        )
    }

    /// The sources in the order of their slots: one for each phase, or one for all.
    var sources: [PhaseSource] {
        switch layout {
        case .each(let sources): sources
        case .all(let source), .total(let source, _): [source]
        }
    }
}
