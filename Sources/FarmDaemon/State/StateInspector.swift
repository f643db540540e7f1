internal import Documents
public import FarmCore
internal import FarmStore
internal import Foundation
internal import MeterModels
internal import Metrology
internal import SimulatedTime

/// Looks into the state of a farm that is not running.
public struct StateInspector {
    private let plan: FarmPlan
    private let memory: FarmMemory
    private let farm: StateFile.Farm
    private let path: String
    /// The meters that pulse lines join; nil without.
    private let joined: JoinedRestarts?

    /// Opens a state file to look into it; nothing in it changes.
    ///
    /// - Parameters:
    ///   - path: a state file or a snapshot.
    ///   - plan: the farm whose state it should be.
    /// - Throws: ``RunRefusal`` with what is wrong and what to do.
    public init(_ path: String, of plan: FarmPlan) throws(RunRefusal) {
        do throws(StoreError) {
            (farm, memory) = try StateFile.look(into: path)
        } catch {
            throw RunRefusal([error.description])
        }
        guard farm.name == plan.name else {
            let refusal = StoreError.otherFarm(
                path: path,
                found: farm.name,
                expected: plan.name
            )
            throw RunRefusal([refusal.description])
        }
        self.path = path
        let agenda = FarmAgenda(memory.notes[.agenda], settled: memory.notes[.loads])
        self.plan = plan.goingOn(
            with: agenda ?? FarmAgenda(),
            after: memory,
            at: memory.lease,
            log: FaultLog(file: path)
        )
        joined = JoinedRestarts(plan, memory: memory, start: memory.lease)
    }

    /// The instant below which the farm has served.
    public var reached: String { memory.lease.rfc3339(in: plan.timeZone) }

    /// What is to be said of the state, a line each, and whether it is sound.
    public func check() -> (lines: [String], isSound: Bool) {
        var (lines, isSound): ([String], Bool) = ([], true)
        let known = Set(plan.meters.map(\.name))
        for meter in plan.meters {
            guard memory.records[meter.name] != nil else {
                lines.append("\(path): meter \"\(meter.name)\": new, has no state yet")
                continue
            }
            do {
                _ = try memory.machine(meter, at: memory.lease, joined: joined)
            } catch {
                lines.append("\(path): \(error)")
                isSound = false
            }
        }
        for name in memory.records.keys.sorted() where !known.contains(name) {
            lines.append("\(path): meter \"\(name)\": is not in the farm file; its state is kept")
        }
        let entries = memory.journal.values.reduce(0) { $0 + $1.count }
        lines.append(
            "\(path): \(isSound ? "ok" : "not sound"): farm \"\(farm.name)\", reached \(reached), "
                + "\(memory.records.count) meters, \(entries) requests in the journal"
        )
        return (lines, isSound)
    }

    /// The state as JSON: each meter as it goes on, field by field; energies in millijoules,
    /// instants in microseconds or milliseconds since the epoch as the field has them.
    public func export() throws(RunRefusal) -> String {
        var export = StateExport(farm: farm.name, reached: reached, meters: [])
        for meter in plan.meters where memory.records[meter.name] != nil {
            let machine = try machine(meter)
            let fields = MeterState.fields(of: machine).map { ($0.path, Number($0.value)) }
            export.meters.append(
                StateExport.Meter(
                    name: meter.name,
                    model: meter.model.id,
                    bus: meter.bus,
                    address: meter.address,
                    serialNumber: meter.serialNumber,
                    bookedUntil: machine.bookedUntil.rfc3339(in: plan.timeZone),
                    state: Dictionary(fields) { first, _ in first }
                )
            )
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        do {
            return String(decoding: try encoder.encode(export), as: UTF8.self)
        } catch {
            throw RunRefusal(["\(path): cannot be exported: \(error)"])
        }
    }

    /// What differs from this state to a later one: `meter field: before → after`, a line each.
    public func differences(to other: StateInspector) throws(RunRefusal) -> [String] {
        var lines: [String] = []
        if reached != other.reached { lines.append("reached: \(reached) → \(other.reached)") }
        for meter in plan.meters {
            switch (memory.records[meter.name] != nil, other.memory.records[meter.name] != nil) {
            case (true, true): lines += try differences(of: meter, to: other)
            case (true, false): lines.append("\(meter.name): only in \(path)")
            case (false, true): lines.append("\(meter.name): only in \(other.path)")
            case (false, false): break
            }
        }
        return lines
    }

    private func differences(
        of meter: MeterPlan,
        to other: StateInspector
    ) throws(RunRefusal) -> [String] {
        let before = MeterState.fields(of: try machine(meter))
        let after = MeterState.fields(of: try other.machine(meter))
        var later: [String: StateList.Value] = [:]
        for field in after { later[field.path] = field.value }
        var lines: [String] = []
        for field in before {
            let value = later.removeValue(forKey: field.path)
            guard value != field.value else { continue }
            let after = value?.description ?? "-"
            lines.append("\(meter.name) \(field.path): \(field.value) → \(after)")
        }
        for field in after where later[field.path] != nil {
            lines.append("\(meter.name) \(field.path): - → \(field.value)")
        }
        return lines
    }

    private func machine(_ meter: MeterPlan) throws(RunRefusal) -> MeterMachine {
        do {
            return try memory.machine(meter, at: memory.lease, joined: joined)
        } catch {
            throw RunRefusal(["\(path): \(error)"])
        }
    }
}

/// A farm's state in the form of an export.
private struct StateExport: Encodable {
    let farm: String
    let reached: String
    var meters: [Meter]

    struct Meter: Encodable {
        let name: String
        let model: String
        let bus: String
        let address: UInt8
        let serialNumber: String
        let bookedUntil: String
        let state: [String: Number]
    }
}

/// A field's value as a plain number.
private struct Number: Encodable {
    let value: StateList.Value

    init(_ value: StateList.Value) { self.value = value }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch value {
        case .whole(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        }
    }
}
