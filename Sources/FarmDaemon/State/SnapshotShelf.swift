public import FarmCore
internal import FarmStore
internal import Foundation
internal import SimulatedTime

/// The snapshots of a farm, beside its state.
public struct SnapshotShelf: Sendable {
    private let location: StateLocation
    let plan: FarmPlan

    /// The shelf beside a farm's state.
    public init(_ location: StateLocation, of plan: FarmPlan) {
        self.location = location
        self.plan = plan
    }

    /// The file of a snapshot: a name stands for one on the shelf, a path for itself.
    public func path(of name: String) -> String {
        if name.contains("/") || name.hasSuffix(Snapshot.ending) { return name }
        return file(named: name)
    }

    /// The file of a snapshot on the shelf.
    func file(named name: String) -> String { folder + "/" + name + Snapshot.ending }

    /// Saves the farm's state, and says what was saved.
    ///
    /// - Parameter description: what it is, for people.
    public func save(_ name: String, description: String? = nil) throws(RunRefusal) -> String {
        try refusing { () throws(StoreError) in
            guard location.isThere else { throw StoreError.missing(path: location.file) }
            try makeFolder()
            let snapshot = try Snapshot.save(
                location.file,
                to: path(of: name),
                description: description
            )
            return "saved \(line(snapshot))"
        }
    }

    /// Puts a snapshot in the place of the farm's state, and says what was done.
    public func restore(_ name: String) throws(RunRefusal) -> [String] {
        try refusing { () throws(StoreError) in
            let snapshot = try Snapshot(at: path(of: name))
            guard snapshot.farm == plan.name else {
                throw StoreError.otherFarm(
                    path: snapshot.path,
                    found: snapshot.farm,
                    expected: plan.name
                )
            }
            try location.prepare()
            try makeFolder()
            let kept = freePath("before-restore")
            let hadState = try snapshot.restore(to: location.file, keeping: kept)
            var lines = ["restored \(line(snapshot))"]
            if hadState { lines.append("the state before is kept in \(kept)") }
            return lines
        }
    }

    /// A line for each snapshot on the shelf, by name; what is wrong with one stands in its line.
    public func list() -> [String] {
        names.map { name in
            do throws(StoreError) {
                return line(try Snapshot(at: file(named: name)))
            } catch {
                return "\(error)"
            }
        }
    }

    /// The names of the snapshots on the shelf, in order.
    var names: [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(Snapshot.ending) }.sorted()
            .map { String($0.dropLast(Snapshot.ending.count)) }
    }

    /// What differs from a snapshot to another, or to the farm's present state.
    public func difference(_ name: String, to other: String?) throws(RunRefusal) -> [String] {
        let before = try StateInspector(path(of: name), of: plan)
        let after = try StateInspector(other.map(path) ?? location.file, of: plan)
        return try before.differences(to: after)
    }

    private var folder: String { location.directory + "/snapshots" }

    private func line(_ snapshot: Snapshot) -> String {
        let description = (snapshot.description ?? "").split(whereSeparator: \.isNewline)
        return "\(snapshot.name)  \(snapshot.reached.rfc3339(in: plan.timeZone))  "
            + "\(snapshot.meters) meters  \(snapshot.bytes) bytes  \(snapshot.path)"
            + (description.isEmpty ? "" : "  " + description.joined(separator: " "))
    }

    private func freePath(_ name: String) -> String {
        var number = 1
        while FileManager.default.fileExists(atPath: path(of: "\(name)-\(number)")) { number += 1 }
        return path(of: "\(name)-\(number)")
    }

    /// Makes the folder of the snapshots if it is not there.
    func makeFolder() throws(StoreError) {
        do {
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true
            )
        } catch {
            throw .unusable(path: folder, reason: error.localizedDescription)
        }
    }

    private func refusing<Value>(
        _ body: () throws(StoreError) -> Value
    ) throws(RunRefusal) -> Value {
        do {
            return try body()
        } catch {
            throw RunRefusal([error.description])
        }
    }
}
