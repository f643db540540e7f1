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
    ///
    /// Asked millions of times for a meter's year: nothing is allocated here.
    func value(at moment: inout SignalMoment) -> Double

    /// Whether seed and meter change the value.
    var usesChance: Bool { get }

    /// The value when it is the same for ever.
    var constant: Double? { get }

    /// The same signal with all that can be worked out once the zone is known.
    ///
    /// Only what came from here is asked for values; a kind that reads the wall clock keeps the
    /// zone.
    func bound(to zone: CivilZone) -> any SignalKind
}

extension SignalKind {
    var usesChance: Bool { false }
    var constant: Double? { nil }
    func bound(to zone: CivilZone) -> any SignalKind { self }
}
