internal import Foundation
internal import GRDB

extension StateFile {
    /// What bringing a file up to date has done.
    public struct Migration: Hashable, Sendable {
        /// The schema it had.
        public let from: Int
        /// The schema it has.
        public let to: Int
        /// Where the file as it was is kept; nil when nothing was to be done.
        public let copy: String?
    }

    /// Brings a file of an earlier version up to date, and keeps a copy of it as it was.
    ///
    /// - Throws: what is wrong with the file; it is as it was then.
    public static func migrate(_ path: String) throws(StoreError) -> Migration {
        try examine(path)
        let file = try StateFile(path, nil)
        let found = try file.rethrown {
            try file.queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
        }
        guard found < StateSchema.version else {
            try file.close()
            return Migration(from: found, to: found, copy: nil)
        }
        let copy = "\(path).schema-\(found)"
        guard !FileManager.default.fileExists(atPath: copy) else { throw .exists(path: copy) }
        try file.copy(to: copy)
        try file.rethrown {
            try StateSchema.migrator.migrate(file.queue)
            try file.emptyLog()
        }
        try file.close()
        return Migration(from: found, to: StateSchema.version, copy: copy)
    }

    /// Writes all of the state into one new file without a log.
    public func copy(to path: String) throws(StoreError) {
        guard !FileManager.default.fileExists(atPath: path) else { throw .exists(path: path) }
        do {
            try queue.writeWithoutTransaction { database in
                try database.execute(sql: "VACUUM INTO ?", arguments: [path])
            }
        } catch {
            // Half a copy is none.
            try? FileManager.default.removeItem(atPath: path)
            throw StoreError(path, error)
        }
    }
}
