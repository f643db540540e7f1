public import FarmCore
internal import Foundation
internal import Glibc

extension StateFile {
    /// Whether a path names a snapshot rather than the state of a farm that may be running.
    static func isSnapshot(_ path: String) -> Bool { path.hasSuffix(Snapshot.ending) }

    /// What a state file or a snapshot holds; not a byte of it changes.
    ///
    /// SQLite would write even to look, so a copy is looked at.
    ///
    /// - Throws: what is wrong with the file; ``StoreError/inUse(path:process:)`` while its farm
    ///   runs.
    public static func look(into path: String) throws(StoreError) -> (
        farm: Farm, memory: FarmMemory
    ) {
        try examine(path)
        let lock = isSnapshot(path) ? nil : try StateLock(for: path)
        defer { withExtendedLifetime(lock) {} }
        return try lookAtCopy(of: path)
    }

    /// What a file holds that nobody else can change meanwhile.
    public static func look(
        into path: String,
        holding lock: StateLock
    ) throws(StoreError) -> (farm: Farm, memory: FarmMemory) {
        defer { withExtendedLifetime(lock) {} }
        try examine(path)
        return try lookAtCopy(of: path)
    }

    private static func lookAtCopy(
        of path: String
    ) throws(StoreError) -> (farm: Farm, memory: FarmMemory) {
        let folder = try temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let copy = folder + "/state"
        do {
            try FileManager.default.copyItem(atPath: path, toPath: copy)
            if FileManager.default.fileExists(atPath: path + "-wal") {
                try FileManager.default.copyItem(atPath: path + "-wal", toPath: copy + "-wal")
            }
        } catch {
            throw .unusable(path: path, reason: error.localizedDescription)
        }
        do throws(StoreError) {
            let file = try StateFile(opening: copy)
            let found = (farm: try file.farm(), memory: try file.load())
            try file.close()
            return found
        } catch {
            throw error.concerning(path)
        }
    }
}

extension StateFile {
    /// A new folder that nobody else uses.
    private static func temporaryFolder() throws(StoreError) -> String {
        let pattern = FileManager.default.temporaryDirectory.appending(path: "meterfarm-XXXXXX")
            .path
        var name = Array(pattern.utf8CString)
        guard mkdtemp(&name) != nil else {
            throw .unusable(path: pattern, reason: String(cString: strerror(errno)))
        }
        return String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension StoreError {
    /// The same of another file, of which a copy was looked at.
    func concerning(_ path: String) -> StoreError {
        switch self {
        case .foreign: .foreign(path: path)
        case .newer(_, let schema, let known): .newer(path: path, schema: schema, known: known)
        case .older(_, let schema, let known): .older(path: path, schema: schema, known: known)
        case .otherFarm(_, let found, let expected):
            .otherFarm(path: path, found: found, expected: expected)
        case .damaged(_, let detail): .damaged(path: path, detail: detail)
        case .inUse(_, let process): .inUse(path: path, process: process)
        case .missing: .missing(path: path)
        case .exists: .exists(path: path)
        case .unusable(_, let reason): .unusable(path: path, reason: reason)
        }
    }
}
