public import Metrology
public import SimulatedTime

/// Conditions that stay the same for a while.
public struct LoadPiece: Sendable, Equatable {
    /// What the installation carries.
    public var conditions: SiteConditions
    /// The first instant at which it may carry something else; later than the instant asked.
    public var until: Instant

    /// Conditions from the asked instant to `until`, which no longer belongs to them.
    public init(conditions: SiteConditions, until: Instant) {
        self.conditions = conditions
        self.until = until
    }
}

/// The load of one meter: a pure function of the instant.
///
/// Small: the program is shared by all the meters that name the same profile.
public struct CompiledLoad: Sendable {
    let program: LoadProgram
    /// The chance of each phase.
    let streams: PerPhase<RandomStream>
    /// The chance of what belongs to no phase alone.
    let shared: RandomStream
    let sums: MeterSums?
    /// The piece of a load that never changes.
    private var fixed: FixedPiece?
    private(set) var counts = PerPhase(true, true, true)
    private(set) var countsAll = true

    init(program: LoadProgram, stream: RandomStream, sums: MeterSums?, fixed: FixedPiece?) {
        self.program = program
        self.sums = sums
        self.fixed = fixed
        streams = PerPhase(stream.substream(1), stream.substream(2), stream.substream(3))
        shared = stream.substream(0)
    }

    /// The same load as a meter connected to these phases only sees it: the others carry nothing.
    ///
    /// For the sub-meters of a `sumOf`: a single-phase meter counts to its phase only.
    public func connected(l1: Bool, l2: Bool, l3: Bool) -> CompiledLoad {
        var load = self
        load.counts = PerPhase(
            counts.l1 && l1,
            counts.l2 && l2,
            counts.l3 && l3
        )
        load.countsAll = load.counts.l1 && load.counts.l2 && load.counts.l3
        if !load.countsAll { load.fixed = nil }
        return load
    }

    /// The conditions at an instant before ``Instant/distantFuture``, and how long they hold.
    public func piece(at instant: Instant) -> LoadPiece {
        let dead = PhaseConditions.dead
        var piece = LoadPiece(
            conditions: SiteConditions(l1: dead, l2: dead, l3: dead),
            until: instant
        )
        update(&piece, at: instant)
        return piece
    }

    /// Makes a piece, whatever it was, that of an instant before ``Instant/distantFuture``.
    ///
    /// What ``piece(at:)`` gives, without moving a piece about: for who asks millions of times.
    public func update(_ piece: inout LoadPiece, at instant: Instant) {
        if let fixed {
            piece = fixed.piece
            return
        }
        var moment = SignalMoment(instant, stream: shared)
        if program.shape == .sums {
            piece.conditions = summed(at: &moment)
        } else {
            fill(&piece.conditions, at: &moment)
        }
        piece.until = moment.until
    }
}

/// The piece of a load that never changes, shared by all the meters that name its profile.
final class FixedPiece: Sendable {
    let piece: LoadPiece

    init(_ piece: LoadPiece) {
        self.piece = piece
    }
}

/// The loads that a `sumOf` adds, by slot of its program's sources.
final class MeterSums: Sendable {
    let loads: [[CompiledLoad]]

    init(_ loads: [[CompiledLoad]]) {
        self.loads = loads
    }
}
