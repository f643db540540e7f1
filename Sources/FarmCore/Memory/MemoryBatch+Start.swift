internal import MeterModels

extension MemoryBatch {
    /// What must be on the disk before a farm serves: who its meters are now.
    ///
    /// A meter that is no longer in the farm file keeps its state, and the requests that it has
    /// not carried out yet, on a bus of its own: what comes later at its old address is none of
    /// its business, and when it returns it is as it was.
    public init(starting meters: [MeterPlan], from memory: FarmMemory) {
        self.init()
        for meter in meters {
            let record = MeterRecord(meter)
            guard let known = memory.records[meter.name] else {
                records.append(record)
                note(meter.model, memory)
                continue
            }
            if known != record { records.append(record) }
            if known.isAway { forgotten[known.bus] = .max }
            note(meter.model, memory)
        }
        let present = Set(meters.map(\.name))
        for (name, record) in memory.records.sorted(by: { $0.key < $1.key })
        where !present.contains(name) && !record.isAway {
            takeAway(record, memory)
        }
    }

    private mutating func note(_ model: MeterModel, _ memory: FarmMemory) {
        guard models[model.id] == nil else { return }
        let shape = ModelShape(model)
        if memory.models[model.id] != shape { models[model.id] = shape }
    }

    private mutating func takeAway(_ record: MeterRecord, _ memory: FarmMemory) {
        var away = record
        away.bus = MeterRecord.busOfAway(record.name)
        records.append(away)
        let sequence = memory.checkpoints[record.name]?.sequence ?? 0
        for entry in memory.entries(for: record, after: sequence)
        where entry.unit == 0 || entry.unit == record.address {
            var kept = entry
            kept.bus = away.bus
            entries.append(kept)
        }
    }
}

extension MeterRecord {
    /// The bus on which a meter hangs alone while it is not in the farm file.
    ///
    /// No bus of a farm file has such a name.
    static func busOfAway(_ meter: String) -> String { "/away/\(meter)" }

    /// Whether the meter was not in the farm file when the farm was started last.
    public var isAway: Bool { bus == Self.busOfAway(name) }
}
