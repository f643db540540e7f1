internal import Documents
internal import MBusProtocol
internal import Metrology
internal import ModbusProtocol

/// What the reference pages say of a model, each fact as a short text.
struct ModelFacts {
    let model: MeterModel

    /// `Eastron SDM120-Modbus`.
    var title: String { "\(model.vendor) \(model.name)" }

    /// How currents reach it, with reference and greatest current: `direct, 5 (45) A`.
    var connection: String {
        guard !model.design.networks.isEmpty else { return "none" }
        let maximum = Node.text(model.ratings.maximumCurrent)
        let currents =
            model.ratings.referenceCurrent.map { "\(Node.text($0)) (\(maximum)) A" }
            ?? "\(maximum) A"
        switch model.ratings.connection {
        case .direct: return "direct, \(currents)"
        case .currentTransformer: return "transformers, \(currents)"
        }
    }

    var networks: String { model.design.networks.map(\.rawValue).joined(separator: ", ") }

    /// The classes of active and reactive energy as printed.
    var accuracy: String {
        [model.ratings.activeAccuracy, model.ratings.reactiveAccuracy].compactMap { $0 }
            .joined(separator: "; ")
    }

    /// What speaks for it on a bus.
    var bus: String {
        let spoken = [model.modbus.map { _ in "Modbus" }, model.mBus.map { _ in "M-Bus" }]
        let names = spoken.compactMap(\.self)
        return names.isEmpty ? "none" : names.joined(separator: ", ")
    }

    /// How many registers, coils, discrete inputs and records are how sure, the surest first.
    var registers: [Int] {
        let rows = model.statements
        return Evidence.allCases.map { evidence in rows.count { $0 == evidence } }
    }

    /// How many features are how sure, the surest first.
    var features: [Int] {
        Evidence.allCases.map { evidence in model.features.count { $0.evidence == evidence } }
    }

    /// The lamp and the outputs: `lamp, 2 outputs`.
    var pulses: String {
        let outputs = model.design.outputs.count - (model.design.hasLamp ? 1 : 0)
        var parts = model.design.hasLamp ? ["lamp"] : []
        if outputs > 0 { parts.append("\(outputs) output\(outputs == 1 ? "" : "s")") }
        return parts.isEmpty ? "none" : parts.joined(separator: ", ")
    }

    /// What it keeps beside its totals.
    var keeps: String {
        let design = model.design
        var parts: [String] = []
        if !design.partials.isEmpty { parts.append("partial counters") }
        if design.demand != nil { parts.append("demand") }
        if design.demand.map({ $0.loadCurveRecords > 0 }) == true { parts.append("load curve") }
        if !design.extremes.isEmpty { parts.append("least and greatest values") }
        if let alarms = design.alarms {
            parts.append("\(alarms.count) alarm\(alarms.count == 1 ? "" : "s")")
        }
        return parts.joined(separator: ", ")
    }

    /// Display, keys and menus of its front, and how sure they are.
    var front: String {
        let panel = model.panel
        guard panel.evidence != .assumed || panel.source != nil else { return "plain (assumed)" }
        let display = panel.display.map { display in
            "\(display.rows) row\(display.rows == 1 ? "" : "s") of \(display.digits) digits"
        }
        let keys = panel.keys.filter { $0.together.isEmpty }.map(\.symbol)
        let menus = panel.menus.map(\.name)
        let source = panel.source.map { ", `\($0)`" } ?? ""
        return [
            display, "keys " + keys.joined(separator: " "),
            "menus " + menus.joined(separator: " "),
        ].compactMap(\.self).joined(separator: "; ") + " (\(panel.evidence.rawValue)\(source))"
    }

    /// Speeds, formats and addresses of the serial line.
    var line: String {
        let serial = model.serial
        return serial.baudRates.map(String.init).joined(separator: "/") + " baud, parity "
            + serial.parities.map(\.rawValue).joined(separator: "/") + ", stop bits "
            + serial.stopBits.map(String.init).joined(separator: "/")
            + ", address \(serial.addresses.lowerBound) to \(serial.addresses.upperBound); as it "
            + "leaves the factory \(serial.defaultBaudRate) baud, "
            + "\(serial.defaultParity.rawValue), \(serial.defaultStopBits), "
            + "address \(serial.defaultAddress)"
    }

    /// The functions it answers, and how many registers a read may have.
    var functions: String? {
        guard let rules = model.modbus?.rules else { return nil }
        let codes = rules.functions.functions.map { String($0.rawValue) }
        return codes.joined(separator: ", ") + "; at most \(rules.readLimit) registers in a read"
    }

    /// What its M-Bus side says of itself, and how its readout is cut.
    var telegrams: String? {
        guard let map = model.mBus else { return nil }
        let maker = ManufacturerCode(rawValue: map.manufacturer).letters ?? "no maker"
        let (records, count) = (map.descriptions.count, map.telegrams.count)
        return "\(maker) version \(map.version), \(records) records in \(count) telegram"
            + (count == 1 ? "" : "s") + "; selection \(map.selection.rawValue); "
            + "\(Node.text(map.unitLoads)) unit load" + (map.unitLoads == 1 ? "" : "s")
    }

    /// The quantities its registers show, as the first parts of their names, each with how many.
    var measures: String {
        var counts: [(name: String, count: Int)] = []
        var seen: Set<String> = []
        let shown =
            (model.modbus?.descriptions.map(\.shows) ?? [])
            + (model.mBus?.descriptions.map(\.shows) ?? [])
        for shows in shown
        where model.catalogue[shows] != nil && seen.insert(shows).inserted {
            let parts = shows.split(separator: ".")
            let isPair = ["power", "energy", "demand", "thd", "harmonic"].contains(parts[0])
            let name = parts.prefix(isPair ? 2 : 1).joined(separator: ".")
            if let place = counts.firstIndex(where: { $0.name == name }) {
                counts[place].count += 1
            } else {
                counts.append((name, 1))
            }
        }
        return counts.sorted { $0.name < $1.name }.map { name, count in
            count == 1 ? "`\(name)`" : "`\(name)` (\(count))"
        }.joined(separator: ", ")
    }
}
