internal import FarmStore
internal import Foundation

/// Where the state of a farm is kept.
public struct StateLocation: Hashable, Sendable {
    /// The directory.
    public let directory: String
    /// The state file.
    public let file: String

    /// The place of a farm's state; nil for a farm that keeps none.
    ///
    /// - Parameters:
    ///   - farm: the path of the farm file.
    ///   - named: the directory the user named, `none`, or nil for `.meterfarm` beside the file.
    public init?(farm: String, named: String?) {
        guard named != "none" else { return nil }
        let url = URL(filePath: farm)
        let folder = url.deletingLastPathComponent()
        directory = named ?? folder.appending(path: ".meterfarm").relativePath
        let stem = url.deletingPathExtension().lastPathComponent
        file = URL(filePath: directory).appending(path: stem + ".sqlite").relativePath
    }

    /// Brings a state of an earlier version up to date, and says what was done.
    public func migrate() throws(RunRefusal) -> String {
        do throws(StoreError) {
            let lock = try StateLock(for: file)
            defer { withExtendedLifetime(lock) {} }
            let done = try StateFile.migrate(file)
            guard let copy = done.copy else { return "\(file): has schema \(done.to) already" }
            return "\(file): schema \(done.from) is now \(done.to); the file as it was is \(copy)"
        } catch {
            throw RunRefusal([error.description])
        }
    }

    /// Makes the directory if it is not there.
    func prepare() throws(StoreError) {
        do {
            try FileManager.default.createDirectory(
                atPath: directory,
                withIntermediateDirectories: true
            )
        } catch {
            throw .unusable(path: directory, reason: error.localizedDescription)
        }
    }

    /// Whether the farm has lived already.
    var isThere: Bool { FileManager.default.fileExists(atPath: file) }
}
