import Documents
import Metrology

/// Reads unit and step of a register and compiles them to integer arithmetic.
struct ScaleReader {
    private let reader: ObjectReader
    private let context: RegisterContext

    init(_ reader: ObjectReader, _ context: RegisterContext) {
        self.reader = reader
        self.context = context
    }

    func read(
        _ source: RegisterSource,
        _ places: [RegisterDescription.Place]
    ) -> RegisterEntry.Scaling {
        var scaling = RegisterEntry.Scaling()
        readFactor(source, places, &scaling)
        let scaleNode = reader.optional("scale")
        if let scaleNode, let number = scaleNode.number("a step", in: 1e-12...1e12) {
            if let decimal = DecimalScale(number) {
                scaling.decimal = decimal
            } else {
                scaleNode.report("has too many digits; at most 15")
            }
        }
        let unitNode = reader.optional("unit")
        scaling.unit = unitNode?.string("a unit") ?? ""
        guard let perUnit = perUnit(source, scaling.unit, unitNode) else { return scaling }
        let isSign = reader.optional("as")?.value == .string("sign")
        guard !isSign else { return scaling }
        if let node = reader.optional("scaleBy") {
            if let scaleNode { scaleNode.report("stands beside scaleBy; only one of them") }
            if case .quantity = source {} else { node.report("needs a quantity") }
            scaling.byRatio = RatioScaleReader(perUnit: perUnit).read(node)
            scaling.decimal = scaling.byRatio?.bands.first?.decimal ?? .one
        }
        if let compiled = scaling.decimal.scale(perUnit: perUnit) {
            scaling.compiled = compiled
        } else {
            (scaleNode ?? reader.node).report("is too great a step for \(scaling.unit)")
        }
        return scaling
    }

    /// The scale of a value whose unit and step are known from elsewhere, unless the file says
    /// them; nil where nothing is scaled, or after a complaint.
    func compiled(
        _ source: RegisterSource,
        unit: String,
        decimal: DecimalScale
    ) -> RegisterScale? {
        guard let perUnit = perUnit(source, unit, reader.optional("unit")),
            reader.optional("as")?.value != .string("sign")
        else { return nil }
        let compiled = decimal.scale(perUnit: perUnit)
        if compiled == nil { reader.node.report("has too great a step for \(unit)") }
        return compiled
    }

    /// The power of ten that stands in a register of its own.
    private func readFactor(
        _ source: RegisterSource,
        _ places: [RegisterDescription.Place],
        _ scaling: inout RegisterEntry.Scaling
    ) {
        guard let node = reader.optional("scaleFactor") else { return }
        guard let address = node.address() else { return }
        guard case .quantity = source else { return node.report("needs a quantity") }
        if reader.has("scale") { node.report("stands beside scale; only one of them") }
        let exponent = context.scaleFactors.exponent(at: address, in: places)
        guard let exponent else {
            let (low, high) = (ScaleFactors.range.lowerBound, ScaleFactors.range.upperBound)
            return node.report(
                "\(Hexadecimal.text(Int(address))) holds no power of ten; an i16 register of the "
                    + "same table with a constant from \(low) to \(high)"
            )
        }
        scaling.factor = address
        scaling.decimal = DecimalScale(powerOfTen: exponent)
    }

    /// How many of the source's integers make a unit; nil when nothing is scaled or the unit is
    /// wrong.
    private func perUnit(
        _ source: RegisterSource,
        _ unit: String,
        _ node: Node?
    ) -> Int64? {
        switch source {
        case .quantity(let quantity): return perUnit(quantity, unit, node)
        case .setting(let index):
            let setting = context.parts.settings[index]
            let own = setting.unit
            if unit.isEmpty, setting.choices.contains(where: { $0.code != $0.value }) { return 1 }
            guard let found = Self.factor(from: unit, to: own) else {
                let given = node ?? reader.node
                given.report("is \"\(unit)\"; the setting is in \"\(own)\"")
                return nil
            }
            return found
        default: return nil
        }
    }

    private func perUnit(_ quantity: Quantity, _ unit: String, _ node: Node?) -> Int64? {
        if reader.optional("as")?.value == .string("sign") {
            if unit.isEmpty { return 1 }
            node?.report("a sign has no unit")
            return nil
        }
        // A plain factor may stand in per cent, as in the models 201 to 204 of SunSpec.
        let isFactor = quantity.unit == .micro("")
        let found = isFactor && unit == "%" ? 10_000 : quantity.unit.perUnit(unit)
        if let found = found.flatMap({ Int64(exactly: $0.rounded()) }), found >= 1 {
            return found
        }
        let allowed = isFactor ? ["", "%"] : quantity.unit.allowedUnits
        let list = allowed.map { $0.isEmpty ? "none" : $0 }.joined(separator: ", ")
        if let node {
            node.report("\"\(unit)\" does not fit the quantity; allowed: \(list)")
        } else {
            reader.node.report("\"unit\" is missing; allowed: \(list)")
        }
        return nil
    }

    /// How many of a setting's unit make one of the register's.
    private static func factor(from unit: String, to own: String) -> Int64? {
        if unit == own { return 1 }
        let times: [String: Int64] = ["ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000]
        guard let from = times[unit], let to = times[own], from % to == 0 else { return nil }
        return from / to
    }
}
