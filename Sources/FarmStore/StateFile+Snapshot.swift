internal import FarmCore
internal import Foundation
internal import GRDB
public import SimulatedTime

extension StateFile {
    /// The file under which a snapshot is made until it is whole.
    public static func unfinished(_ path: String) -> String { path + ".new" }

    /// Writes all of the state into a file that becomes a snapshot by ``finish(_:below:note:)``.
    ///
    /// - Parameter path: the snapshot's file, which must not exist.
    public func begin(snapshot path: String) throws(StoreError) {
        guard !FileManager.default.fileExists(atPath: path) else { throw .exists(path: path) }
        let fresh = Self.unfinished(path)
        Self.remove(fresh)
        try copy(to: fresh)
    }

    /// Says in a snapshot what it is, and gives it its name.
    ///
    /// - Parameters:
    ///   - path: the snapshot's file.
    ///   - lease: the instant below which the farm had served; nil to leave what the state says.
    ///   - description: what it is, for people.
    public static func finish(
        snapshot path: String,
        below lease: Instant?,
        description: String?
    ) throws(StoreError) {
        let fresh = unfinished(path)
        do throws(StoreError) {
            let file = try StateFile(opening: fresh)
            var batch = MemoryBatch()
            batch.lease = lease
            batch.notes[.description] = .some(description)
            do {
                try file.commit(batch)
            } catch {
                throw .unusable(path: path, reason: "\(error)")
            }
            try file.close()
            try putInPlace(fresh, path)
        } catch {
            remove(fresh)
            throw error.concerning(path)
        }
    }

    private static func remove(_ path: String) {
        for suffix in ["", "-wal", "-journal"] {
            try? FileManager.default.removeItem(atPath: path + suffix)
        }
    }

    /// What a file says of itself.
    struct Label {
        let farm: String
        let lease: Instant
        let meters: Int
        let description: String?
    }

    /// Reads what a snapshot says of itself, without looking at the states; not a byte changes.
    static func label(of path: String) throws(StoreError) -> Label {
        try examine(path)
        var configuration = Configuration()
        configuration.readonly = true
        var place = ""
        for character in path {
            // What ends a path in a URI, or escapes.
            switch character {
            case "%": place += "%25"
            case "?": place += "%3f"
            case "#": place += "%23"
            default: place.append(character)
            }
        }
        do {
            let queue = try DatabaseQueue(
                path: "file:\(place)?immutable=1",
                configuration: configuration
            )
            defer { try? queue.close() }
            return try queue.read { database in
                let schema = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
                guard schema == StateSchema.version else {
                    throw StoreError.older(
                        path: path,
                        schema: schema,
                        known: StateSchema.version
                    )
                }
                return try label(database, path)
            }
        } catch {
            throw StoreError(path, error)
        }
    }

    private static func label(_ database: Database, _ path: String) throws -> Label {
        guard let row = try Row.fetchOne(database, sql: "SELECT name, lease FROM farm") else {
            throw StoreError.damaged(path: path, detail: "it does not say whose state it is")
        }
        return Label(
            farm: row["name"],
            lease: Instant(microseconds: row["lease"]),
            meters: try Int.fetchOne(database, sql: "SELECT count(*) FROM meter") ?? 0,
            description: try String.fetchOne(
                database,
                sql: "SELECT text FROM note WHERE key = ?",
                arguments: [FarmNote.description.rawValue]
            )
        )
    }
}
