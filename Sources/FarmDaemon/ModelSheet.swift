internal import Documents
internal import MBusProtocol
public import MeterModels
internal import Metrology

/// A model on one page: ratings, features, settings and how sure its registers are.
public struct ModelSheet {
    /// The page, with a line feed at the end of each line.
    public let text: String

    /// The page of a model.
    public init(_ model: MeterModel) {
        var rows: [(title: String, value: String)] = []
        func add(_ title: String, _ value: String) {
            if !value.isEmpty { rows.append((title, value)) }
        }
        add("model", model.id)
        add("references", model.references.joined(separator: ", "))
        add("networks", model.design.networks.map(\.rawValue).joined(separator: ", "))
        // A device that measures nothing has no ratings of its own.
        if !model.design.networks.isEmpty {
            add("voltage", "\(Node.text(model.ratings.voltage)) V")
            add("current", Self.currents(model.ratings))
        }
        add("accuracy", Self.accuracy(model.ratings))
        add("tariffs", "\(model.design.tariffCount)")
        add("demand", Self.demand(model.design))
        for (index, output) in model.design.outputs.enumerated() {
            let number = model.design.hasLamp ? index : index + 1
            add(output.isLamp ? "lamp" : "pulse output \(number)", Self.pulses(output))
        }
        add("alarms", model.design.alarms.map { "\($0.count)" } ?? "")
        add("extremes", model.design.extremes.map(model.catalogue.name).joined(separator: ", "))
        if model.modbus != nil || model.mBus != nil {
            add("serial line", Self.line(model.serial))
        }
        if let map = model.mBus { add("M-Bus", Self.telegrams(map)) }
        var lines = ["\(model.vendor) \(model.name)"] + Self.table(rows)
        lines += Self.features(model.features)
        lines.append("settings")
        lines += Self.table(
            model.settings.map { ($0.name, "\(Node.text($0.defaultValue)) \($0.unit)") }
        )
        lines += Self.modules(model)
        lines += Self.evidence(model)
        lines.append("sources")
        lines += Self.table(model.sources.map { ($0.id, $0.title) })
        text = lines.map { $0 + "\n" }.joined()
    }

    /// The features, the surest first, each with its evidence.
    private static func features(_ features: [ModelFeature]) -> [String] {
        guard !features.isEmpty else { return [] }
        let rows = Evidence.allCases.flatMap { evidence in
            features.filter { $0.evidence == evidence }.map { feature in
                let note = feature.note.map { " (\($0))" } ?? ""
                return (evidence.rawValue, feature.text + note)
            }
        }
        return ["features"] + table(rows)
    }

    /// The modules it takes, or those that are fitted.
    private static func modules(_ model: MeterModel) -> [String] {
        if !model.fitted.isEmpty {
            return ["fitted modules"] + table(model.fitted.map { ("slot \($0.slot)", $0.module) })
        }
        guard !model.modules.isEmpty else { return [] }
        let rows = model.modules.map { module in
            let most = module.most > 1 ? ", at most \(module.most)" : ""
            let slots = module.slots.joined(separator: ", ")
            let note = module.note.map { " (\($0))" } ?? ""
            return (module.name, "\(module.title); slot \(slots)\(most)\(note)")
        }
        return ["option modules, fitted with --module SLOT=MODULE"] + table(rows)
    }

    /// Rows with their values under each other.
    private static func table(_ rows: [(title: String, value: String)]) -> [String] {
        let width = rows.map(\.title.count).max() ?? 0
        return rows.map { title, value in
            let gap = String(repeating: " ", count: max(width, 14) - title.count + 2)
            return "  " + title + gap + value
        }
    }

    private static func demand(_ design: MeterDesign) -> String {
        guard let demand = design.demand else { return "" }
        let catalogue = QuantityCatalogue()
        let names = demand.sources.map { source in
            String(catalogue.name(of: .demand(source, .last)).dropFirst(7).dropLast(5))
        }
        return "\(demand.window.rawValue), \(demand.period / 60) min: "
            + names.joined(separator: ", ")
    }

    private static func pulses(_ output: PulseOutputDesign) -> String {
        switch output.weight {
        case .secondary(let weight):
            "\(Node.text((1000 / weight.wattHours * 1000).rounded() / 1000)) imp/kWh"
        case .fixed(let weight): "\(Node.text(weight.wattHours)) Wh"
        case .programmable(let choices, _):
            choices.map { Node.text($0.wattHours) }.joined(separator: "/") + " Wh"
        case .byRatio(let bands, _):
            bands.map { "\(Node.text($0.weight.wattHours)) Wh to \(Node.text($0.upTo))" }
                .joined(separator: ", ") + " (ratio)"
        }
    }

    private static func currents(_ ratings: MeterRatings) -> String {
        let parts: [(String, Double?)] = [
            ("Ist", ratings.startingCurrent), ("Imin", ratings.minimumCurrent),
            ("Itr", ratings.transitionCurrent), ("Iref", ratings.referenceCurrent),
            ("Imax", ratings.maximumCurrent),
        ]
        return parts.compactMap { name, value in value.map { "\(name) \(Node.text($0)) A" } }
            .joined(separator: ", ")
    }

    private static func accuracy(_ ratings: MeterRatings) -> String {
        [("active", ratings.activeAccuracy), ("reactive", ratings.reactiveAccuracy)]
            .compactMap { name, value in value.map { "\(name) \($0)" } }.joined(separator: ", ")
    }

    private static func line(_ serial: SerialOptions) -> String {
        "\(serial.baudRates.map(String.init).joined(separator: "/")) baud, parity "
            + serial.parities.map(\.rawValue).joined(separator: "/")
            + ", address \(serial.defaultAddress) of \(serial.addresses.lowerBound) to "
            + "\(serial.addresses.upperBound)"
    }

    private static func telegrams(_ map: MBusMap) -> String {
        let count = map.telegrams.count
        let code = ManufacturerCode(rawValue: map.manufacturer).letters ?? "no maker"
        return "\(code) version \(map.version), \(count) telegram\(count == 1 ? "" : "s"), "
            + "\(Node.text(map.unitLoads)) unit load\(map.unitLoads == 1 ? "" : "s")"
    }

    private static func evidence(_ model: MeterModel) -> [String] {
        let all = model.statements
        guard !all.isEmpty else { return [] }
        let counts = Evidence.allCases.map { evidence in (evidence, all.count { $0 == evidence }) }
        let text = counts.filter { $0.1 > 0 }.map { "\($0.1) \($0.0.rawValue)" }
        let title = model.modbus == nil ? "records" : "registers"
        return [title, "  \(all.count): \(text.joined(separator: ", "))"]
    }
}
