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
    let stream: RandomStream
    let sums: MeterSums?
    private var counts = PerPhase(true, true, true)

    init(program: LoadProgram, stream: RandomStream, sums: MeterSums?) {
        self.program = program
        self.stream = stream
        self.sums = sums
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
        return load
    }

    /// The conditions at an instant before ``Instant/distantFuture``, and how long they hold.
    public func piece(at instant: Instant) -> LoadPiece {
        var asked = LoadMoment(load: self, instant: instant)
        let voltages = asked.voltages()
        let powers = asked.powers(voltages)
        let frequency = asked.frequency()
        let none = MilliPower.zero
        let conditions = SiteConditions(
            l1: (counts.l1 ? powers.l1 : none).conditions(voltage: voltages.l1),
            l2: (counts.l2 ? powers.l2 : none).conditions(voltage: voltages.l2),
            l3: (counts.l3 ? powers.l3 : none).conditions(voltage: voltages.l3),
            frequency: frequency
        )
        return LoadPiece(conditions: conditions, until: asked.until)
    }
}

/// The loads that a `sumOf` adds, by slot of its program's sources.
final class MeterSums: Sendable {
    let loads: [[CompiledLoad]]

    init(_ loads: [[CompiledLoad]]) {
        self.loads = loads
    }
}
