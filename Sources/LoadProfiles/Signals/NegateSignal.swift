import Documents
import SimulatedTime

/// `{ "negate": {…} }`: a signal with the other sign, such as a production as an export.
struct NegateSignal: SignalKind {
    static var keyword: String { "negate" }

    let inner: any SignalKind

    static func read(_ node: Node, in _: ObjectReader, scope: SignalScope) -> (any SignalKind)? {
        guard let inner = scope.parts().signal(node) else { return nil }
        if let number = inner.constant { return ConstantSignal(number: 0 - number) }
        return NegateSignal(inner: inner)
    }

    func value(at moment: inout SignalMoment) -> Double {
        // Not the minus sign: the negative of 0 is 0.
        0 - inner.value(at: &moment)
    }

    var usesChance: Bool { inner.usesChance }

    func bound(to zone: CivilZone) -> any SignalKind {
        NegateSignal(inner: inner.bound(to: zone))
    }
}
