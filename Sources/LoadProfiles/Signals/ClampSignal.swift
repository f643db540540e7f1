import Documents
import SimulatedTime

/// `{ "clamp": { "of": {…}, "minimum": 0, "maximum": 4600 } }`: a signal kept within bounds.
///
/// At least one of the bounds is given.
struct ClampSignal: SignalKind {
    static var keyword: String { "clamp" }

    let inner: any SignalKind
    let bounds: ClosedRange<Double>

    static func read(_ node: Node, in _: ObjectReader, scope: SignalScope) -> (any SignalKind)? {
        let what = "an object such as { \"of\": …, \"minimum\": 0, \"maximum\": 4600 }"
        guard let object = node.object(what) else { return nil }
        let inner = object.required("of", "the signal to keep within bounds")
            .flatMap { scope.parts().signal($0) }
        if !object.has("minimum"), !object.has("maximum") {
            node.report("has no bound; give it \"minimum\", \"maximum\" or both")
        }
        let bounds = object.bounds(what: "a bound", in: SignalScope.partRange)
        object.finish()
        guard let inner, let bounds else { return nil }
        if let number = inner.constant { return ConstantSignal(number: bounds.clamp(number)) }
        return ClampSignal(inner: inner, bounds: bounds)
    }

    func value(at moment: inout SignalMoment) -> Double {
        bounds.clamp(inner.value(at: &moment))
    }

    var usesChance: Bool { inner.usesChance }

    func bound(to zone: CivilZone) -> any SignalKind {
        ClampSignal(inner: inner.bound(to: zone), bounds: bounds)
    }
}
