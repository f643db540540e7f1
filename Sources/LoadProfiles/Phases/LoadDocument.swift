import SimulatedTime

/// A load profile as it was read, before a zone is known.
struct LoadDocument: Sendable {
    /// How powers are laid on the phases.
    enum Layout: Sendable {
        /// Each phase has its own.
        case each([PhaseSource])
        /// Each phase has the same, with chance of its own.
        case all(PhaseSource)
        /// A three-phase sum, split by shares that add up to 1.
        case total(PhaseSource, shares: [Double])

        /// The sources in the order of their slots: one for each phase, or one for all.
        var sources: [PhaseSource] {
            switch self {
            case .each(let sources): sources
            case .all(let source), .total(let source, _): [source]
            }
        }

        /// Whether a phase is given by signals.
        var hasPowers: Bool {
            sources.contains { if case .pair = $0 { true } else { false } }
        }
    }

    var layout: Layout
    /// One voltage for all phases, or three.
    var voltages: [Signal]
    var frequency: Signal
    var harmonics = HarmonicWaves()
    var impedance: NetworkImpedance?

    /// The sources in the order of their slots.
    var sources: [PhaseSource] { layout.sources }

    func bound(to zone: CivilZone) -> LoadDocument {
        var bound = self
        bound.layout =
            switch layout {
            case .each(let sources): .each(sources.map { $0.bound(to: zone) })
            case .all(let source): .all(source.bound(to: zone))
            case .total(let source, let shares): .total(source.bound(to: zone), shares: shares)
            }
        bound.voltages = voltages.map { $0.bound(to: zone) }
        bound.frequency = frequency.bound(to: zone)
        bound.harmonics = harmonics.bound(to: zone)
        return bound
    }
}
