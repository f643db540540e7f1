internal import Documents
public import FarmCore
internal import FarmStore
internal import Foundation
public import SimulatedTime

/// Imports a dump of a real meter's registers into a meter of a farm that is not running.
public struct DumpImport {
    private let location: StateLocation
    private let plan: FarmPlan

    /// An import into a farm's state, which is begun when there is none.
    public init(_ location: StateLocation, of plan: FarmPlan) {
        self.location = location
        self.plan = plan
    }

    /// Imports a file into a meter, and says what was set and what was not.
    ///
    /// - Parameters:
    ///   - file: the path of the dump.
    ///   - name: the meter's name.
    ///   - options: how the dump is written.
    ///   - readAt: when it was read in the field.
    /// - Throws: ``RunRefusal`` with what is wrong; nothing has changed then.
    public func run(
        _ file: String,
        into name: String,
        options: DumpOptions,
        readAt: Instant?
    ) throws(RunRefusal) -> ImportReport {
        guard let meter = plan.meters.first(where: { $0.name == name }) else {
            let hint = Spelling.hint(for: name, among: plan.meters.map(\.name))
            throw RunRefusal(["there is no meter \"\(name)\" in the farm\(hint)"])
        }
        guard let bytes = FileManager.default.contents(atPath: file) else {
            throw RunRefusal(["\(file): cannot be read; the path of a register dump"])
        }
        let state = try FarmState.open(location, for: plan, wallClock: HostTime.wallClock())
        let instant = state.resumption.instant
        var options = options
        options.slave = meter.address
        var machine: MeterMachine
        // Meters that pulse lines join are kept together, at one instant.
        let joined: [MeterMachine]
        let report: ImportReport
        do {
            joined =
                try JoinedRestarts(plan, memory: state.memory, start: instant)
                .machines(joinedTo: meter, at: instant) ?? []
            machine =
                try joined.first { $0.name == meter.name }
                ?? state.memory.machine(meter, at: instant)
            report = try machine.importDump(
                Array(bytes),
                options: options,
                readAt: readAt,
                at: instant
            )
        } catch let faults as DumpFaults {
            throw RunRefusal(faults.all.map { "\(file): \($0)" })
        } catch {
            throw RunRefusal(["\(location.file): \(error)"])
        }
        let others = joined.filter { $0.name != meter.name }
        try keep([machine] + others, meter, state)
        return report
    }

    private func keep(
        _ machines: [MeterMachine],
        _ meter: MeterPlan,
        _ state: FarmState
    ) throws(RunRefusal) {
        var batch = MemoryBatch()
        let kept = Set(machines.map(\.name))
        let isKnown = plan.meters.allSatisfy {
            !kept.contains($0.name) || state.memory.records[$0.name] == MeterRecord($0)
        }
        if !isKnown {
            batch = MemoryBatch(starting: plan.meters, from: state.memory)
            // The others begin when the farm is started.
            batch.records.removeAll {
                state.memory.records[$0.name] == nil && !kept.contains($0.name)
            }
        }
        batch.lease = max(state.memory.lease, state.resumption.instant)
        let buses = Dictionary(plan.meters.map { ($0.name, $0.bus) }) { first, _ in first }
        batch.checkpoints = machines.map {
            state.memory.checkpoint(of: $0, on: buses[$0.name] ?? meter.bus)
        }
        let file = try state.file(plan)
        do {
            try file.commit(batch)
            try file.close()
        } catch {
            throw RunRefusal(["\(location.file): cannot be written: \(error)"])
        }
    }
}
