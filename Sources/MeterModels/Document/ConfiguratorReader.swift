import Documents

/// Reads how a device is set by plugs.
///
/// ```json
/// { "address": ["A1", "A2", "A3"],
///   "mode": { "plug": "M", "values": [ { "framing": "rtu", "parity": "none", "stopBits": 1 } ] },
///   "baudRate": { "plug": "B", "values": [1200, 2400] } }
/// ```
enum ConfiguratorReader {
    static func read(_ reader: ObjectReader, _ serial: SerialOptions) -> Configurators? {
        guard let node = reader.optional("configurators"),
            let object = node.object("what plugs stand for")
        else { return nil }
        let address = object.required("address", "the places of its digits, the highest first")?
            .strings("the places of its digits, the highest first")
        let mode = places(object, "mode") { readMode($0, serial) }
        let rate = places(object, "baudRate") { readRate($0, serial) }
        object.finish()
        guard let address else { return nil }
        if !(1...3).contains(address.count) {
            node.report("has \(address.count) places for the address; 1 to 3")
        }
        let found = Configurators(address: address, mode: mode, baudRate: rate)
        if Set(found.places).count < found.places.count { node.report("has a place twice") }
        return found
    }

    private static func places<Value>(
        _ reader: ObjectReader,
        _ key: String,
        _ value: (Node) -> Value?
    ) -> (place: String, values: [Value])? {
        guard let object = reader.optional(key)?.object("a place and what its plugs stand for")
        else { return nil }
        let place = object.required("plug", "the name of the place")?.string()
        let list = object.required("values", "what plug 0, 1, 2 and so on stand for")
        let nodes = list?.array("what plug 0, 1, 2 and so on stand for") ?? []
        if let list, case .array = list.value, !(1...10).contains(nodes.count) {
            list.report("has \(nodes.count) values; 1 to 10")
        }
        let values = nodes.compactMap(value)
        object.finish()
        return place.map { ($0, values) }
    }

    private static func readMode(_ node: Node, _ serial: SerialOptions) -> Configurators.Mode? {
        guard let object = node.object("a mode") else { return nil }
        let framing = object.required("framing")?.choice(of: Configurators.Framing.self)
        let parity = object.required("parity")?.choice(of: SerialOptions.Parity.self)
        let bits = object.optional("stopBits").map { $0.integer("stop bits", in: 1...2) } ?? 1
        object.finish()
        guard let framing, let parity, let bits else { return nil }
        if !serial.parities.contains(parity) || !serial.stopBits.contains(bits) {
            node.report("is not allowed by \"parities\" and \"stopBits\" in /serial")
        }
        return Configurators.Mode(framing: framing, parity: parity, stopBits: bits)
    }

    private static func readRate(_ node: Node, _ serial: SerialOptions) -> Int? {
        guard let rate = node.integer("a speed in bit/s") else { return nil }
        if !serial.baudRates.contains(rate) {
            node.report("is not allowed by \"baudRates\" in /serial")
        }
        return rate
    }
}
