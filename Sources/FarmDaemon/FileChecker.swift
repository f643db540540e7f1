public import Documents
internal import FarmCore
internal import LoadProfiles
internal import MeterModels

/// Validates the files a user edits, whatever kind they are, without starting anything.
public struct FileChecker {
    /// What kind of file was read.
    public enum Kind: String, Sendable {
        /// A farm.
        case farm
        /// A meter model.
        case model
        /// A load profile.
        case load
        /// A scenario.
        case scenario
        /// A tariff calendar.
        case calendar
        /// A catalogue of current transformers.
        case transformer
        /// A hidden fault to find.
        case lesson
    }

    /// What was found in a file.
    public struct Report: Sendable {
        /// The kind the file was taken for; nil when it could not be told.
        public let kind: Kind?
        /// What is wrong, in this file and in those it names.
        public let faults: [Fault]
        /// What is legal but surely meant otherwise.
        public let warnings: [Fault]
        /// What is right and worth knowing.
        public let remarks: [Fault]
    }

    private let library: ProfileLibrary

    /// A checker that resolves names in a library.
    public init(library: ProfileLibrary) {
        self.library = library
    }

    /// Reads one file to its end.
    public func check(_ file: String) -> Report {
        let log = FaultLog(file: file)
        guard let bytes = library.read(file) else {
            log.report(.root, "cannot be read; the path of a JSON file")
            return Report(kind: nil, faults: log.faults, warnings: [], remarks: [])
        }
        do {
            let document = try JSONValue.parse(bytes, file: file)
            return check(document, log)
        } catch {
            return Report(kind: nil, faults: [error], warnings: [], remarks: [])
        }
    }

    private func check(_ document: JSONValue, _ log: FaultLog) -> Report {
        let root = Node(document, log: log)
        checkSchema(document, log)
        let kind = kind(of: document)
        switch kind {
        case .farm:
            let report = FarmReader(file: log.file, library: library).read(document)
            log.adopt(report.faults)
            log.adopt(warnings: report.warnings)
            log.adopt(remarks: report.remarks)
        case .model: _ = ModelLibrary(library).read(document, log)
        case .load: _ = LoadProfile.read(root, library: library)
        case .scenario: _ = Scenario.read(root, library: library)
        case .calendar: _ = TariffCalendar.read(root)
        case .transformer: _ = TransformerCatalogue.read(root)
        case .lesson: _ = Lesson.read(root)
        case nil:
            log.report(
                .root,
                "is neither a farm (\"buses\", \"meters\"), a meter model (\"vendor\", "
                    + "\"modbus\"), a load profile (\"phases\", \"sumOf\"), a scenario "
                    + "(\"steps\"), a tariff calendar (\"days\", \"seasons\"), a catalogue of "
                    + "current transformers (\"transformers\") nor a lesson (\"cases\")"
            )
        }
        return Report(kind: kind, faults: log.faults, warnings: log.warnings, remarks: log.remarks)
    }

    /// The readers let `$schema` be, which is for editors; it says the kind here.
    private func checkSchema(_ document: JSONValue, _ log: FaultLog) {
        guard case .object(let members) = document, let value = members["$schema"] else { return }
        let node = Node(value, at: JSONPointer(tokens: ["$schema"]), log: log)
        _ = node.string("the path of a schema such as ../schema/farm.schema.json")
    }

    /// By the schema the file names, else by the keys that only one kind has.
    private func kind(of document: JSONValue) -> Kind? {
        guard case .object(let members) = document else { return nil }
        if case .string(let schema)? = members["$schema"] {
            let name = schema.split(separator: "/").last ?? ""
            if let kind = Kind(rawValue: String(name.prefix { $0 != "." })) { return kind }
        }
        func has(_ keys: String...) -> Bool { keys.contains { members[$0] != nil } }
        if has("buses", "meters") { return .farm }
        if has("steps") { return .scenario }
        if has("transformers") { return .transformer }
        if has("cases") { return .lesson }
        if has("vendor", "modbus", "networks", "ratings", "extends") { return .model }
        if has("days", "seasons") { return .calendar }
        return has("phases", "sumOf", "voltage") ? .load : nil
    }
}
