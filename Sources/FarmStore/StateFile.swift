internal import GRDB
internal import Glibc
public import SimulatedTime

/// The file in which a farm's state survives: SQLite in WAL mode, of which this process is the only
/// user.
///
/// Every call waits for the disk, so none belongs on an event loop.
public final class StateFile: Sendable {
    /// The path, as it was given.
    public let path: String

    let queue: DatabaseQueue

    /// Whose state a file holds.
    public struct Farm: Hashable, Sendable {
        /// The farm's name.
        public var name: String
        /// What its file said of the start: `now`, or an instant.
        public var start: String

        /// A farm.
        public init(name: String, start: String) {
            self.name = name
            self.start = start
        }
    }

    /// Opens a file of the present schema.
    ///
    /// - Parameters:
    ///   - path: the file's path.
    ///   - disk: the name of the SQLite VFS that holds the file; nil for the system's.
    public convenience init(opening path: String, disk: String? = nil) throws(StoreError) {
        if disk == nil { try Self.examine(path) }
        try self.init(path, disk)
        try rethrown { try self.checkSchema() }
        try checkIntegrity()
        // A sync that failed in an earlier life may have left a log that is whole in the system's
        // memory and not on the disk: what goes on behind it would be lost with the power.
        try rethrown { try self.emptyLog() }
    }

    /// Makes the file of a new farm.
    ///
    /// - Parameters:
    ///   - farm: whose state it will hold.
    ///   - lease: the instant below which nothing has been served.
    public convenience init(
        creating path: String,
        for farm: Farm,
        lease: Instant,
        disk: String? = nil
    ) throws(StoreError) {
        if disk == nil {
            // Under another name until it is whole: a state file is there or it is not.
            if access(path, F_OK) == 0 { throw .exists(path: path) }
            let fresh = path + ".new"
            for suffix in ["", "-wal", "-journal"] { unlink(fresh + suffix) }
            let file = try StateFile(fresh, nil)
            try file.begin(farm, lease)
            try file.close()
            try Self.putInPlace(fresh, path)
            try self.init(path, nil)
        } else {
            try self.init(path, disk)
            try begin(farm, lease)
        }
    }

    /// Fills a new file.
    private func begin(_ farm: Farm, _ lease: Instant) throws(StoreError) {
        try rethrown {
            try StateSchema.migrator.migrate(self.queue)
            try self.queue.write { database in
                try database.execute(
                    sql: "INSERT INTO farm (id, name, start, lease) VALUES (1, ?, ?, ?)",
                    arguments: [farm.name, farm.start, lease.microseconds]
                )
            }
            // The header must tell what the file is even before the first checkpoint of the log.
            try self.emptyLog()
        }
    }

    /// Gives a whole file its name, for good.
    static func putInPlace(_ fresh: String, _ path: String) throws(StoreError) {
        guard synced(fresh), rename(fresh, path) == 0 else {
            throw .unusable(path: path, reason: String(cString: strerror(errno)))
        }
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        _ = synced(folder.isEmpty ? "/" : folder)
    }

    private static func synced(_ path: String) -> Bool {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { Glibc.close(descriptor) }
        return fsync(descriptor) == 0
    }

    init(_ path: String, _ disk: String?) throws(StoreError) {
        self.path = path
        do {
            queue = try DatabaseQueue(
                path: disk.map { "file:\(path)?vfs=\($0)" } ?? path,
                configuration: Self.configuration
            )
        } catch {
            throw StoreError(path, error)
        }
    }

    /// Ends the use of the file.
    public func close() throws(StoreError) {
        try rethrown { try self.queue.close() }
    }

    /// Whose state it is.
    public func farm() throws(StoreError) -> Farm {
        let row = try rethrown {
            try self.queue.read { try Row.fetchOne($0, sql: "SELECT name, start FROM farm") }
        }
        guard let row else {
            throw .damaged(path: path, detail: "it does not say whose state it is")
        }
        return Farm(name: row["name"], start: row["start"])
    }

    /// Puts all of the log into the main file, and empties it.
    func emptyLog() throws {
        try queue.writeWithoutTransaction { database in
            _ = try database.checkpoint(.truncate)
        }
    }

    /// One connection, exclusive, and every commit synced.
    ///
    /// No other process can come in between, and no shared memory is needed.
    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "meterfarm.state"
        configuration.prepareDatabase { database in
            try database.execute(
                sql: """
                    PRAGMA locking_mode = EXCLUSIVE;
                    PRAGMA journal_mode = WAL;
                    PRAGMA synchronous = FULL;
                    PRAGMA journal_size_limit = 33554432;
                    """
            )
        }
        return configuration
    }

    private func checkSchema() throws {
        let (found, application) = try queue.read { database in
            (
                try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0,
                try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
            )
        }
        guard application == StateSchema.applicationID else {
            throw StoreError.foreign(path: path)
        }
        if found > StateSchema.version {
            throw StoreError.newer(path: path, schema: found, known: StateSchema.version)
        }
        if found < StateSchema.version {
            throw StoreError.older(path: path, schema: found, known: StateSchema.version)
        }
    }

    private func checkIntegrity() throws(StoreError) {
        let complaints = try rethrown {
            try self.queue.read { database in
                try String.fetchAll(database, sql: "PRAGMA quick_check(3)")
                    + Row.fetchAll(database, sql: "PRAGMA foreign_key_check").map { _ in
                        "a state has no meter"
                    }
            }
        }
        let faults = complaints.filter { $0 != "ok" }
        guard faults.isEmpty else {
            throw .damaged(path: path, detail: faults.joined(separator: "; "))
        }
    }

    /// Runs what may throw anything, and says what it means.
    func rethrown<Value>(_ body: () throws -> Value) throws(StoreError) -> Value {
        do {
            return try body()
        } catch {
            throw StoreError(path, error)
        }
    }
}

extension StoreError {
    /// What an error of the database means for a file.
    init(_ path: String, _ error: any Error) {
        switch error {
        case let error as StoreError: self = error
        case let error as DatabaseError:
            let text = error.message ?? "\(error.resultCode)"
            switch error.resultCode {
            case .SQLITE_NOTADB: self = .foreign(path: path)
            case .SQLITE_CORRUPT: self = .damaged(path: path, detail: text)
            // Our own statements name what every file of the schema has.
            case .SQLITE_ERROR: self = .damaged(path: path, detail: text)
            case .SQLITE_BUSY, .SQLITE_LOCKED:
                self = .inUse(path: path, process: "another process")
            default: self = .unusable(path: path, reason: text)
            }
        case is RowDecodingError:
            self = .damaged(path: path, detail: "it holds what no version writes: \(error)")
        default: self = .unusable(path: path, reason: "\(error)")
        }
    }
}
