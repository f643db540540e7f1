internal import Documents
internal import LoadProfiles
internal import MeterModels
internal import Metrology
internal import SimulatedTime

/// Reads what the farm file connects to a meter's inputs and sensors.
struct EquipmentReader {
    /// What stands there.
    struct Found {
        /// What drives the tariff input.
        var tariff: Signal?
        /// What drives the digital inputs, by number.
        var inputs: [Int: Signal] = [:]
        /// What is connected to sensors.
        var sensors: [SensorPlace: Signal] = [:]

        /// The signals as one meter has them; nil when there is none but the tariff's.
        func drives(seed: Seed, owner: String, timeZone: CivilZone) -> EquipmentDrives? {
            guard !inputs.isEmpty || !sensors.isEmpty else { return nil }
            func compiled(_ signal: Signal, _ purpose: String) -> CompiledSignal {
                signal.compiled(seed: seed, owner: owner, purpose: purpose, timeZone: timeZone)
            }
            let last = inputs.keys.max() ?? 0
            return EquipmentDrives(
                inputs: (0..<last).map { index in
                    inputs[index + 1].map { compiled($0, "input.\(index + 1)") }
                },
                sensors: Dictionary(
                    uniqueKeysWithValues: sensors.map { place, signal in
                        (place, compiled(signal, "sensor.\(place.name)"))
                    }
                )
            )
        }
    }

    let library: ProfileLibrary
    let timeZone: CivilZone
    let model: MeterModel?

    func read(_ meter: ObjectReader) -> Found {
        var found = Found()
        if let inputs = meter.optional("inputs")?.object("inputs by name") {
            found.tariff = tariff(inputs.optional("tariff"))
            found.inputs = digitalInputs(inputs)
            inputs.finish()
        }
        if let sensors = meter.optional("sensors")?.object("sensors by name") {
            found.sensors = self.sensors(sensors)
            sensors.finish()
        }
        return found
    }

    private func tariff(_ node: Node?) -> Signal? {
        guard let node else { return nil }
        if let model, !model.hasTariffInput {
            node.report("\(model.name) has no tariff input")
        }
        let tariffs = model?.design.inputTariffs ?? 0
        guard tariffs > 2 else { return contact(node) }
        return contact(node, upTo: tariffs - 1, "tariff inputs, 0 for T1 to \(tariffs - 1)")
    }

    private func digitalInputs(_ object: ObjectReader) -> [Int: Signal] {
        var found: [Int: Signal] = [:]
        let count = model?.design.equipment?.inputCount ?? 0
        for n in 1...EquipmentDesign.mostInputs {
            guard let node = object.optional(String(n)) else { continue }
            if let model, n > count {
                let inputs = count == 1 ? "1 digital input" : "\(count) digital inputs"
                node.report("\(model.name) has \(count == 0 ? "no digital inputs" : inputs)")
            }
            found[n] = contact(node)
        }
        return found
    }

    private func contact(
        _ node: Node,
        upTo most: Int = 1,
        _ what: String = "an input, 0 open to 1 closed"
    ) -> Signal? {
        Signal.read(
            node,
            library: library,
            range: 0...Double(most),
            what: what,
            timeZone: timeZone
        )
    }

    private func sensors(_ object: ObjectReader) -> [SensorPlace: Signal] {
        var found: [SensorPlace: Signal] = [:]
        let places = model.map { SensorPlace.all($0.design.equipment ?? EquipmentDesign()) }
        for place in places ?? [] {
            guard let node = object.optional(place.name) else { continue }
            found[place] = Signal.read(
                node,
                library: library,
                range: place.range,
                what: place.what,
                timeZone: timeZone
            )
        }
        if let model, places?.isEmpty == true {
            object.node.report("\(model.name) has no sensors")
        }
        if places?.isEmpty ?? true { for key in object.keys { _ = object.optional(key) } }
        return found
    }
}
