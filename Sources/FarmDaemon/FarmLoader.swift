internal import Documents
public import FarmCore
internal import Foundation

/// Reads a farm file with its overrides and everything it refers to.
public enum FarmLoader {
    /// The plan and what is worth a warning.
    ///
    /// - Throws: ``RunRefusal`` with every fault.
    public static func load(_ options: RunOptions) throws(RunRefusal) -> FarmReader.Report {
        let library = DiskLibrary.make(named: options.profiles, near: options.farm)
        guard let bytes = library.read(options.farm) else {
            throw RunRefusal(["\(options.farm): /: cannot be read; the path of a farm file"])
        }
        let report: FarmReader.Report
        do {
            var document = try JSONValue.parse(bytes, file: options.farm)
            for override in options.overrides {
                document = try apply(override, to: document, options.farm)
            }
            document = play(options.scenarios, in: document)
            report = FarmReader(file: options.farm, library: library).read(document)
        } catch {
            throw RunRefusal([error.description])
        }
        guard report.plan != nil else { throw RunRefusal(report.faults.map(\.description)) }
        return report
    }

    /// The farm with further scenarios; their paths are those of the working folder.
    private static func play(_ scenarios: [String], in document: JSONValue) -> JSONValue {
        guard !scenarios.isEmpty, case .object(var members) = document else { return document }
        var all: [JSONValue] = []
        switch members["scenarios"] {
        case .array(let own)?: all = own
        case nil: break
        default: return document  // Its reader complains.
        }
        members["scenarios"] = .array(all + scenarios.map { .string(reference($0)) })
        return .object(members)
    }

    private static func reference(_ scenario: String) -> String {
        guard ProfileLibrary.isPath(scenario), !scenario.hasPrefix("/") else { return scenario }
        return FileManager.default.currentDirectoryPath + "/" + scenario
    }

    private static func apply(
        _ override: String,
        to document: JSONValue,
        _ file: String
    ) throws(Fault) -> JSONValue {
        guard let equals = override.firstIndex(of: "="),
            let pointer = JSONPointer(String(override[..<equals]))
        else {
            throw Fault(
                file: "--set \(override)",
                pointer: .root,
                message: "is not understood; /json/pointer=value, such as /clock/speed=60"
            )
        }
        let text = String(override[override.index(after: equals)...])
        // What is not JSON by itself is meant as text: /clock/start=now.
        let value = (try? JSONValue.parse(Array(text.utf8), file: "")) ?? .string(text)
        return try document.replacing(pointer, with: value, file: file)
    }
}
