internal import Documents
internal import FarmCore
internal import Hummingbird
internal import MeterModels
internal import Metrology

extension FarmAPI {
    /// `/v1/meters/METER/truth`.
    func addTruth(to routes: inout Routes) {
        routes.get("/v1/meters/:meter/truth") { [self] request, context in
            let search = try Query(request, ["search"]).text("search")?.lowercased() ?? ""
            let place = try index.meter(context.parameters.require("meter"))
            try requireOpen(plan.meters[place.number].name)
            let truth = try await farm.onBus(place.bus) { bus, now in
                bus.truth(ofMeterAt: place.place, at: now)
            }
            guard let truth else { throw Problem(.notFound, "there is no such meter any more") }
            let wanted = truth.quantities.filter {
                search.isEmpty || $0.name.lowercased().contains(search)
            }
            return truth.output(wanted).response
        }
    }
}

extension MeterTruth {
    fileprivate func output(_ quantities: [QuantityTruth]) -> JSONOutput {
        [
            "at": .instant(instant), "network": .text(optional: network?.rawValue),
            "frequency": right.frequency.output, "right": right.output,
            "seen": seen?.output ?? .null, "quantities": .array(quantities.map(\.output)),
        ]
    }
}

extension QuantityTruth {
    fileprivate var output: JSONOutput {
        let exact = exact.map { JSONOutput.exact($0, perUnit: Int64(perUnit)) }
        return [
            "name": .text(name), "title": .text(Words.title(name)),
            "unit": unit.isEmpty ? .null : .text(unit), "value": exact ?? .null,
            "obis": .text(optional: obis),
        ]
    }
}

extension CircuitTruth {
    fileprivate var output: JSONOutput {
        var (voltages, currents): ([(String, JSONOutput)], [(String, JSONOutput)]) = ([], [])
        var powers: [(String, JSONOutput)] = []
        for (number, phase) in phases.enumerated() {
            voltages.append(("u\(number + 1)", phase.voltage?.output ?? .null))
            currents.append(("i\(number + 1)", phase.current?.output ?? .null))
            powers.append((phase.channel.name, phase.powers.output))
        }
        let neutral = neutralCurrent.map { current -> JSONOutput in
            ["magnitude": .number(current), "angle": .null]
        }
        currents.append(("in", neutral ?? .null))
        powers.append(("total", total.output))
        return [
            "voltages": .object(voltages), "currents": .object(currents),
            "lineVoltages": .array(lineVoltages.map(\.output)), "powers": .object(powers),
            "sequence": phaseSequence == 0 ? .null : .text("\(phaseSequence)"),
        ]
    }
}

extension PhasorTruth {
    fileprivate var output: JSONOutput {
        ["magnitude": .number(magnitude), "angle": magnitude > 0 ? .number(angle) : .null]
    }
}

extension PowerTruth {
    /// The powers; `null` where the network type has none here.
    var output: JSONOutput {
        guard active != nil || reactive != nil || apparent != nil else { return .null }
        return [
            "active": active.output, "reactive": reactive.output, "apparent": apparent.output,
            "powerFactor": powerFactor.output,
        ]
    }
}

extension Double? {
    /// The number, or `null`.
    var output: JSONOutput { map { .number($0) } ?? .null }
}
