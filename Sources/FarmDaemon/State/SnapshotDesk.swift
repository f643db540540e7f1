internal import Dispatch
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
    private let plan: FarmPlan
    /// The shelf; nil for a farm without memory.
    private let shelf: SnapshotShelf?
    private let isBusy = Mutex(false)
    /// Whoever looks into files waits for the disk: not an event loop.
    private let queue = DispatchQueue(label: "meterfarm.snapshots")

    init(_ farm: FarmOnLoops, _ plan: FarmPlan, _ location: StateLocation?) {
        (self.farm, self.plan) = (farm, plan)
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
                return try await farm.restore(looked.get(), plan)
            } catch let error as StoreError {
                throw SnapshotRefusal.unfit("\(error)")
            } catch let error as FarmOnLoops.RestoreRefusal {
                throw refusal(error, name)
            }
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
