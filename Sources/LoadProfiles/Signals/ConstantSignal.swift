import Documents

/// A signal that is a number.
struct ConstantSignal: SignalKind {
    static var keyword: String { "number" }

    let number: Double

    static func read(_ node: Node, in object: ObjectReader, scope: SignalScope)
        -> (any SignalKind)?
    {
        node.number(scope.what, in: scope.range).map(ConstantSignal.init)
    }

    func value(at moment: inout SignalMoment) -> Double { number }

    var constant: Double? { number }
}
