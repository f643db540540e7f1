/// Where profiles come from: the folders that hold `loads/`, `meters/`, `calendars/`,
/// `standards/`.
///
/// The library never touches the disk itself: it is given what reads and what lists, so that the
/// same code runs on a simulated disk.
public struct ProfileLibrary: Sendable {
    /// The kinds of profile, each a folder of the library.
    public enum Kind: String, Sendable, CaseIterable {
        /// Load profiles.
        case loads
        /// Meter models.
        case meters
        /// Tariff calendars.
        case calendars
        /// Published figures that load profiles are scaled from.
        case standards
        /// What happens to the meters of a farm, and when.
        case scenarios
        /// Catalogues of current transformers.
        case transformers
        /// Hidden faults to find.
        case lessons
    }

    /// The folders searched, first found wins.
    public let roots: [String]
    /// Where folders were looked for, there or not, in the words of a message.
    public let searched: [String]
    /// Reads a whole file; nil when it cannot be read.
    public let read: @Sendable (_ path: String) -> [UInt8]?
    /// Lists the file names of a folder; empty when there is none.
    public let list: @Sendable (_ folder: String) -> [String]

    /// A library over what reads and lists files.
    ///
    /// - Parameter searched: where folders were looked for; the roots unless more is known.
    public init(
        roots: [String],
        searched: [String]? = nil,
        read: @escaping @Sendable (_ path: String) -> [UInt8]?,
        list: @escaping @Sendable (_ folder: String) -> [String]
    ) {
        self.roots = roots
        self.searched = searched ?? roots
        self.read = read
        self.list = list
    }

    /// A file that was found.
    public struct Found: Sendable {
        /// Its path.
        public let path: String
        /// What it holds.
        public let bytes: [UInt8]
    }

    /// Finds what a file refers to by name (`household`) or by path (`./my-load.json`).
    ///
    /// - Parameters:
    ///   - reference: a name in the library, or a path relative to the file that refers to it.
    ///   - suffix: what a name's file ends with.
    ///   - file: the file that refers to it.
    public func find(
        _ reference: String,
        kind: Kind,
        suffix: String = ".json",
        from file: String
    ) -> Found? {
        for path in candidates(for: reference, kind: kind, suffix: suffix, from: file) {
            if let bytes = read(path) { return Found(path: path, bytes: bytes) }
        }
        return nil
    }

    /// All the names of a kind, sorted, for listings and for spelling hints.
    public func names(of kind: Kind, suffix: String = ".json") -> [String] {
        var names: Set<String> = []
        for root in roots {
            for file in list("\(root)/\(kind.rawValue)") where file.hasSuffix(suffix) {
                names.insert(String(file.dropLast(suffix.count)))
            }
        }
        return names.sorted()
    }

    /// The library of the first folder that has profiles of a kind, without the others.
    ///
    /// Nil where none has.
    public func first(with kind: Kind, suffix: String = ".json") -> ProfileLibrary? {
        let root = roots.first { root in
            list("\(root)/\(kind.rawValue)").contains { $0.hasSuffix(suffix) }
        }
        return root.map { ProfileLibrary(roots: [$0], read: read, list: list) }
    }

    /// What is said of a library that has no profiles of a kind.
    public func absence(of kind: Kind) -> String {
        "no folder with profiles has \(kind.rawValue)/; looked for it in "
            + (searched.isEmpty ? "no folder" : searched.joined(separator: ", "))
            + "; --profiles FOLDER or METERFARM_PROFILES names one"
    }

    private func candidates(
        for reference: String,
        kind: Kind,
        suffix: String,
        from file: String
    ) -> [String] {
        if reference.hasPrefix("/") { return [reference] }
        if Self.isPath(reference, suffix: suffix) {
            return [Self.folder(of: file) + reference]
        }
        return roots.map { "\($0)/\(kind.rawValue)/\(reference)\(suffix)" }
    }

    /// Whether a reference is the path of a file and no name.
    public static func isPath(_ reference: String, suffix: String = ".json") -> Bool {
        reference.contains("/") || reference.hasSuffix(suffix)
    }

    /// The folder of a file with its slash; empty for a bare name.
    public static func folder(of file: String) -> String {
        guard let slash = file.lastIndex(of: "/") else { return "" }
        return String(file[...slash])
    }
}
