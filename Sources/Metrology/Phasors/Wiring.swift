/// What one input of a meter is connected to.
public enum Tap: Hashable, Sendable {
    /// A phase, perhaps the other way round.
    case phase(Channel, reversed: Bool)
    /// Nothing.
    case open

    /// The tap of a phase, the right way round.
    public static func to(_ phase: Channel) -> Tap { .phase(phase, reversed: false) }

    /// Picks the tap's phasor out of the three of the site.
    func pick(_ phasors: ThreePhasors) -> Phasor {
        switch self {
        case .open: .zero
        case .phase(let phase, let reversed):
            reversed ? -phasors[phase] : phasors[phase]
        }
    }
}

/// Which conductor each of the meter's inputs really sees: an operation on phasors.
public struct Wiring: Hashable, Sendable {
    /// Voltage inputs 1 to 3.
    public var u1 = Tap.to(.l1), u2 = Tap.to(.l2), u3 = Tap.to(.l3)
    /// Current inputs 1 to 3.
    public var i1 = Tap.to(.l1), i2 = Tap.to(.l2), i3 = Tap.to(.l3)

    /// Everything where it belongs.
    public static let correct = Wiring()

    /// Everything where it belongs.
    public init() {}

    /// The voltages that reach the meter.
    public func voltages(_ site: ThreePhasors) -> ThreePhasors {
        ThreePhasors(u1.pick(site), u2.pick(site), u3.pick(site))
    }

    /// The currents that reach the meter.
    public func currents(_ site: ThreePhasors) -> ThreePhasors {
        ThreePhasors(i1.pick(site), i2.pick(site), i3.pick(site))
    }
}

/// The phasors of three phases.
public struct ThreePhasors: Hashable, Sendable {
    /// Phase 1 to 3.
    public var l1, l2, l3: Phasor

    /// Three phasors in phase order.
    public init(_ l1: Phasor, _ l2: Phasor, _ l3: Phasor) {
        self.l1 = l1
        self.l2 = l2
        self.l3 = l3
    }

    /// The phasor of a phase; of `total`, the phasor sum.
    public subscript(channel: Channel) -> Phasor {
        switch channel {
        case .l1: l1
        case .l2: l2
        case .l3: l3
        case .total: l1 + l2 + l3
        }
    }

    /// Each phasor scaled.
    public static func * (p: ThreePhasors, k: Double) -> ThreePhasors {
        ThreePhasors(p.l1 * k, p.l2 * k, p.l3 * k)
    }
}

extension SiteConditions {
    /// The phase voltages as phasors: L1 at 0°, L2 at −120°, L3 at +120°.
    public var voltages: ThreePhasors {
        ThreePhasors(
            Phasor(re: l1.voltage, im: 0),
            Phasor.a.conjugate * l2.voltage,
            Phasor.a * l3.voltage
        )
    }

    /// The phase currents that the powers demand: I = (S / V)*; none where there is no voltage.
    public var currents: ThreePhasors {
        ThreePhasors(
            l1.current(turned: Phasor(re: 1, im: 0)),
            l2.current(turned: Phasor.a.conjugate),
            l3.current(turned: Phasor.a)
        )
    }
}

extension PhaseConditions {
    /// The current of the phase, turned with its voltage.
    fileprivate func current(turned direction: Phasor) -> Phasor {
        guard voltage > 0 else { return .zero }
        let inPhase = Phasor(re: activePower / voltage, im: -reactivePower / voltage)
        return inPhase * direction
    }
}
