import ArgumentParser
import Documents
import FarmDaemon
import FarmReports
import LoadProfiles
import SimulatedTime

/// Where load profiles are found and read.
struct LoadShelf {
    let profiles: String?
    let seed: UInt64
    let timeZone: String

    /// A file that was read.
    struct Document {
        let path: String
        let value: JSONValue

        /// By the schema the file names, else by the keys that only farms have.
        var isFarm: Bool {
            guard case .object(let members) = value else { return false }
            if case .string(let schema)? = members["$schema"] {
                return schema.split(separator: "/").last?.hasPrefix("farm.") == true
            }
            return members["buses"] != nil || members["meters"] != nil
        }

        /// The file's name without its ending.
        var name: String {
            let file = path.split(separator: "/").last.map(String.init) ?? path
            return file.hasSuffix(".json") ? String(file.dropLast(5)) : file
        }
    }

    /// All load profiles of the library.
    var names: [String] { DiskLibrary.make(named: profiles).names(of: .loads) }

    /// A file, or a load profile of the library by its name.
    func document(_ subject: String) throws -> Document {
        let library = DiskLibrary.make(named: profiles, near: subject)
        if let bytes = library.read(subject) {
            return Document(path: subject, value: try Self.parse(bytes, subject))
        }
        guard let found = library.find(subject, kind: .loads, from: "") else {
            let hint = Spelling.hint(for: subject, among: library.names(of: .loads))
            throw Faults([
                Fault(
                    file: subject,
                    pointer: .root,
                    message: "is neither a file nor a load profile of the library\(hint)"
                )
            ])
        }
        return Document(path: found.path, value: try Self.parse(found.bytes, found.path))
    }

    private static func parse(_ bytes: [UInt8], _ path: String) throws(Faults) -> JSONValue {
        do {
            return try JSONValue.parse(bytes, file: path)
        } catch {
            throw Faults([error])
        }
    }

    /// The chart of a load profile.
    func chart(_ document: Document) throws -> LoadChart {
        let log = FaultLog(file: document.path)
        let zone = try CivilZone(identifier: timeZone)
        let profile = LoadProfile.read(
            Node(document.value, log: log),
            library: DiskLibrary.make(named: profiles, near: document.path),
            timeZone: zone
        )
        try log.throwIfAny()
        guard let profile else { throw ExitCode(1) }
        return try LoadChart(profile, name: document.name, seed: Seed(seed), zone: zone)
    }
}
