import Documents
import FarmCore
import Foundation
import MeterModels
import Metrology
import TestSupport
import Testing

@Suite("Current transformers of a catalogue")
struct TransformerTests {
    private static let library = TransformerLibrary(
        ProfileLibrary(
            roots: [SharedFolder.profiles.path],
            read: { path in (try? Data(contentsOf: URL(filePath: path))).map { [UInt8]($0) } },
            list: { folder in
                (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            }
        )
    )

    /// The lengths that the maker prints for 1.5, 2.5 and 6 mm², m.
    private static let printed: [(String, [Double])] = [
        ("4 121 01", [1.1, 1.8, 4.4]), ("4 121 02", [1.5, 2.4, 5.9]),
        ("4 121 03", [2.2, 3.7, 8.9]), ("4 121 04", [2.9, 4.9, 11.8]),
        ("4 121 05", [3.7, 6.1, 14.8]), ("4 121 06", [5.1, 8.5, 20.7]),
        ("4 121 07", [6.6, 11.0, 26.6]), ("4 121 12", [13.9, 23.2, 56.2]),
        ("4 121 14", [16.8, 28.1, 68.1]), ("4 121 39", [21.2, 35.4, 85.8]),
        ("4 121 49", [35.8, 59.8, 145.0]), ("4 121 50", [28.5, 47.6, 115.4]),
        ("4 121 54", [43.1, 72.0, 174.6]), ("4 121 57", [3.7, 6.1, 14.8]),
        ("4 121 58", [5.1, 8.5, 20.7]), ("4 121 62", [1.5, 2.4, 5.9]),
        ("4 121 65", [11.0, 18.3, 44.4]), ("4 121 69", [28.5, 47.6, 115.4]),
    ]

    @Test("Its burdens give the lengths of leads that the maker prints", arguments: printed)
    func lengths(reference: String, printed: [Double]) throws {
        let transformer = try Self.library.transformer(reference, from: "f.json")
        for (section, length) in zip([1.5, 2.5, 6], printed) {
            let lead = TransformerLead(section: section)
            let most = try #require(
                lead.greatestLength(
                    burden: transformer.burden,
                    instrument: TransformerLead.usualInstrumentBurden
                )
            )
            #expect(abs(most - length) <= 0.051, "\(section) mm²: \(most)")
        }
    }

    @Test("A warmer lead is shorter by 4 % for each 10 °C, a colder one is not longer")
    func warmth() {
        func length(_ temperature: Double) -> Double {
            TransformerLead(section: 2.5, temperature: temperature)
                .greatestLength(burden: 5, instrument: 0.5) ?? 0
        }
        #expect(abs(length(30) / length(20) - 0.96) < 1e-12)
        #expect(abs(length(45) / length(20) - 0.90) < 1e-12)
        #expect(length(0) == length(20))
        #expect(TransformerLead(section: 3).greatestLength(burden: 5, instrument: 0.5) == nil)
        #expect(TransformerLead(section: 1).greatestLength(burden: 1, instrument: 2) == 0)
    }

    @Test("The series has 41 transformers from 50 to 4000 A, found with and without spaces")
    func series() throws {
        let all = try Self.library.all()
        #expect(all.count == 41)
        #expect(
            all.allSatisfy { $0.ratio.secondary == 5 && (50...4000).contains($0.ratio.primary) }
        )
        #expect(all.count { $0.accuracy == .class1 } == 4)
        #expect(try Self.library.transformer("412107", from: "") == all.first { $0.burden == 5 })
        #expect(throws: Faults.self) { try Self.library.transformer("4 121 99", from: "f.json") }
    }

    private func report(
        _ transformer: String,
        model: String = "socomec-countis-e44",
        load: String = #"{ "phases": { "all": { "activePower": 2000 } } }"#,
        settings: String =
            #"{ "currentTransformerPrimary": 250, "currentTransformerSecondary": 5 }"#
    ) throws -> FarmReader.Report {
        let farm = """
            { "buses": [{ "name": "b" }], "meters": [
              { "name": "m", "model": "\(model)", "bus": "b", "address": 6, "load": \(load),
                "installation": { "currentTransformer": \(transformer) },
                "settings": \(settings) } ] }
            """
        let document = try JSONValue.parse(Array(farm.utf8), file: "f.json")
        return FarmReader(file: "f.json", library: TestMeter.library).read(document)
    }

    @Test("A farm names one by its order number, which gives the ratio")
    func ratio() throws {
        let report = try report(#"{ "model": "4 121 07" }"#)
        #expect(report.faults == [] && report.warnings == [])
        let installed = try #require(report.plan?.meters.first?.installation.currentTransformer)
        #expect(installed == TransformerRatio(primary: 250, secondary: 5))
        #expect(report.plan?.meters.first?.errors == nil)
        let erring = try self.report(#"{ "model": "4 121 07", "intrinsicError": true }"#)
        #expect(erring.plan?.meters.first?.errors?.transformers.count == 3)
    }

    @Test("The overall class is told as information")
    func overall() throws {
        let remarks = try report(#"{ "model": "4 121 07" }"#).remarks.map(\.description)
        // 1.15 · √(0.5² + 3 · 0.5²) = 1.15
        #expect(remarks.contains { $0.contains("class 0.5 makes 1.15 % overall") }, "\(remarks)")
    }

    @Test(
        "What does not fit is warned of",
        arguments: [
            (
                """
                { "model": "4 121 07", "leadLength": 12, "leadSection": 2.5,
                  "temperature": 30 }
                """,
                "leadLength: is 12 m; the 5 VA of Legrand 4 121 07 in class 0.5 allow "
            ),
            (
                #"{ "model": "4 121 01", "leadLength": 2, "leadSection": 1 }"#,
                "is 2 m; the 1.25 VA of Legrand 4 121 01 in class 1 allow "
            ),
            (#"{ "model": "4 121 01" }"#, "4 121 01 is less accurate than the meter"),
            (#"{ "model": "4 121 12" }"#, "transformers are 400/5, but the meter is programmed"),
        ]
    )
    func warned(transformer: String, message: String) throws {
        let report = try report(transformer)
        #expect(report.faults == [])
        let warnings = report.warnings.map(\.description)
        #expect(warnings.contains { $0.contains(message) }, "\(warnings)")
    }

    @Test("A lead that is just short enough is not warned of")
    func shortEnough() throws {
        let lead = #"{ "model": "4 121 07", "leadLength": 10.5, "leadSection": 2.5 }"#
        #expect(try report(lead).warnings == [])
    }

    @Test("A load above the rated current, and a direct meter, are warned of")
    func currents() throws {
        let high = try report(
            #"{ "model": "4 121 07" }"#,
            load: #"{ "phases": { "all": { "current": 260, "powerFactor": 1 } } }"#
        ).warnings.map(\.description)
        #expect(high.contains { $0.contains("up to 260 A, above the 250 A") }, "\(high)")
        let direct = try report(
            #"{ "model": "4 121 07" }"#,
            model: "legrand-412083",
            settings: "{}"
        ).warnings.map(\.description)
        #expect(direct.contains { $0.contains("is a direct meter") }, "\(direct)")
    }

    @Test(
        "What is wrong is reported with what is allowed",
        arguments: [
            (#"{ "model": "4 121 08" }"#, "no current transformer \"4 121 08\"; did you mean"),
            (#"{ "model": "4 121 07", "primary": 250 }"#, "primary: stands beside \"model\""),
            (#"{ "model": "4 121 07", "leadLength": 3 }"#, "\"leadSection\" is missing"),
            (#"{ "model": "4 121 07", "leadSection": 1 }"#, "needs \"leadLength\""),
            (
                #"{ "model": "4 121 07", "leadLength": 3, "leadSection": 3 }"#,
                "3 is no cross-section of the table; mm²: 1, 1.5, 2.5, 4, 6"
            ),
            (#"{ "model": "4 121 07", "leadLenght": 3 }"#, "did you mean \"leadLength\""),
        ]
    )
    func faults(transformer: String, message: String) throws {
        let faults = try report(transformer).faults.map(\.description)
        #expect(faults.contains { $0.contains(message) }, "\(faults)")
    }

    @Test("Models with assumed registers are told once, however many meters there are")
    func reliances() throws {
        let farm = """
            { "buses": [{ "name": "b" }], "meters": [
              { "name": "m{n}", "repeat": { "from": 1, "to": 3 }, "model": "legrand-412083",
                "bus": "b", "address": "{n}", "load": "household" },
              { "name": "x", "model": "eastron-sdm120", "bus": "b", "address": 9,
                "load": "household" } ] }
            """
        let document = try JSONValue.parse(Array(farm.utf8), file: "f.json")
        let report = FarmReader(file: "f.json", library: TestMeter.library).read(document)
        let plan = try #require(report.plan)
        for model in plan.meters.map(\.model) {
            let assumed = model.modbus?.descriptions.count { $0.evidence == .assumed } ?? 0
            let found = plan.reliances.first { $0.model == model.id }
            #expect(found?.assumed ?? 0 == assumed)
            if let found { #expect(found.meters == (model.id == "legrand-412083" ? 3 : 1)) }
        }
        #expect(plan.reliances.contains { $0.model == "legrand-412083" })
        let told = report.remarks.filter { $0.message.contains("assumed registers") }
        #expect(told.count == plan.reliances.count && report.warnings == [])
    }
}
