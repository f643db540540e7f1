internal import Documents
internal import Metrology

/// The pages of the reference that are made of the library: an overview, and a page for each maker.
public struct ModelReference: Sendable {
    /// A page.
    public struct Page: Hashable, Sendable {
        /// Its path below the folder of the reference: `models.md`, `models/eastron.md`.
        public let path: String
        /// What stands there, with a line feed at its end.
        public let text: String
    }

    /// The overview.
    public let overview: Page
    /// A page for each maker, by name.
    public let makers: [Page]

    /// All pages.
    public var pages: [Page] { [overview] + makers }

    /// The pages of models, in the order given.
    public init(_ models: [MeterModel]) {
        overview = Page(path: "models.md", text: Self.overview(models))
        makers = Self.vendors(models).map { vendor, models in
            Page(path: "models/\(Self.slug(vendor)).md", text: Self.page(vendor, models))
        }
    }

    private static let notice =
        "<!-- Made by `make docs` (meterfarm models pages). Do not edit: change the model. -->\n"

    private static func vendors(_ models: [MeterModel]) -> [(String, [MeterModel])] {
        Dictionary(grouping: models, by: \.vendor).sorted {
            $0.key.lowercased() < $1.key.lowercased()
        }
    }

    private static func overview(_ models: [MeterModel]) -> String {
        let counts = Self.sum(models.map { ModelFacts(model: $0).registers })
        var text = """
            # The device library

            \(notice)
            \(models.count) models of \(vendors(models).count) makers with \(counts.reduce(0, +)) \
            registers: \(counts[0]) official (printed by the maker for the device), \(counts[1]) \
            derived (from a reader in production, a sister device or a captured frame), \
            \(counts[2]) assumed (nothing public says it). `meterfarm models NAME` shows one with \
            its features and settings, `meterfarm models NAME --registers` its register table. A \
            meter that is missing is [a file away](../how-to-add-a-meter.md).

            Networks are [the codes](../reference.md#network-types) for how a meter is connected; \
            connection has the reference and, in brackets, the greatest current at its inputs. \
            Registers and features are counted official · derived · assumed.

            | model | device | references | networks | connection | class | bus | registers \
            | tariffs | pulses | keeps | features |
            |---|---|---|---|---|---|---|---|---|---|---|---|

            """
        for (_, models) in vendors(models) {
            for model in models { text += row(model) }
        }
        return text
    }

    private static func row(_ model: MeterModel) -> String {
        let facts = ModelFacts(model: model)
        let link = "models/\(slug(model.vendor)).md#\(model.id)"
        let cells = [
            "[\(model.id)](\(link))", facts.title, model.references.joined(separator: ", "),
            facts.networks, facts.connection, facts.accuracy, facts.bus, counted(facts.registers),
            String(model.design.tariffCount), facts.pulses, facts.keeps, counted(facts.features),
        ]
        return "| " + cells.map(escaped).joined(separator: " | ") + " |\n"
    }

    private static func page(_ vendor: String, _ models: [MeterModel]) -> String {
        var text = "# \(vendor)\n\n\(notice)\n"
        text += "[All makers](../models.md)\n"
        for model in models { text += section(model) }
        return text
    }

    private static func section(_ model: MeterModel) -> String {
        let facts = ModelFacts(model: model)
        var text = "\n## \(model.id)\n\n\(facts.title)"
        if !model.references.isEmpty { text += " (\(model.references.joined(separator: ", ")))" }
        text += "\n\n| | |\n|---|---|\n"
        var rows: [(String, String)] = [
            ("networks", facts.networks), ("connection", facts.connection),
            ("accuracy", facts.accuracy), ("tariffs", String(model.design.tariffCount)),
            ("pulses", facts.pulses), ("keeps", facts.keeps), ("front", facts.front),
        ]
        if let functions = facts.functions {
            rows += [("serial line", facts.line), ("functions", functions)]
            rows.append(("registers", described(facts.registers)))
            rows.append(("measures", facts.measures))
        }
        if let telegrams = facts.telegrams {
            rows += [("serial line", facts.line), ("M-Bus", telegrams)]
            rows.append(("records", described(facts.registers)))
            rows.append(("measures", facts.measures))
        }
        let settings = model.settings.map { "`\($0.name)`" }.joined(separator: ", ")
        rows.append(("settings", settings))
        for (title, value) in rows where !value.isEmpty {
            text += "| \(title) | \(escaped(value)) |\n"
        }
        text += modules(model)
        text += features(model)
        if !model.sources.isEmpty {
            text += "\nSources: "
            text += model.sources.map { "\($0.title) (`\($0.id)`)" }.joined(separator: "; ") + ".\n"
        }
        if model.modbus != nil || model.mBus != nil {
            let title = model.modbus == nil ? "Records" : "Register table"
            text += "\n\(title): `meterfarm models \(model.id) --registers`; "
            text += "[the model's file](../../../profiles/meters/\(model.id).json).\n"
        }
        return text
    }

    private static func modules(_ model: MeterModel) -> String {
        guard !model.modules.isEmpty else { return "" }
        var text = "\n| option module | what it is | slots | at most | evidence | source |\n"
        text += "|---|---|---|---|---|---|\n"
        for module in model.modules {
            let note = module.note.map { " *\($0)*" } ?? ""
            let cells = [
                module.name, module.title + note, module.slots.joined(separator: ", "),
                String(module.most), module.evidence.rawValue,
                module.source.map { "`\($0)`" } ?? "",
            ]
            text += "| " + cells.map(escaped).joined(separator: " | ") + " |\n"
        }
        if let first = model.modules.first, let slot = first.slots.first {
            let name = first.name.filter { $0 != " " }
            text += "\nRegister table with modules: `meterfarm models \(model.id) "
            text += "--module \(slot)=\(name) --registers`, with an option for each module; "
            text += "[the model's file](../../../profiles/meters/\(model.id).json).\n"
        }
        return text
    }

    private static func features(_ model: MeterModel) -> String {
        guard !model.features.isEmpty else { return "" }
        var text = "\n| feature | evidence | source |\n|---|---|---|\n"
        for evidence in Evidence.allCases {
            for feature in model.features where feature.evidence == evidence {
                let note = feature.note.map { " *\($0)*" } ?? ""
                let source = feature.source.map { "`\($0)`" } ?? ""
                text += "| \(escaped(feature.text + note)) | \(evidence.rawValue) | \(source) |\n"
            }
        }
        return text
    }

    /// `12 official, 3 assumed`.
    private static func described(_ counts: [Int]) -> String {
        zip(Evidence.allCases, counts).filter { $0.1 > 0 }
            .map { "\($0.1) \($0.0.rawValue)" }.joined(separator: ", ")
    }

    private static func counted(_ counts: [Int]) -> String {
        counts.reduce(0, +) == 0 ? "none" : counts.map(String.init).joined(separator: " · ")
    }

    private static func sum(_ counts: [[Int]]) -> [Int] {
        counts.reduce([0, 0, 0]) { sum, next in zip(sum, next).map { $0 + $1 } }
    }

    /// A maker's name as the name of a file.
    private static func slug(_ vendor: String) -> String {
        FoldedText.words(vendor).joined(separator: "-")
    }

    private static func escaped(_ cell: String) -> String {
        cell.map { $0 == "|" ? "\\|" : ($0.isNewline ? " " : String($0)) }.joined()
    }
}
