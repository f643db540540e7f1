public import Foundation

/// The folders that tests read: the repository, and what is shared beside it.
public enum SharedFolder {
    /// The root of the repository.
    public static let repository = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The folder with documents, device tables and vectors, beside the repository.
    public static let shared = repository.deletingLastPathComponent().appending(path: "shared")

    /// The profiles that are shipped.
    public static let profiles = repository.appending(path: "profiles")
}
