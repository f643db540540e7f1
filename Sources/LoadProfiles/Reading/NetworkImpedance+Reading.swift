import Documents

extension NetworkImpedance {
    /// Reads `{ "resistance": 0.3, "reactance": 0.1 }`, Ω of each phase conductor; nil after
    /// complaints.
    static func read(_ node: Node) -> NetworkImpedance? {
        let what = "an object such as { \"resistance\": 0.3, \"reactance\": 0.1 }"
        guard let object = node.object(what) else { return nil }
        if object.keys.isEmpty {
            node.report("is empty; expected \(what)")
            return nil
        }
        let resistance = object.optional("resistance").map {
            $0.number("a resistance in ohm", in: 0...1e6)
        }
        let reactance = object.optional("reactance").map {
            $0.number("a reactance in ohm", in: -1e6...1e6)
        }
        object.finish()
        guard let resistance = resistance ?? 0, let reactance = reactance ?? 0 else { return nil }
        return NetworkImpedance(resistance: resistance, reactance: reactance)
    }
}
