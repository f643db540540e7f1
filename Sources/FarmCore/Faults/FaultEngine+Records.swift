internal import MBusProtocol
internal import MeterModels

extension FaultEngine {
    /// Whether an armed fault must know which records an answer on an M-Bus carries.
    var looksAtRecords: Bool { armed.contains { !$0.isSpent && $0.plan.needsRecords } }

    /// Changes the records of a telegram as strikes ask for, and remembers what it showed.
    ///
    /// To be called for every new telegram of a meter while the engine is not idle: a torn value
    /// needs the telegram before.
    func changeRecords(
        of telegram: inout [UInt8],
        _ places: [RecordPlace],
        by strikes: [FaultStrike],
        _ exchange: FaultExchange
    ) {
        guard let meter = exchange.meter, let model = exchange.model, let map = model.mBus else {
            return
        }
        let (truth, records) = (telegram, map.records)
        for strike in strikes {
            guard case .value(let value) = strike.effect else { continue }
            let scope = strike.fault.scope(of: model)
            for place in places where scope.contains(record: place.index) {
                let key = Self.key(place, meter, strike.fault)
                if value == .frozen, memory[key] == nil, place.data.count <= 8 {
                    memory.remember(telegram[place.data], at: key)
                }
                let record = FaultyRecord(
                    records[place.index],
                    scale: map.descriptions[place.index].scale,
                    telegram[place.data]
                )
                guard let changed = record.showing(value, remembered: memory[key]),
                    changed.count == place.data.count
                else { continue }
                telegram.replaceSubrange(place.data, with: changed)
            }
        }
        for fault in armed
        where fault.plan.effect == .value(.torn) && !fault.isSpent && fault.concerns(meter: meter) {
            let scope = fault.scope(of: model)
            for place in places
            where scope.contains(record: place.index) && place.data.count <= 8 {
                memory.remember(truth[place.data], at: Self.key(place, meter, fault))
            }
        }
    }

    private static func key(
        _ place: RecordPlace,
        _ meter: String,
        _ fault: ArmedFault
    ) -> FaultMemory.Place {
        FaultMemory.Place(
            fault: fault.id,
            meter: meter,
            table: nil,
            address: UInt16(truncatingIfNeeded: place.index)
        )
    }
}
