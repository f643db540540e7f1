internal import Documents
public import MeterModels
internal import Metrology

/// A model on one page: ratings, features, settings and how sure its registers are.
public struct ModelSheet {
    /// The page, with a line feed at the end of each line.
    public let text: String

    /// The page of a model.
    public init(_ model: MeterModel) {
        var lines = ["\(model.vendor) \(model.name)"]
        func add(_ title: String, _ value: String) {
            guard !value.isEmpty else { return }
            lines.append("  " + title + String(repeating: " ", count: 16 - title.count) + value)
        }
        add("model", model.id)
        add("references", model.references.joined(separator: ", "))
        add("networks", model.design.networks.map(\.rawValue).joined(separator: ", "))
        add("voltage", "\(Node.text(model.ratings.voltage)) V")
        add("current", Self.currents(model.ratings))
        add("accuracy", Self.accuracy(model.ratings))
        add("tariffs", "\(model.design.tariffCount)")
        add("serial line", Self.line(model.serial))
        for feature in model.features { add("", feature) }
        lines.append("settings")
        for setting in model.settings {
            add(setting.name, "\(Node.text(setting.defaultValue)) \(setting.unit)")
        }
        if let map = model.modbus { lines += Self.evidence(map) }
        lines.append("sources")
        for source in model.sources { add(source.id, source.title) }
        text = lines.map { $0 + "\n" }.joined()
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
