public import Documents
import Foundation
import Synchronization

/// The project's own profiles, each file read once.
public enum FolderLibrary {
    private static let cache = Mutex<[String: [UInt8]?]>([:])

    /// The library in a folder that holds `meters/` and `loads/`.
    public static func make(_ folder: String) -> ProfileLibrary {
        ProfileLibrary(
            roots: [folder],
            read: { path in
                cache.withLock { files in
                    if let known = files[path] { return known }
                    let bytes = FileManager.default.contents(atPath: path).map(Array.init)
                    files[path] = bytes
                    return bytes
                }
            },
            list: { folder in
                ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
            }
        )
    }
}
