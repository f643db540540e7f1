import Documents

/// Reads the steps of a register that go with the programmed ratios.
struct RatioScaleReader {
    /// How many of the source's integers make a unit.
    let perUnit: Int64

    func read(_ node: Node) -> RatioScale? {
        guard let reader = node.object("a ratio and bands") else { return nil }
        defer { reader.finish() }
        let ratio = reader.required("ratio")?.choice(of: RatioScale.Ratio.self)
        let list = reader.required("bands")?.array("bands, ascending by ratio") ?? []
        let bands = list.compactMap(band)
        guard let ratio, bands.count == list.count, !bands.isEmpty else {
            if list.isEmpty, reader.has("bands") { node.report("has no band; at least one") }
            return nil
        }
        let ends = bands.dropLast().map { $0.below ?? .infinity }
        guard zip(ends, ends.dropFirst()).allSatisfy({ $0 < $1 }), ends.last != .infinity,
            bands.last?.below == nil
        else {
            node.report("bands ascend by \"below\", and the last has none")
            return nil
        }
        return RatioScale(ratio: ratio, bands: bands)
    }

    private func band(_ node: Node) -> RatioScale.Band? {
        guard let reader = node.object("a band with a scale") else { return nil }
        defer { reader.finish() }
        let below = reader.optional("below")?.number("a ratio", in: 0.001...1e12)
        guard let scale = reader.required("scale"),
            let number = scale.number("a step", in: 1e-12...1e12)
        else { return nil }
        guard let decimal = DecimalScale(number), let compiled = decimal.scale(perUnit: perUnit)
        else {
            scale.report("is no step; at most 15 digits, and not too great for the unit")
            return nil
        }
        return RatioScale.Band(below: below, decimal: decimal, compiled: compiled)
    }
}
