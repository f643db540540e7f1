import Documents
import FarmDaemon
import Foundation
import MeterModels
import Metrology
import TestSupport
import Testing

@Suite("Every file that is shipped")
struct ShippedProfilesTests {
    private static func files(_ folder: String) -> [String] {
        let path = SharedFolder.profiles.appending(path: folder).path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { $0.hasSuffix(".json") }.sorted().map { "\(path)/\($0)" }
    }

    private static let folders = [
        "calendars", "farms", "lessons", "loads", "meters", "scenarios", "transformers",
    ]

    @Test("It is read without a fault or a warning", arguments: folders)
    func soundness(folder: String) {
        let files = Self.files(folder)
        #expect(!files.isEmpty, "nothing in profiles/\(folder)")
        for file in files {
            let report = FileChecker(library: DiskLibrary.make(near: file)).check(file)
            #expect(report.faults == [], "\(file)")
            #expect(report.warnings == [], "\(file)")
            #expect(report.kind.map { "\($0)s" } == kindName(folder), "\(file)")
        }
    }

    private func kindName(_ folder: String) -> String {
        folder == "meters" ? "models" : folder
    }

    @Test("It names its schema, so that editors complete it")
    func schemas() throws {
        for folder in Self.folders + ["standards"] {
            for file in Self.files(folder) {
                let data = try Data(contentsOf: URL(filePath: file))
                let value = try JSONValue.parse(Array(data), file: file)
                guard case .object(let members) = value, case .string = members["$schema"] else {
                    Issue.record("\(file) has no $schema")
                    continue
                }
            }
        }
    }

    @Test("Every model has a page for people")
    func sheets() throws {
        let models = Self.files("meters")
        for file in models {
            let library = DiskLibrary.make(near: file)
            let model = try ModelLibrary(library).model(file)
            let text = ModelSheet(model).text
            #expect(text.contains(model.name) && text.contains("settings"), "\(file)")
            for setting in model.settings { #expect(text.contains("  \(setting.name) ")) }
            for source in model.sources { #expect(text.contains(source.title)) }
            if model.design.hasLamp { #expect(text.contains("imp/kWh")) }
        }
        #expect(models.count >= 9)
    }
}
