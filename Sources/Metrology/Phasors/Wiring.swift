/// What one input of a meter is connected to.
public enum Tap: Hashable, Sendable {
    /// A phase, perhaps the other way round.
    case phase(Channel, reversed: Bool)
    /// Nothing: a wire that is off, a voltage fuse that has blown.
    case open
    /// Nothing again, of a current input: its transformer is shorted or bridged.
    case shorted

    /// The tap of a phase, the right way round.
    public static func to(_ phase: Channel) -> Tap { .phase(phase, reversed: false) }

    /// Whether something is connected.
    public var isConnected: Bool {
        switch self {
        case .phase: true
        case .open, .shorted: false
        }
    }

    /// Picks the tap's phasor out of the three of the site.
    func pick(_ phasors: ThreePhasors) -> Phasor {
        switch self {
        case .open, .shorted: .zero
        case .phase(let phase, let reversed):
            reversed ? -phasors[phase] : phasors[phase]
        }
    }
}

extension Tap: CustomStringConvertible {
    /// The word in files: `l1`, with `-` in front the other way round; `open`, `shorted`.
    public var description: String {
        switch self {
        case .open: "open"
        case .shorted: "shorted"
        case .phase(let phase, let reversed): (reversed ? "-" : "") + phase.name
        }
    }
}

/// Which conductor each of the meter's inputs really sees: an operation on phasors.
public struct Wiring: Hashable, Sendable {
    /// Voltage inputs 1 to 3.
    public var u1 = Tap.to(.l1), u2 = Tap.to(.l2), u3 = Tap.to(.l3)
    /// Current inputs 1 to 3.
    public var i1 = Tap.to(.l1), i2 = Tap.to(.l2), i3 = Tap.to(.l3)
    /// Whether the meter's neutral terminal is connected; without it the meter's inputs form a
    /// virtual star point.
    public var neutralIsConnected = true
    /// Whether the installation's neutral is whole between the supply and the meter; broken, the
    /// loads' star point shifts and the meter's neutral with it.
    public var upstreamNeutralIsWhole = true
    /// The phases that are gone upstream of the meter and of the loads, which stand in star: their
    /// conductors rest at the loads' star point and carry nothing.
    public var lostPhases: PhaseSet = []

    /// Everything where it belongs.
    public static let correct = Wiring()

    /// Everything where it belongs.
    public init() {}

    /// Whether every input sees its own conductor and the neutrals are whole, whatever is lost.
    var isStraight: Bool {
        var mended = self
        mended.lostPhases = []
        return mended == .correct
    }

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

    /// The sum of the phasors divided by three.
    var mean: Phasor { (l1 + l2 + l3) * (1 / 3) }

    /// The phasors seen from another point.
    static func - (p: ThreePhasors, point: Phasor) -> ThreePhasors {
        ThreePhasors(p.l1 - point, p.l2 - point, p.l3 - point)
    }

    /// Each phasor scaled.
    public static func * (p: ThreePhasors, k: Double) -> ThreePhasors {
        ThreePhasors(p.l1 * k, p.l2 * k, p.l3 * k)
    }
}
