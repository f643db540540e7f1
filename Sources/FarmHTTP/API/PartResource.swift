internal import Documents
internal import FarmCore
internal import Hummingbird
internal import Metrology
internal import SimulatedTime

extension FarmAPI {
    /// A part of a meter as it stands at an instant.
    private typealias Part = @Sendable (_ meter: MeterMachine, _ now: Instant) -> JSONOutput

    /// `/v1/meters/METER/…`: what can be seen of its parts.
    func addParts(to routes: inout Routes) {
        let parts: [(String, Part)] = [
            ("settings", { meter, _ in meter.settingsOutput }),
            ("wiring", { meter, _ in meter.wiringOutput }),
            ("installation", { meter, _ in meter.installationOutput }),
            ("supply", { meter, _ in meter.supplyOutput }),
            ("connection", { meter, _ in meter.connectionOutput }),
            ("tariff", { meter, _ in meter.tariffOutput }),
            ("input", { meter, _ in ["input": .bool(meter.value(of: .tariffInput) == 1)] }),
            ("partials", { meter, _ in meter.partialsOutput }),
            ("demand", { meter, now in meter.demandOutput(at: now) }),
            ("alarms", { meter, _ in .items(meter.alarmViews.map { meter.output($0) }) }),
            ("inputs", { meter, _ in .items(meter.inputViews.map(\.output)) }),
            ("sensors", { meter, _ in .items(meter.sensorViews.map(\.output)) }),
            ("relays", { meter, _ in meter.relaysOutput }),
        ]
        for (path, output) in parts {
            addPart(path, to: &routes) { place in
                try await farm.onBus(place.bus) { bus, now in
                    bus.withMeter(place: place.place, on: now) { output($0, now) }
                }
            }
        }
        let zone = plan.timeZone
        addPart("clock", to: &routes) { place in
            try await farm.onBus(place.bus) { bus, now in
                bus.withMeter(place: place.place, on: now) { $0.clockOutput(at: now, in: zone) }
            }
        }
        addPart("pulses", to: &routes) { place in
            let leads = self.leads(of: plan.meters[place.number].name)
            return try await farm.onBus(place.bus) { bus, now in
                bus.withMeter(place: place.place, on: now) { meter in
                    ["at": .instant(now), "items": .array(meter.pulses(leads, at: now))]
                }
            }
        }
    }

    /// The parts that would tell what a lesson wants to know.
    private static let hiddenParts: Set<String> = [
        "wiring", "installation", "supply", "connection",
    ]

    private func addPart(
        _ path: String,
        to routes: inout Routes,
        _ output: @escaping @Sendable (MeterIndex.Place) async throws -> JSONOutput?
    ) {
        routes.get("/v1/meters/:meter/\(path)") { [self] request, context in
            _ = try Query(request, [])
            let name = try context.parameters.require("meter")
            let place = try index.meter(name)
            if Self.hiddenParts.contains(path) { try requireOpen(name) }
            guard let output = try await output(place) else {
                throw Problem(.notFound, "there is no meter \"\(name)\" any more")
            }
            return output.response
        }
    }

    /// Where the pulses of a meter's outputs go, by output.
    private func leads(of meter: String) -> [Int: [String]] {
        var leads: [Int: [String]] = [:]
        for line in plan.pulseLines where line.meter == meter {
            leads[line.output, default: []].append(line.target.words)
        }
        return leads
    }
}

extension JSONOutput {
    /// A list that is always given whole.
    static func items(_ items: [JSONOutput]) -> JSONOutput { ["items": .array(items)] }
}
