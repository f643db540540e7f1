internal import MeterModels
internal import Metrology
internal import ModbusProtocol
internal import SimulatedTime

/// A meter as it comes out of a farm's memory.
struct MeterRestart {
    let device: MeterDevice
    /// Whether its state is still what the memory holds.
    let isAsKept: Bool
    /// Whether it is new, or the farm file has changed it: then record and state must be written
    /// before anything else happens.
    let isChanged: Bool

    /// A meter that goes on where the memory left it, or that is switched on for the first time.
    ///
    /// - Parameters:
    ///   - plan: the meter as the farm file has it.
    ///   - start: the instant at which the farm goes on.
    static func restart(
        _ plan: MeterPlan,
        from memory: FarmMemory,
        at start: Instant
    ) throws(MemoryRefusal) -> MeterRestart {
        guard let record = memory.records[plan.name], let kept = memory.checkpoints[plan.name]
        else {
            return MeterRestart(
                device: MeterDevice(MeterMachine(plan, at: start)),
                isAsKept: false,
                isChanged: true
            )
        }
        try compare(plan, record, memory)
        do {
            return try goOn(plan, record, kept, memory, at: start)
        } catch {
            throw MemoryRefusal(
                meter: plan.name,
                reason: "its state \(error); restore a snapshot, or give the meter a new name to "
                    + "begin it anew"
            )
        }
    }

    private static func goOn(
        _ plan: MeterPlan,
        _ record: MeterRecord,
        _ kept: MeterCheckpoint,
        _ memory: FarmMemory,
        at start: Instant
    ) throws(MeterState.Fault) -> MeterRestart {
        let (machine, mark) = try MeterState.read(plan, at: kept.bookedUntil, from: kept.state)
        let before = try MeterState.programme(plan, from: record.programme)
        var device = MeterDevice(machine)
        var isAsKept = machine.changes == 0
        for entry in memory.entries(for: record, after: kept.sequence)
        where entry.unit == 0 || entry.unit == record.address {
            device.replay(entry)
            isAsKept = false
        }
        let isAdopted = device.machine.adopt(plan, since: before, at: start)
        let hasNewScript = device.machine.adopt(plan.script, known: mark, at: start)
        let isChanged = isAdopted || hasNewScript || MeterRecord(plan) != record
        return MeterRestart(
            device: device,
            isAsKept: isAsKept && !isChanged,
            isChanged: isChanged
        )
    }

    /// Refuses a state of another device or of a model that has another shape now.
    private static func compare(
        _ plan: MeterPlan,
        _ record: MeterRecord,
        _ memory: FarmMemory
    ) throws(MemoryRefusal) {
        guard record.model == plan.model.id else {
            throw MemoryRefusal(
                meter: plan.name,
                reason: "it was a \(record.model) and is a \(plan.model.id) now; "
                    + "give the new device a name of its own, or restore a snapshot"
            )
        }
        guard let shape = memory.models[record.model] else { return }
        let differences = ModelShape(plan.model).differences(from: shape)
        guard differences.isEmpty else {
            throw MemoryRefusal(
                meter: plan.name,
                reason: "the model \(record.model) has changed since its state was kept: "
                    + differences.joined(separator: "; ")
                    + "; undo the change, restore a snapshot, or give the meter a name of its own"
            )
        }
    }
}

extension MeterDevice {
    /// Carries out an entry of the journal, as was done when it came.
    fileprivate mutating func replay(_ entry: JournalEntry) {
        var (request, isBroadcast) = (entry.request, entry.unit == 0)
        switch UnitOrder(entry.request) {
        case .restart: return machine.restart(at: entry.instant)
        case .broadcast(let common): (request, isBroadcast) = (common, true)
        case nil: break
        }
        var (slave, nowhere) = (ModbusSlave(), [UInt8]())
        machine.advance(to: entry.instant)
        guard machine.isAnswering else { return }
        now = entry.instant
        _ = slave.answer(
            request[...],
            isBroadcast: isBroadcast,
            device: &self,
            into: &nowhere
        )
    }
}
