internal import MeterModels
internal import Metrology
internal import SimulatedTime

/// Which signs of a display are seen.
struct PanelSigns {
    let meter: MeterMachine
    let state: PanelState
    let heard: Instant?
    let instant: Instant

    /// A master counts as speaking for so long after its last request: as long as most displays
    /// stand.
    static let memory = TimeSpan.seconds(1)

    /// A sign, seen or not.
    func view(_ icon: PanelIcon) -> PanelView.Icon {
        let isStill = icon.sign == .partial && partialStands
        return PanelView.Icon(
            sign: icon.sign,
            symbol: icon.symbol,
            title: icon.title,
            isOn: meter.isPowered && (state.mode == .testing || isOn(icon.sign)),
            flashes: icon.flashes || isStill
        )
    }

    private func isOn(_ sign: PanelSign) -> Bool {
        switch sign {
        case .phaseMissing: isPhaseMissing
        case .sequence123: meter.value(of: .phaseSequence) == 123
        case .sequence132: meter.value(of: .phaseSequence) == 132
        case .system: !names.isEmpty && phases.isEmpty && concernsFlows
        case .l1: phases.contains("l1")
        case .l2: phases.contains("l2")
        case .l3: phases.contains("l3")
        case .imported: directions.contains(1)
        case .exported: directions.contains(-1)
        case .inductive: natures.contains(1)
        case .capacitive: natures.contains(2)
        case .partial: partial != nil
        case .balance: names.contains { $0.last == "balance" }
        case .tariff1, .tariff2, .tariff3, .tariff4: sign.tariff == meter.registers.tariff
        case .tariffInput: meter.value(of: .tariffInput) == 1
        case .pulseOutput: givesPulses
        case .communication: isSpokenTo
        case .alarm: meter.activeAlarms > 0
        case .setup: state.stage != .reading || isDoor
        case .malfunction: false
        }
    }

    // MARK: What is shown

    private var page: PanelPage? { state.shownPage(meter.model.panel) }

    private var quantities: [Quantity] { page?.rows.compactMap(\.quantity) ?? [] }

    /// The names of the quantities that are shown, in parts.
    private var names: [[String]] {
        quantities.map { quantity in
            meter.model.catalogue.name(of: quantity).split(separator: ".").map(String.init)
        }
    }

    private var phases: Set<String> {
        Set(names.joined()).intersection(["l1", "l2", "l3"])
    }

    /// Whether the values have phases at all.
    private var concernsFlows: Bool {
        let kinds: Set<String> = ["energy", "power", "powerFactor", "voltage", "current"]
        return names.contains { kinds.contains($0.first ?? "") }
    }

    /// 1 for an imported value, −1 for an exported one.
    private var directions: Set<Int> {
        Set(
            zip(quantities, names).compactMap { quantity, name in
                if name.contains("import") { return 1 }
                if name.contains("export") { return -1 }
                guard case .power(let kind, _, _) = quantity, kind != .apparent else { return nil }
                return meter.value(of: quantity).map { Int($0.signum()) }
            }
        )
    }

    /// 1 for an inductive value, 2 for a capacitive one.
    private var natures: Set<Int64> {
        Set(
            zip(quantities, names).compactMap { quantity, name in
                if name.contains("inductive") { return 1 }
                if name.contains("capacitive") { return 2 }
                return meter.sector(of: quantity)
            }
        )
    }

    private var partial: PartialSelection? {
        page?.partial.flatMap { meter.model.catalogue[$0]?.asPartial }
    }

    private var partialStands: Bool {
        partial.map { !meter.registers.isRunning($0) } ?? false
    }

    private var isDoor: Bool {
        let menus = meter.model.panel.menus
        return menus.indices.contains(state.menu) && menus[state.menu].setup != nil
    }

    // MARK: What the meter sees

    private var isPhaseMissing: Bool {
        guard let network = meter.networkType, let present = meter.value(of: .phasesPresent)
        else { return false }
        let conductors: [SupplyConductor] = [.l1, .l2, .l3]
        return conductors.enumerated().contains { place, conductor in
            network.connects(conductor) && present >> Int64(place) & 1 == 0
        }
    }

    private var givesPulses: Bool { meter.pulseRate(of: 1).map { $0 > 0 } ?? false }

    private var isSpokenTo: Bool {
        heard.map { instant - $0 < Self.memory && instant >= $0 } ?? false
    }
}
