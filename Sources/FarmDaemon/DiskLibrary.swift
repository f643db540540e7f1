public import Documents
import Foundation

/// The profile library on the disk.
public enum DiskLibrary {
    /// The library over the folders that exist.
    ///
    /// - Parameters:
    ///   - named: a folder the user named; searched first.
    ///   - file: the file that is read; `profiles` folders beside and above it come next, then
    ///     the folder named by `METERFARM_PROFILES`, then the one installed with the program.
    public static func make(named: String? = nil, near file: String? = nil) -> ProfileLibrary {
        var roots: [String] = []
        var searched: [String] = []
        func look(in folders: [String]) {
            roots += folders
            searched += folders.map { $0.hasPrefix("/") ? $0 : absolute($0) }
        }
        if let named { look(in: [named]) }
        if let file {
            roots += above(file)
            searched.append("the folders above \(absolute(file))")
        }
        if let variable = ProcessInfo.processInfo.environment["METERFARM_PROFILES"] {
            look(in: [variable])
        }
        look(in: ["profiles"] + besideExecutable())
        var seen: Set<String> = []
        let existing = roots.filter { isFolder($0) && seen.insert($0).inserted }
        return ProfileLibrary(
            roots: existing,
            searched: searched,
            read: { path in FileManager.default.contents(atPath: path).map(Array.init) },
            list: { folder in
                (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            }
        )
    }

    /// Folders above a file that hold meters and loads: a farm in `profiles/farms` finds its own.
    private static func above(_ file: String) -> [String] {
        var folder = URL(filePath: file).standardizedFileURL.deletingLastPathComponent()
        var found: [String] = []
        for _ in 0..<8 {
            for candidate in [folder, folder.appending(path: "profiles")]
            where isFolder(candidate.appending(path: "meters").path) {
                found.append(candidate.path)
            }
            let parent = folder.deletingLastPathComponent()
            if parent == folder { break }
            folder = parent
        }
        return found
    }

    /// `PREFIX/share/meterfarm/profiles` for `PREFIX/bin/meterfarm`, and the folders of a build.
    private static func besideExecutable() -> [String] {
        guard let executable = Bundle.main.executableURL?.resolvingSymlinksInPath() else {
            return []
        }
        var folder = executable.deletingLastPathComponent()
        var found = [
            folder.deletingLastPathComponent().appending(path: "share/meterfarm/profiles").path
        ]
        for _ in 0..<4 {
            folder = folder.deletingLastPathComponent()
            found.append(folder.appending(path: "profiles").path)
        }
        return found
    }

    private static func absolute(_ path: String) -> String {
        URL(filePath: path).standardizedFileURL.path
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        return exists && isFolder.boolValue
    }
}
