internal import Documents
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
        add("voltage", "\(Node.text(model.ratings.voltage)) V")
        add("current", Self.currents(model.ratings))
        add("accuracy", Self.accuracy(model.ratings))
        add("tariffs", "\(model.design.tariffCount)")
        add("demand", Self.demand(model.design))
        for (index, output) in model.design.outputs.enumerated() {
            let number = model.design.hasLamp ? index : index + 1
            add(output.isLamp ? "lamp" : "pulse output \(number)", Self.pulses(output))
        }
        add("alarms", model.design.alarms.map { "\($0.count)" } ?? "")
        add("extremes", model.design.extremes.map(model.catalogue.name).joined(separator: ", "))
        add("serial line", Self.line(model.serial))
        for feature in model.features { add("", feature) }
        var lines = ["\(model.vendor) \(model.name)"] + Self.table(rows)
        lines.append("settings")
        lines += Self.table(
            model.settings.map { ($0.name, "\(Node.text($0.defaultValue)) \($0.unit)") }
        )
        if let map = model.modbus { lines += Self.evidence(map) }
        lines.append("sources")
        lines += Self.table(model.sources.map { ($0.id, $0.title) })
        text = lines.map { $0 + "\n" }.joined()
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

    private static func evidence(_ map: ModbusMap) -> [String] {
        let counts = Evidence.allCases.map { evidence in
            (evidence, map.descriptions.count { $0.evidence == evidence })
        }
        let text = counts.filter { $0.1 > 0 }.map { "\($0.1) \($0.0.rawValue)" }
        return ["registers", "  \(map.descriptions.count): \(text.joined(separator: ", "))"]
    }
}
