import Documents
import SimulatedTime

/// `{ "sum": [700, {…}] }`: signals added.
struct SumSignal: SignalKind {
    static var keyword: String { "sum" }

    let terms: [any SignalKind]

    static func read(_ node: Node, in object: ObjectReader, scope: SignalScope)
        -> (any SignalKind)?
    {
        scope.list(node, "the signals to add").map(SumSignal.init)
    }

    func value(at moment: inout SignalMoment) -> Double {
        var total = 0.0
        // By index: iterating would copy each term.
        for index in terms.indices { total += terms[index].value(at: &moment) }
        return total
    }

    var usesChance: Bool { terms.contains { $0.usesChance } }

    func bound(to zone: CivilZone) -> any SignalKind {
        SumSignal(terms: terms.map { $0.bound(to: zone) })
    }
}

extension SignalScope {
    /// Reads an array of at least one signal.
    func list(_ node: Node, _ what: String) -> [any SignalKind]? {
        guard let elements = node.array("an array of \(what)") else { return nil }
        guard !elements.isEmpty else {
            node.report("is empty; expected \(what)")
            return nil
        }
        let scope = parts()
        let signals = elements.map { scope.signal($0) }
        let read = signals.compactMap { $0 }
        return read.count == elements.count ? read : nil
    }
}
