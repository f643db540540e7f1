public import Metrology

extension MeterModel {
    /// A device that measures nothing of electricity and gives pulses of what flows through it: a
    /// water, gas, oil or heat meter.
    ///
    /// - Parameters:
    ///   - kind: what flows.
    ///   - output: its pulse output; the weight in the kind's own units of flow.
    public static func source(of kind: PulseKind, _ output: PulseOutputDesign) -> MeterModel {
        var parts = MeterModelParts(id: "pulse-source-\(kind.name)")
        parts.name = "source of \(kind.name) pulses"
        parts.vendor = "meterfarm"
        parts.design.networks = []
        parts.design.supply.from = [.auxiliary]
        parts.design.outputs = [output]
        parts.design.delivers = kind
        parts.catalogue = QuantityCatalogue(design: parts.design)
        return MeterModel(parts)
    }
}
