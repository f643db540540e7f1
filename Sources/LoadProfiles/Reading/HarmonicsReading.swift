import Documents
import Metrology

/// Reads `harmonics`: `{ "current": { "3": 0.72, "5": { "ratio": 0.5, "angle": 180 } },
/// "voltage": { "5": 0.03 } }`.
///
/// A harmonic is its ratio to the fundamental, a signal, or an object with `ratio` and `angle`.
/// At the root of a profile, `voltage` may give `l1` to `l3` in place of orders.
struct HarmonicsReading {
    let scope: SignalScope

    /// What stands at the root of a profile; nil after complaints.
    func site(_ node: Node) -> HarmonicWaves? {
        guard let object = object(node, "\"current\" and \"voltage\"") else { return nil }
        var waves: HarmonicWaves? = HarmonicWaves()
        if let current = object.optional("current") {
            if let wave = wave(current) { waves?.current = wave } else { waves = nil }
        }
        if let voltage = object.optional("voltage") {
            if let found = voltages(voltage) { waves?.voltages = found } else { waves = nil }
        }
        object.finish()
        return waves
    }

    /// What stands in a phase; nil after complaints.
    func phase(_ node: Node) -> [HarmonicSignal]? {
        guard let object = object(node, "\"current\"") else { return nil }
        let current = object.optional("current").map { wave($0) } ?? []
        if let voltage = object.optional("voltage") {
            voltage.report(
                "belongs to no load; give the voltage's harmonics at the profile's root, as in "
                    + "{ \"harmonics\": { \"voltage\": { \"l1\": { \"5\": 0.03 } } } }"
            )
            return nil
        }
        object.finish()
        return current
    }

    private func object(_ node: Node, _ keys: String) -> ObjectReader? {
        guard let object = node.object("an object with \(keys)") else { return nil }
        if object.keys.isEmpty {
            node.report("is empty; expected \(keys)")
            return nil
        }
        return object
    }

    /// One wave for all phases, or three.
    private func voltages(_ node: Node) -> [[HarmonicSignal]]? {
        guard case .object(let members) = node.value,
            members.keys.contains(where: { LayoutReading.phaseKeys.contains($0) })
        else { return wave(node).map { [$0] } }
        guard let object = node.object() else { return nil }
        let waves = LayoutReading.phaseKeys.map { key in object.optional(key).map(wave) ?? [] }
        object.finish()
        let read = waves.compactMap { $0 }
        return read.count == 3 ? read : nil
    }

    /// The harmonics of one wave by order; nil after complaints.
    private func wave(_ node: Node) -> [HarmonicSignal]? {
        let what = "harmonics by order, as in { \"3\": 0.72, \"5\": 0.5 }"
        guard let object = node.object(what) else { return nil }
        let members = object.each()
        let harmonics = members.compactMap { key, node -> HarmonicSignal? in
            guard let order = order(key, node) else { return nil }
            return harmonic(order, node)
        }
        if members.isEmpty { node.report("is empty; expected \(what)") }
        guard !members.isEmpty, harmonics.count == members.count else { return nil }
        return harmonics.sorted { $0.order < $1.order }
    }

    private func order(_ key: String, _ node: Node) -> Int? {
        let orders = Spectrum.orders
        if let order = Int(key), orders.contains(order), String(order) == key { return order }
        node.report(
            "\"\(key)\" is no order of a harmonic; expected a whole number from "
                + "\(orders.lowerBound) to \(orders.upperBound)"
        )
        return nil
    }

    private func harmonic(_ order: Int, _ node: Node) -> HarmonicSignal? {
        let none = Signal(ConstantSignal(number: 0), .harmonicAngle)
        guard case .object(let members) = node.value,
            members["ratio"] != nil || members["angle"] != nil
        else {
            return signal(node, .harmonicRatio).map {
                HarmonicSignal(order: order, ratio: $0, angle: none)
            }
        }
        guard let object = node.object() else { return nil }
        let ratio = object.required("ratio", "its RMS value over the fundamental's")
            .flatMap { signal($0, .harmonicRatio) }
        let angle = object.optional("angle").map { signal($0, .harmonicAngle) } ?? none
        object.finish()
        guard let ratio, let angle else { return nil }
        return HarmonicSignal(order: order, ratio: ratio, angle: angle)
    }

    private func signal(_ node: Node, _ quantity: SignalQuantity) -> Signal? {
        scope.signal(node, as: quantity, from: scope.outerTokens + 1)
    }
}
