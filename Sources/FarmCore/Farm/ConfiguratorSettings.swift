internal import Documents
internal import MeterModels

/// Reads the plugs of a device that has no keys: `"configurators": { "A1": 0, "A2": 1, "M": 0 }`.
struct ConfiguratorSettings {
    /// The address that they give.
    let address: Int
    /// RTU or ASCII, parity and stop bits; nil where no plug says it.
    let mode: Configurators.Mode?
    /// The speed, bit/s; nil where no plug says it.
    let baudRate: Int?
    private let node: Node

    /// Nil where the farm file has none, or after complaints; a place without a plug counts as 0.
    static func read(_ meter: ObjectReader, _ model: MeterModel?) -> ConfiguratorSettings? {
        guard let node = meter.optional("configurators"),
            let object = node.object("plugs by the names of their places"), let model
        else { return nil }
        guard let places = model.configurators else {
            node.report("\(model.name) is not set by configurators")
            return nil
        }
        var plugs: [String: Int] = [:]
        for place in places.places {
            guard let entry = object.optional(place) else { continue }
            plugs[place] = plug(entry)
        }
        object.finish()
        let address = places.address.reduce(0) { $0 * 10 + (plugs[$1] ?? 0) }
        return ConfiguratorSettings(
            address: address,
            mode: value(places.mode, plugs, node),
            baudRate: value(places.baudRate, plugs, node),
            node: node
        )
    }

    /// A digit, also as the text that a repeat leaves.
    private static func plug(_ node: Node) -> Int? {
        var node = node
        if case .string(let text) = node.value, let number = Int64(text) {
            node = Node(.integer(number), at: node.pointer, log: node.log)
        }
        return node.integer("the number of a plug", in: 0...9)
    }

    private static func value<Value>(
        _ places: (place: String, values: [Value])?,
        _ plugs: [String: Int],
        _ node: Node
    ) -> Value? {
        guard let places else { return nil }
        let plug = plugs[places.place] ?? 0
        if places.values.indices.contains(plug) { return places.values[plug] }
        node.log.report(
            node.pointer.appending(places.place),
            "\(plug) stands for nothing; 0 to \(places.values.count - 1)"
        )
        return nil
    }

    /// The address as a node, so that it is complained of where the plugs stand.
    var addressNode: Node { Node(.integer(Int64(address)), at: node.pointer, log: node.log) }

    /// A station set so.
    func applied(to station: Station) -> Station {
        var station = station
        station.baudRate = baudRate ?? station.baudRate
        station.parity = mode?.parity ?? station.parity
        station.stopBits = mode?.stopBits ?? station.stopBits
        switch mode?.framing {
        case .rtu: station.framing = .rtu
        case .ascii: station.framing = .ascii
        case nil: break
        }
        return station
    }
}
