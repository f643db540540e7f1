import Metrology

/// The front of a device of whose front no document tells: one key, and a page for each of the
/// usual values that it measures.
struct PlainPanel {
    private let parts: MeterModelParts

    init(_ parts: MeterModelParts) { self.parts = parts }

    /// The most pages of a device that has other values than a meter.
    private static let pageLimit = 48

    var design: PanelDesign {
        var design = PanelDesign(evidence: .assumed)
        design.note =
            "No document that the model was written from tells of the front: this is a plain one, "
            + "with the values that the device measures"
        design.housing.modules = parts.design.networks.count == 0 || isThreePhase ? 4 : 2
        design.display = PanelDisplay(kind: .text, rows: 1, digits: 8)
        design.icons = icons
        if parts.design.hasLamp {
            design.leds = [
                PanelLED(name: "led", title: "Metrological lamp", source: .pulses, colour: .red)
            ]
        }
        design.menus = [PanelMenu(name: "values", title: "Values", pages: pages, setup: nil)]
        design.ringCount = 1
        design.keys = [Self.key]
        return design
    }

    private static let key = PanelKey(
        name: "next",
        title: "Next page; held, the first page",
        symbol: "▶",
        bindings: [
            PanelBinding(stage: .reading, move: .nextPage),
            PanelBinding(stage: .reading, held: 2000, move: .home),
        ]
    )

    private var isThreePhase: Bool {
        parts.design.networks.contains { $0.connects(.l3) && $0 != .singlePhase }
    }

    // MARK: Signs

    private var icons: [PanelIcon] {
        var icons: [PanelIcon] = []
        func add(_ sign: PanelSign, _ symbol: String, _ title: String, flashes: Bool = false) {
            icons.append(PanelIcon(sign: sign, symbol: symbol, title: title, flashes: flashes))
        }
        if isThreePhase {
            add(.phaseMissing, "!", "A phase is missing", flashes: true)
            add(.sequence123, "123", "Phases in the sequence 1, 2, 3")
            add(.sequence132, "132", "Phases in the sequence 1, 3, 2")
        }
        if !parts.design.networks.isEmpty {
            add(.imported, "→", "Imported energy or power")
            add(.exported, "←", "Exported energy or power")
        }
        if parts.design.tariffCount > 1 {
            let signs: [PanelSign] = [.tariff1, .tariff2, .tariff3, .tariff4]
            for (n, sign) in zip(1...parts.design.tariffCount, signs) {
                add(sign, "T\(n)", "Tariff \(n) is in force")
            }
        }
        if !parts.design.partials.isEmpty { add(.partial, "PAr", "Partial counter") }
        if parts.design.alarms != nil { add(.alarm, "AL", "An alarm is active") }
        if parts.modbus != nil || parts.mBus != nil {
            add(.communication, "COM", "A master speaks to the device")
        }
        return icons
    }

    // MARK: Pages

    private var pages: [PanelPage] {
        let names = shownNames
        let found = names.compactMap { name in
            parts.catalogue[name].map { page(name, $0) }
        }
        guard found.isEmpty else { return found }
        let row = PanelRow(content: .fact(.name))
        return [PanelPage(title: "The device", rows: [row])]
    }

    private func page(_ name: String, _ quantity: Quantity) -> PanelPage {
        let row = PanelRow(
            label: PlainLabel.text(name),
            content: .quantity(quantity, .plain(quantity))
        )
        return PanelPage(title: name, rows: [row])
    }

    /// The names of what is shown, the energies first.
    private var shownNames: [String] {
        let held = heldNames
        if parts.design.networks.isEmpty {
            let counted = held.filter { !$0.hasSuffix(".overflows") }.sorted()
            return Array(counted.prefix(Self.pageLimit))
        }
        let usual = Self.energies + Self.moments
        guard !held.isEmpty else {
            return ["energy.active.import.total"] + partialNames + demandNames
        }
        let shown = usual.filter { held.contains($0) || partialNames.contains($0) }
        return shown.isEmpty ? ["energy.active.import.total"] : shown
    }

    /// The names of what registers and records hold.
    private var heldNames: Set<String> {
        let registers = parts.modbus?.descriptions.map(\.shows) ?? []
        let records = parts.mBus?.descriptions.map(\.shows) ?? []
        return Set(registers + records).filter { parts.catalogue[$0] != nil }
    }

    private var partialNames: [String] {
        parts.design.partials.map {
            parts.catalogue.name(of: .energy(EnergyIndex($0.lanes, bins: $0.bins)))
        }
    }

    private var demandNames: [String] {
        (parts.design.demand?.sources ?? []).map {
            parts.catalogue.name(of: .demand($0, .last))
        }
    }

    private static let energies: [String] = [
        "active.import.total", "active.export.total", "active.both.total", "active.net.total",
        "active.import.t1", "active.import.t2", "active.import.t3", "active.import.t4",
        "active.export.t1", "active.export.t2", "active.export.t3", "active.export.t4",
        "active.import.partial", "active.export.partial",
        "reactive.import.total", "reactive.export.total", "reactive.both.total",
        "reactive.import.partial", "reactive.export.partial", "apparent.total",
        "active.combined", "reactive.combined",
    ].map { "energy." + $0 }

    private static let moments = [
        "power.active.total", "power.active.l1", "power.active.l2", "power.active.l3",
        "power.reactive.total", "power.apparent.total", "demand.active.import.last",
        "demand.active.import.maximum", "voltage.l1", "voltage.l2", "voltage.l3", "voltage.l12",
        "voltage.l23", "voltage.l31", "current.l1", "current.l2", "current.l3", "current.n",
        "frequency", "powerFactor.total", "powerFactor.l1", "powerFactor.l2", "powerFactor.l3",
        "operatingTime",
    ]
}
