internal import MeterModels
internal import Metrology

/// The energy counters that a model has: those that a farm file may let begin at a value.
///
/// A model counts what its registers and records show or its outputs count; a quadrant counts as
/// part of the reactive energy that holds it.
struct MeterCounters {
    private let model: MeterModel
    /// What registers and records show, in the order of the tables.
    private let shown: [EnergyIndex]
    /// The flows that have a total.
    private let lanes: EnergyLanes

    init(_ model: MeterModel) {
        self.model = model
        let registers = (model.modbus?.holding ?? []) + (model.modbus?.input ?? [])
        let ofRegisters: [Quantity] = registers.compactMap { register in
            if case .quantity(let quantity) = register.source { quantity } else { nil }
        }
        let ofRecords: [Quantity] = (model.mBus?.records ?? []).compactMap { record in
            if case .quantity(let quantity) = record.source { quantity } else { nil }
        }
        shown = (ofRegisters + ofRecords).compactMap(\.countedEnergy)
        var lanes: EnergyLanes = model.design.networks.isEmpty ? [] : .activeImport
        for index in shown { lanes.formUnion(index.plus.union(index.minus)) }
        // What a lamp flashes for is no counter.
        for output in model.design.outputs where !output.isLamp {
            lanes.formUnion(output.lanes())
        }
        if model.ratings.reactiveAccuracy != nil { lanes.formUnion(.reactive) }
        self.lanes = lanes
    }

    /// Whether the model keeps all that an index adds.
    func has(_ index: EnergyIndex) -> Bool {
        guard !model.design.networks.isEmpty, index.minus == [], hasChannel(index.channel) else {
            return false
        }
        if !index.bins.isDisjoint(with: .allPartials) {
            return partialLanes(index.bins).isSuperset(of: index.plus)
        }
        guard lanes.isSuperset(of: index.plus) else { return false }
        let tariffs = model.design.tariffCount
        return index.bins == .total
            || (tariffs > 1 && (1...min(tariffs, 4)).contains { index.bins == .tariff($0) })
    }

    /// The names of the counters: those that registers show, else all there are.
    var names: [String] {
        var seen: Set<String> = []
        let names = shown.filter(has).map { model.catalogue.name(of: .energy($0)) }
            .filter { seen.insert($0).inserted }
        return names.isEmpty ? allNames : names
    }

    /// The names of all counters, also of those that no register shows.
    var allNames: [String] {
        model.catalogue.names.filter { name in
            guard case .energy(let index)? = model.catalogue[name] else { return false }
            return has(index)
        }
    }

    private func hasChannel(_ channel: Channel) -> Bool {
        guard channel != .total else { return true }
        return model.design.keepsPhaseEnergies
            && model.design.networks.contains { $0.measures.has(channel) }
    }

    /// The flows that have partial counters of these bins.
    private func partialLanes(_ bins: EnergyBins) -> EnergyLanes {
        var lanes: EnergyLanes = []
        for partial in model.design.partials where partial.bins.isSuperset(of: bins) {
            lanes.formUnion(partial.lanes)
        }
        for index in shown where index.bins == bins { lanes.formUnion(index.plus) }
        return lanes
    }
}

extension Quantity {
    /// The energy that it tells something of; nil for other quantities.
    fileprivate var countedEnergy: EnergyIndex? {
        switch self {
        case .energy(let index), .energyOverflows(let index), .periodEnergy(let index, _): index
        case .combinedEnergy(let isReactive): EnergyIndex(isReactive ? .reactive : .active)
        default: nil
        }
    }
}
