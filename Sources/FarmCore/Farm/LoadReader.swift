internal import Documents
internal import LoadProfiles
internal import SimulatedTime

/// Reads loads as files name them: by name, by path, or as they stand.
final class LoadReader {
    private let library: ProfileLibrary
    private let timeZone: CivilZone
    private let log: FaultLog
    private var known: [String: LoadProfile?] = [:]

    init(_ library: ProfileLibrary, timeZone: CivilZone, log: FaultLog) {
        self.library = library
        self.timeZone = timeZone
        self.log = log
    }

    /// The load at a node; nil after a complaint.
    func load(_ node: Node) -> LoadProfile? {
        if case .object = node.value {
            return LoadProfile.read(node, library: library, timeZone: timeZone)
        }
        guard let reference = node.string("the name of a load, a path or a load") else {
            return nil
        }
        if let known = known[reference] { return known }
        let profile = load(reference, node)
        known[reference] = profile
        return profile
    }

    private func load(_ reference: String, _ node: Node) -> LoadProfile? {
        guard let found = library.find(reference, kind: .loads, from: node.log.file) else {
            let hint = Spelling.hint(for: reference, among: library.names(of: .loads))
            node.report("there is no load profile \"\(reference)\"\(hint)")
            return nil
        }
        return log.referenced(found) {
            LoadProfile.read($0, library: library, timeZone: timeZone)
        }
    }
}
