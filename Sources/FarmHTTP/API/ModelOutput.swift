internal import Documents
internal import MeterModels
internal import Metrology

extension MeterRatings {
    var output: JSONOutput {
        func optional(_ number: Double?) -> JSONOutput { number.map { .number($0) } ?? .null }
        return [
            "connection": .text(connection.rawValue), "voltage": .number(voltage),
            "startingCurrent": optional(startingCurrent),
            "minimumCurrent": optional(minimumCurrent),
            "transitionCurrent": optional(transitionCurrent),
            "referenceCurrent": optional(referenceCurrent),
            "maximumCurrent": .number(maximumCurrent),
            "activeAccuracy": .text(optional: activeAccuracy),
            "reactiveAccuracy": .text(optional: reactiveAccuracy),
        ]
    }
}

extension ModelFeature {
    var output: JSONOutput {
        [
            "text": .text(text), "evidence": .text(evidence.rawValue),
            "source": .text(optional: source), "note": .text(optional: note),
        ]
    }
}

extension MeterModel {
    /// What the meter has beside its registers.
    var parts: JSONOutput {
        let equipment = design.equipment
        let outputs = design.outputs.count { !$0.isLamp }
        return [
            "tariffs": .integer(design.tariffCount), "tariffInput": .bool(hasTariffInput),
            "partials": .array(partialNames.map { .text($0) }),
            "demand": .bool(design.demand != nil),
            "alarms": .integer(design.alarms?.count ?? 0),
            "inputs": .integer(equipment?.inputCount ?? 0),
            "relays": .integer(equipment?.relays.count ?? 0),
            "sensors": .array(sensors.map { .text($0) }),
            "breaker": .bool(equipment?.breaker != nil), "pulseOutputs": .integer(outputs),
            "pulseInputs": .integer(design.pulseInputs?.count ?? 0),
            "clock": .bool(hasClock), "panel": .bool(panel.display != nil),
        ]
    }

    /// The names of the partial counters that can be commanded, each alone.
    var partialNames: [String] {
        design.partials.compactMap { selection in
            catalogue.names.first { catalogue[$0]?.isPartial(selection) ?? false }
        }
    }

    private var sensors: [String] {
        guard let equipment = design.equipment else { return [] }
        let temperatures = (0..<equipment.temperatureCount).map { "temperature\($0 + 1)" }
        let currents = equipment.analogueInputs.indices.map { "current\($0 + 1)" }
        let ofBreaker = equipment.breaker == nil ? [] : ["residualCurrent", "breakerTemperature"]
        return temperatures + currents + ofBreaker
    }

    /// Whether somebody who reads it sees a clock.
    private var hasClock: Bool {
        let registers = modbus?.descriptions.contains { $0.shows.hasPrefix("clock") } ?? false
        return registers || mBus?.descriptions.contains { $0.shows.hasPrefix("clock") } ?? false
    }
}

extension Quantity {
    /// Whether it is the partial counter of a selection.
    fileprivate func isPartial(_ selection: PartialSelection) -> Bool {
        guard case .energy(let index) = self, index.minus == [], index.channel == .total else {
            return false
        }
        return PartialSelection(index.plus, bins: index.bins) == selection
    }
}
