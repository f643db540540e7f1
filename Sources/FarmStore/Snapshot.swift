internal import FarmCore
internal import Foundation
public import SimulatedTime

/// A farm's whole state at an instant, in one file that can be carried elsewhere.
public struct Snapshot: Hashable, Sendable {
    /// How the file's name ends.
    public static let ending = ".meterfarm"

    /// The name, without ending.
    public let name: String
    /// The file.
    public let path: String
    /// The farm.
    public let farm: String
    /// The instant that the farm had reached.
    public let reached: Instant
    /// How many meters it holds.
    public let meters: Int
    /// Its size, bytes.
    public let bytes: Int
    /// What it is, for people; nil where nobody has said it.
    public let description: String?

    /// Looks at a snapshot.
    ///
    /// - Throws: what is wrong with the file.
    public init(at path: String) throws(StoreError) {
        let (farm, memory) = try StateFile.look(into: path)
        self.init(
            path,
            StateFile.Label(
                farm: farm.name,
                lease: memory.lease,
                meters: memory.records.count,
                description: memory.notes[.description]
            )
        )
    }

    /// Reads what a snapshot says of itself; whether its states are sound is not looked at.
    ///
    /// - Throws: why it cannot be read.
    public init(labelOf path: String) throws(StoreError) {
        self.init(path, try StateFile.label(of: path))
    }

    private init(_ path: String, _ label: StateFile.Label) {
        self.path = path
        name = URL(filePath: path).deletingPathExtension().lastPathComponent
        (farm, reached, meters) = (label.farm, label.lease, label.meters)
        description = label.description
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        bytes = (attributes?[.size] as? NSNumber)?.intValue ?? 0
    }

    /// Writes the state of a farm that is not running into a snapshot.
    ///
    /// - Parameters:
    ///   - state: the state file.
    ///   - path: the snapshot's file, which must not exist.
    ///   - description: what it is, for people.
    public static func save(
        _ state: String,
        to path: String,
        description: String? = nil
    ) throws(StoreError) -> Snapshot {
        let lock = try StateLock(for: state)
        let file = try StateFile(opening: state)
        do {
            try file.begin(snapshot: path)
            try file.close()
        } catch {
            try? file.close()
            throw error
        }
        // Whatever the state was restored from, this is another one.
        try StateFile.finish(snapshot: path, below: nil, description: description)
        withExtendedLifetime(lock) {}
        return try Snapshot(at: path)
    }

    /// Puts the snapshot in the place of a farm's state.
    ///
    /// - Parameters:
    ///   - state: the state file, which need not exist; an earlier one is kept as a snapshot.
    ///   - kept: the file in which an earlier state is kept.
    /// - Returns: whether there was an earlier state.
    public func restore(to state: String, keeping kept: String) throws(StoreError) -> Bool {
        let lock = try StateLock(for: state)
        defer { withExtendedLifetime(lock) {} }
        let manager = FileManager.default
        let isThere = manager.fileExists(atPath: state)
        if isThere {
            // A state that cannot be opened any more is kept as it is, log and all.
            do throws(StoreError) {
                let file = try StateFile(opening: state)
                try file.copy(to: kept)
                try file.close()
            } catch {
                try move(state, to: kept)
            }
        }
        do {
            let fresh = state + ".restoring"
            try? manager.removeItem(atPath: fresh)
            try manager.copyItem(atPath: path, toPath: fresh)
            for suffix in ["-wal", "-journal", "-shm"] {
                try? manager.removeItem(atPath: state + suffix)
            }
        } catch {
            throw .unusable(path: state, reason: error.localizedDescription)
        }
        // Renaming replaces in one step: there is always one whole state.
        try StateFile.putInPlace(state + ".restoring", state)
        return isThere
    }

    private func move(_ state: String, to kept: String) throws(StoreError) {
        do {
            for suffix in ["", "-wal"]
            where FileManager.default.fileExists(atPath: state + suffix) {
                try FileManager.default.copyItem(atPath: state + suffix, toPath: kept + suffix)
            }
        } catch {
            throw .unusable(path: kept, reason: error.localizedDescription)
        }
    }
}
