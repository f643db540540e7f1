import Documents
import SimulatedTime

/// `{ "product": [0.5, {…}] }`: signals multiplied; behind a factor that is 0 none is asked.
struct ProductSignal: SignalKind {
    static var keyword: String { "product" }

    let factors: [any SignalKind]

    static func read(_ node: Node, in object: ObjectReader, scope: SignalScope)
        -> (any SignalKind)?
    {
        scope.list(node, "the signals to multiply").map(ProductSignal.init)
    }

    func value(at moment: inout SignalMoment) -> Double {
        var product = 1.0
        // By index: iterating would copy each factor.
        for index in factors.indices {
            product *= factors[index].value(at: &moment)
            // While a factor is 0, those behind it neither count nor end the piece.
            if product == 0 { return 0 }
        }
        return product
    }

    var usesChance: Bool { factors.contains { $0.usesChance } }

    func bound(to zone: CivilZone) -> any SignalKind {
        ProductSignal(factors: factors.map { $0.bound(to: zone) })
    }
}
