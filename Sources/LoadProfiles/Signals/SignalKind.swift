import Documents
import SimulatedTime

/// One kind of signal: how it is read, and what it is worth at an instant.
///
/// A kind is one file; ``SignalScope/kinds`` names them all.
protocol SignalKind: Sendable {
    /// The key that makes an object a signal of this kind.
    static var keyword: String { get }

    /// Reads the signal; nil after a complaint.
    ///
    /// - Parameters:
    ///   - node: what stands under the keyword.
    ///   - object: the signal itself, for options that stand beside the keyword.
    static func read(_ node: Node, in object: ObjectReader, scope: SignalScope)
        -> (any SignalKind)?

    /// The value at the moment's instant; limits the moment to how long the value stays.
    func value(at moment: inout SignalMoment) -> Double

    /// Whether seed and meter change the value.
    var usesChance: Bool { get }

    /// The same signal with all that can be worked out once the zone is known.
    func bound(to zone: CivilZone) -> any SignalKind
}

extension SignalKind {
    var usesChance: Bool { false }
    func bound(to zone: CivilZone) -> any SignalKind { self }
}

/// One instant at which signals are asked, gathering how long all their answers stay true.
struct SignalMoment {
    /// The instant asked.
    let instant: Instant
    /// The zone of civil times.
    let zone: CivilZone
    /// Where chance comes from: the stream of one meter and one phase.
    var stream: RandomStream
    /// The first instant at which an answer given so far may be another.
    private(set) var until = Instant.distantFuture
    private var wallClock: (microseconds: Int64, until: Instant)?

    init(_ instant: Instant, zone: CivilZone, stream: RandomStream) {
        self.instant = instant
        self.zone = zone
        self.stream = stream
    }

    /// Notes that an answer holds until `end` only.
    mutating func limit(_ end: Instant) {
        until = min(until, max(end, instant + .microseconds(1)))
    }

    /// The wall clock at the instant, µs as if UTC, and when it is next set.
    mutating func wall() -> (microseconds: Int64, until: Instant) {
        if let wallClock { return wallClock }
        let wall = zone.wall(at: instant)
        wallClock = wall
        return wall
    }
}
