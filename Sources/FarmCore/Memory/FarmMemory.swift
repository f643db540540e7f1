public import SimulatedTime

/// What a farm finds of its earlier life when it is started.
public struct FarmMemory: Sendable {
    /// The instant below which the farm may have served, at which it goes on.
    public var lease: Instant
    /// Who the meters are, by name.
    public var records: [String: MeterRecord] = [:]
    /// The shapes of the models when the states were written, by the model's name.
    public var models: [String: ModelShape] = [:]
    /// The states of the meters, by name.
    public var checkpoints: [String: MeterCheckpoint] = [:]
    /// The requests that came after the states, by bus, in order.
    public var journal: [String: [JournalEntry]] = [:]
    /// The texts that the farm keeps beside the states.
    public var notes: [FarmNote: String] = [:]

    /// The memory of a farm that has not lived yet.
    public init(lease: Instant) { self.lease = lease }

    /// A meter as it goes on from this memory, brought to an instant.
    ///
    /// - Parameters:
    ///   - plan: the meter as the farm file has it.
    ///   - instant: not before the lease's end, or the instant up to which its state was kept.
    ///   - joined: the meters that pulse lines join.
    /// - Throws: what is wrong with its state.
    public func machine(
        _ plan: MeterPlan,
        at instant: Instant,
        joined: JoinedRestarts? = nil
    ) throws(MemoryRefusal) -> MeterMachine {
        if let joined, let machine = try joined.machine(plan, at: instant) { return machine }
        var machine = try MeterRestart.restart(plan, from: self, at: instant).device.machine
        machine.advance(to: instant)
        return machine
    }

    /// The state of a meter that goes on from this memory.
    public func checkpoint(of machine: MeterMachine, on bus: String) -> MeterCheckpoint {
        MeterCheckpoint(
            meter: machine.name,
            bookedUntil: machine.bookedUntil,
            sequence: lastSequence(on: bus),
            state: MeterState.bytes(of: machine)
        )
    }

    /// The entries that a meter must still carry out, in order.
    func entries(for record: MeterRecord, after sequence: Int64) -> ArraySlice<JournalEntry> {
        let entries = journal[record.bus] ?? []
        let first = entries.partitioningIndex { $0.sequence > sequence }
        return entries[first...]
    }

    /// The last number that was given on a bus.
    func lastSequence(on bus: String) -> Int64 {
        var last = journal[bus]?.last?.sequence ?? 0
        for (name, checkpoint) in checkpoints where records[name]?.bus == bus {
            last = max(last, checkpoint.sequence)
        }
        return last
    }
}

/// Why a meter cannot take up the life that a memory holds.
public struct MemoryRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The meter's name.
    public let meter: String
    /// What is wrong, and what to do.
    public let reason: String

    /// The refusal as a sentence.
    public var description: String { "meter \"\(meter)\": \(reason)" }
}

extension RandomAccessCollection {
    /// The first index whose element belongs to the second half; all of the first half come first.
    fileprivate func partitioningIndex(where isSecond: (Element) -> Bool) -> Index {
        var (low, count) = (startIndex, count)
        while count > 0 {
            let half = count / 2
            let middle = index(low, offsetBy: half)
            if isSecond(self[middle]) {
                count = half
            } else {
                low = index(after: middle)
                count -= half + 1
            }
        }
        return low
    }
}
