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
    ///   - joined: the meters that pulse lines join.
    static func restart(
        _ plan: MeterPlan,
        from memory: FarmMemory,
        _ joined: JoinedRestarts? = nil,
        at start: Instant
    ) throws(MemoryRefusal) -> MeterRestart {
        if let found = joined?.restart(plan) { return try found.get() }
        let draft = try Draft(plan, from: memory, at: start)
        var device = draft.device
        for entry in draft.entries { device.replay(entry) }
        let isChanged = draft.adopt(&device)
        return MeterRestart(
            device: device,
            isAsKept: draft.isUntouched && draft.entries.isEmpty && !isChanged,
            isChanged: isChanged
        )
    }

    /// A meter as its state left it, with what it must still live through.
    struct Draft {
        /// The meter at the instant of its state.
        let device: MeterDevice
        /// The requests since.
        let entries: [JournalEntry]
        /// Whether the state has been taken up as it was.
        let isUntouched: Bool

        private let plan: MeterPlan
        private let start: Instant
        private let record: MeterRecord?
        /// What the farm file said before; nil for a meter that is new.
        private let before: MeterProgramme?
        /// The mark of the script that the state knew.
        private let mark: Int64

        init(
            _ plan: MeterPlan,
            from memory: FarmMemory,
            at start: Instant
        ) throws(MemoryRefusal) {
            (self.plan, self.start) = (plan, start)
            guard let record = memory.records[plan.name],
                let kept = memory.checkpoints[plan.name]
            else {
                device = MeterDevice(MeterMachine(plan, at: start))
                (entries, isUntouched, record, before, mark) = ([], false, nil, nil, 0)
                return
            }
            try MeterRestart.compare(plan, record, memory)
            do {
                let found = try MeterState.read(plan, at: kept.bookedUntil, from: kept.state)
                before = try MeterState.programme(plan, from: record.programme)
                mark = found.mark
                device = MeterDevice(found.machine)
                isUntouched = found.machine.changes == 0
                self.record = record
                entries = memory.entries(for: record, after: kept.sequence).filter {
                    $0.unit == 0 || $0.unit == record.address
                }
            } catch {
                throw MemoryRefusal(
                    meter: plan.name,
                    reason: "its state \(error); restore a snapshot, or give the meter a new "
                        + "name to begin it anew"
                )
            }
        }

        /// Whether the farm file may have changed the meter.
        var mustAdopt: Bool {
            guard let before else { return true }
            return MeterProgramme(plan) != before || (plan.script?.mark ?? 0) != mark
                || !device.machine.isConnected(to: plan.inputLines)
        }

        /// Takes over what the farm file says anew.
        ///
        /// - Returns: whether the meter is new or changed: then record and state must be written
        ///   before anything else happens.
        func adopt(_ device: inout MeterDevice) -> Bool {
            guard let before, let record else { return true }
            let isAdopted = device.machine.adopt(plan, since: before, at: start)
            let hasNewScript = device.machine.adopt(plan.script, known: mark, at: start)
            let hasNewLine = device.machine.adopt(plan.inputLines, at: start)
            return isAdopted || hasNewScript || hasNewLine || MeterRecord(plan) != record
        }
    }

    /// Refuses a state of another device or of a model that has another shape now.
    fileprivate static func compare(
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
    mutating func replay(_ entry: JournalEntry) {
        var (request, isBroadcast) = (entry.request, entry.unit == 0)
        switch UnitOrder(entry.request) {
        case .restart: return machine.restart(at: entry.instant)
        case .link(let frame): return machine.carryOut(link: frame, at: entry.instant)
        case .deeds(let text):
            guard let deeds = MeterDeeds(journal: text) else { return }
            _ = machine.perform(deeds, at: entry.instant)
            return
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
