internal import Dispatch
internal import Documents
internal import FarmCore
internal import FarmHTTP
internal import FarmStore
internal import Foundation
internal import SimulatedTime
internal import Synchronization

/// Takes and restores the snapshots of a farm that runs, one at a time.
///
/// They are the files of ``SnapshotShelf``: what is taken here can be listed, compared and restored
/// while the farm rests, and the other way round.
final class SnapshotDesk: Sendable {
    private let farm: FarmOnLoops
    private let director: FarmDirector
    private let plan: FarmPlan
    /// The shelf; nil for a farm without memory.
    private let shelf: SnapshotShelf?
    private let isBusy = Mutex(false)
    /// Whoever looks into files waits for the disk: not an event loop.
    private let queue = DispatchQueue(label: "meterfarm.snapshots")

    init(
        _ farm: FarmOnLoops,
        _ director: FarmDirector,
        _ plan: FarmPlan,
        _ location: StateLocation?
    ) {
        (self.farm, self.director, self.plan) = (farm, director, plan)
        shelf = location.map { SnapshotShelf($0, of: plan) }
    }

    /// What can be read of the snapshots, by name; none for a farm without memory.
    func all() async -> [SnapshotFacts] {
        guard let shelf else { return [] }
        return await offLoops {
            shelf.names.compactMap { name in
                (try? Snapshot(labelOf: shelf.file(named: name))).map(SnapshotFacts.init)
            }
        }
    }

    /// Keeps what the farm's memory holds now.
    ///
    /// - Throws: ``SnapshotRefusal``.
    func take(_ name: String, description: String?) async throws -> SnapshotFacts {
        guard let shelf else { throw SnapshotRefusal.noMemory }
        return try await alone {
            let path = shelf.file(named: name)
            guard !FileManager.default.fileExists(atPath: path) else {
                throw SnapshotRefusal.exists(name)
            }
            do {
                try shelf.makeFolder()
                guard let at = try await farm.copyMemory(to: path) else {
                    throw SnapshotRefusal.disk
                }
                return try await offLoops {
                    Result { () throws(StoreError) in
                        try StateFile.finish(
                            snapshot: path,
                            below: at + .microseconds(1),
                            description: description
                        )
                        return SnapshotFacts(try Snapshot(labelOf: path))
                    }
                }.get()
            } catch is StoreError {
                throw SnapshotRefusal.disk
            }
        }
    }

    /// Drops a snapshot.
    ///
    /// - Throws: ``SnapshotRefusal``.
    func drop(_ name: String) async throws -> Instant {
        let path = try file(named: name)
        return try await alone {
            do {
                try FileManager.default.removeItem(atPath: path)
            } catch {
                throw SnapshotRefusal.disk
            }
            return try await farm.time().now
        }
    }

    /// Lets each meter go on as a snapshot has it.
    ///
    /// - Throws: ``SnapshotRefusal``; nothing has changed then.
    func restore(_ name: String) async throws -> Instant {
        let path = try file(named: name)
        return try await alone {
            let plan = plan
            let looked = await offLoops {
                Result { () throws(StoreError) in
                    let (farm, memory) = try StateFile.look(into: path)
                    guard farm.name == plan.name else {
                        throw .otherFarm(path: path, found: farm.name, expected: plan.name)
                    }
                    return memory
                }
            }
            do {
                return try await restore(looked.get(), of: path)
            } catch let error as StoreError {
                throw SnapshotRefusal.unfit("\(error)")
            } catch is FarmOnLoops.Unkept {
                throw SnapshotRefusal.disk
            } catch let error as FarmOnLoops.RestoreRefusal {
                throw refusal(error, name)
            }
        }
    }

    private func restore(_ memory: FarmMemory, of path: String) async throws -> Instant {
        let notes = memory.notes
        guard var agenda = FarmAgenda(notes[.agenda], settled: notes[.loads]) else {
            throw StoreError.damaged(path: path, detail: "the farm's agenda cannot be read")
        }
        try refuseLateComers(memory, agenda)
        let now = try await farm.time().now
        agenda.goOn(plan, at: now)
        // What cannot be done any more was said when the farm was started.
        let log = FaultLog(file: path)
        let going = plan.goingOn(with: agenda, after: memory, at: now, log: log)
        let kept = agenda
        return try await farm.restore(
            memory,
            going,
            at: now,
            keeping: [.agenda: kept.isEmpty ? nil : kept.text, .loads: notes[.loads]]
        ) { instant in
            // What lies before has been lived by the meters that go back.
            await director.takeUp(kept, from: instant + .microseconds(1))
        }
    }

    /// A meter that stays must not lose what the agenda has for it alone.
    private func refuseLateComers(_ memory: FarmMemory, _ agenda: FarmAgenda) throws {
        let present = director.agenda
        guard present != agenda, !present.isEmpty else { return }
        for meter in plan.meters where !memory.holds(meter) {
            guard present.load(of: meter.name) != nil || !present.runs.isEmpty else { continue }
            throw SnapshotRefusal.unfit(
                "the snapshot does not hold the meter \"\(meter.name)\", and what was put on the "
                    + "farm's agenda since may concern it; such a snapshot is restored while the "
                    + "farm rests"
            )
        }
    }

    private func refusal(_ error: FarmOnLoops.RestoreRefusal, _ name: String) -> SnapshotRefusal {
        switch error {
        case .disk: return .disk
        case .ahead(let now):
            return .unfit(
                "the snapshot \"\(name)\" shows what comes later than \(now.rfc3339()), which is "
                    + "now; let the farm's time go on first"
            )
        case .meters(let all):
            let told = all.prefix(Self.refusalsTold).map { "\($0)" }.joined(separator: "; ")
            let more = all.count - Self.refusalsTold
            return .unfit(told + (more > 0 ? "; and \(more) more" : ""))
        }
    }

    /// The most meters that a refusal names.
    private static let refusalsTold = 10

    /// The file of a snapshot that is there.
    private func file(named name: String) throws -> String {
        let names = shelf?.names ?? []
        guard let shelf, names.contains(name) else {
            throw SnapshotRefusal.missing(name, among: names)
        }
        return shelf.file(named: name)
    }

    /// Does something while nobody else does anything with the snapshots.
    private func alone<Value>(_ body: () async throws -> Value) async throws -> Value {
        let mayBegin = isBusy.withLock { isBusy in
            defer { isBusy = true }
            return !isBusy
        }
        guard mayBegin else { throw SnapshotRefusal.busy }
        defer { isBusy.withLock { $0 = false } }
        return try await body()
    }

    private func offLoops<Value: Sendable>(
        _ body: @escaping @Sendable () -> Value
    ) async -> Value {
        await withCheckedContinuation { done in
            queue.async { done.resume(returning: body()) }
        }
    }
}

extension SnapshotFacts {
    /// What a snapshot says of itself; its lease ends right behind the instant it shows.
    fileprivate init(_ snapshot: Snapshot) {
        self.init(
            name: snapshot.name,
            description: snapshot.description,
            at: snapshot.reached - .microseconds(1),
            meters: snapshot.meters,
            bytes: snapshot.bytes
        )
    }
}
