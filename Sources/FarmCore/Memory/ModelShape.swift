public import MeterModels
internal import Metrology

/// What a meter's state depends on in its model: a state fits every model of the same shape.
public struct ModelShape: Hashable, Sendable {
    /// One property.
    public struct Trait: Hashable, Sendable {
        /// What it is.
        public let name: String
        /// Its value, for comparison and for a message.
        public let value: String

        /// A property.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The properties, always in the same order.
    public let traits: [Trait]

    /// The shape that was kept with a state.
    public init(_ traits: [Trait]) { self.traits = traits }

    /// The shape of a model.
    public init(_ model: MeterModel) {
        let design = model.design
        func list(_ items: some Sequence<some Any>) -> String {
            items.map { "\($0)" }.joined(separator: ",")
        }
        let demand = design.demand.map {
            "\($0.window.rawValue) \($0.subinterval) s of \($0.sources.count) sources, "
                + "\($0.loadCurveRecords) records"
        }
        let inputs = design.pulseInputs.map {
            [Trait(name: "pulse inputs", value: "\($0.count)")]
        }
        let equipment = design.equipment.map { [Trait(name: "equipment", value: $0.summary)] }
        traits =
            [
                Trait(name: "refresh", value: "\(design.refresh) ms"),
                Trait(name: "networks", value: list(design.networks.map(\.rawValue))),
                Trait(name: "energy rollover", value: "\(design.energyRollover) mJ"),
                Trait(name: "tariffs", value: "\(design.tariffCount)"),
                Trait(name: "phase energies", value: "\(design.keepsPhaseEnergies)"),
                Trait(name: "period energies", value: "\(design.keepsPeriodEnergies)"),
                Trait(
                    name: "partial counters",
                    value: list(design.partials.map { "\($0.lanes.rawValue)/\($0.bins.rawValue)" })
                ),
                Trait(name: "demand", value: demand ?? "none"),
                Trait(
                    name: "extremes",
                    value: list(design.extremes.map(model.catalogue.name(of:)))
                ),
                Trait(
                    name: "alarms",
                    value: "\(design.alarms?.count ?? 0) on "
                        + list((design.alarms?.quantities ?? []).map(model.catalogue.name(of:)))
                ),
                Trait(name: "pulse outputs", value: "\(design.outputs.count)"),
                Trait(name: "settings", value: list(model.settings.map(\.name))),
            ] + (inputs ?? []) + Self.dialogue(model.modbus) + (equipment ?? [])
    }

    /// What a master's dealings leave in the meter; a model that keeps nothing has no such trait.
    private static func dialogue(_ map: ModbusMap?) -> [Trait] {
        guard let map, MeterDialogue(map) != nil else { return [] }
        let interface = map.commandInterface == nil ? "" : ", a command interface"
        return [Trait(name: "guards", value: "\(map.guards.count)\(interface)")]
    }

    /// What differs, a clause for each: `tariffs was 4, is now 2`.
    public func differences(from earlier: ModelShape) -> [String] {
        let before = Dictionary(earlier.traits.map { ($0.name, $0.value) }) { first, _ in first }
        var found: [String] = []
        for trait in traits where before[trait.name] != trait.value {
            let was = before[trait.name] ?? "unknown"
            found.append("\(trait.name) was \(was), is now \(trait.value)")
        }
        return found
    }
}
