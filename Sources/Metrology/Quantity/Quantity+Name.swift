/// The names under which files, tables and commands speak of quantities.
public struct QuantityCatalogue: Sendable {
    /// All names, sorted.
    public let names: [String]
    private let quantities: [String: Quantity]
    private let nameOf: [Quantity: String]

    /// The catalogue in one of the two namings of the quadrants.
    ///
    /// - Parameters:
    ///   - quadrants: how a model's registers name the quadrants.
    ///   - balanceTariffs: the tariffs a model's balance runs over; empty means the totals.
    ///   - design: what else the model has: extremes, alarms, pulse outputs.
    public init(
        quadrants: QuadrantNames = .obis,
        balanceTariffs: [Int] = [],
        design: MeterDesign = MeterDesign()
    ) {
        guard !design.networks.isEmpty else {
            self.init(Self.deviceStates + Self.extras(design, among: []))
            return
        }
        var entries = Self.instantaneous + Self.energies(quadrants) + Self.demands + Self.states
        entries += Self.extras(design, among: entries)
        let bins = balanceTariffs.reduce(EnergyBins()) { $0.union(.tariff($1)) }
        for (name, plus, minus) in [
            ("active", EnergyLanes.activeImport, EnergyLanes.activeExport),
            ("reactive", .reactiveImport, .reactiveExport),
        ] {
            let index = EnergyIndex(plus, minus: minus, bins: bins.isEmpty ? .total : bins)
            entries.append(("energy.\(name).balance", .energy(index)))
        }
        self.init(entries)
    }

    private init(_ entries: [(String, Quantity)]) {
        quantities = Dictionary(entries) { first, _ in first }
        nameOf = Dictionary(entries.map { ($1, $0) }) { first, _ in first }
        names = quantities.keys.sorted()
    }

    /// The quantity of a name, nil when there is none.
    public subscript(name: String) -> Quantity? { quantities[name] }

    /// The name of a quantity.
    public func name(of quantity: Quantity) -> String { nameOf[quantity] ?? "?" }
}

private typealias Entry = (String, Quantity)

extension QuantityCatalogue {
    /// The values of the moment.
    static var instantaneousQuantities: [Quantity] {
        instantaneous.map(\.1).filter(\.isInstantaneous)
            + EquipmentQuantity.watchable.map { .equipment($0) }
    }

    private static var instantaneous: [Entry] {
        var entries: [Entry] = [("frequency", .frequency)]
        for (prefix, side) in [("", Side.primary), ("secondary.", .secondary)] {
            for terminal in VoltageTerminal.allCases {
                entries.append(("\(prefix)voltage.\(terminal.rawValue)", .voltage(terminal, side)))
            }
            for terminal in CurrentTerminal.allCases {
                entries.append(("\(prefix)current.\(terminal.rawValue)", .current(terminal, side)))
            }
            for kind in PowerKind.allCases {
                for channel in Channel.allCases {
                    let name = "\(prefix)power.\(kind.rawValue).\(channel.name)"
                    entries.append((name, .power(kind, channel, side)))
                }
            }
        }
        for channel in Channel.allCases {
            entries.append(("powerFactor.\(channel.name)", .powerFactor(channel)))
            entries.append(("powerFactor.\(channel.name).sector", .powerFactorSector(channel)))
            entries.append(("phaseAngle.\(channel.name)", .phaseAngle(channel)))
            entries.append(("quadrant.\(channel.name)", .quadrant(channel)))
        }
        entries.append(("powerFactor.average", .powerFactorAverage))
        for terminal in VoltageTerminal.allCases {
            entries.append(("thd.voltage.\(terminal.rawValue)", .voltageDistortion(terminal)))
        }
        for terminal in [CurrentTerminal.l1, .l2, .l3, .n, .average] {
            entries.append(("thd.current.\(terminal.rawValue)", .currentDistortion(terminal)))
        }
        return entries + waves
    }

    private static var waves: [Entry] {
        var entries: [Entry] = [
            ("voltage.unbalance", .voltageUnbalance), ("current.unbalance", .currentUnbalance),
        ]
        for component in SequenceComponent.allCases {
            let name = "sequence.\(component.rawValue)"
            entries.append(("voltage.\(name)", .voltageSequence(component)))
            entries.append(("current.\(name)", .currentSequence(component)))
        }
        for order in Spectrum.orders.compactMap({ UInt8(exactly: $0) }) {
            for terminal in VoltageTerminal.allCases where !terminal.isMean {
                let name = "harmonic.voltage.\(terminal.rawValue).\(order)"
                entries.append((name, .voltageHarmonic(terminal, order: order)))
            }
            for terminal in [CurrentTerminal.l1, .l2, .l3, .n] {
                let name = "harmonic.current.\(terminal.rawValue).\(order)"
                entries.append((name, .currentHarmonic(terminal, order: order)))
            }
        }
        return entries
    }

    /// The kinds of energy with the lanes they add and subtract.
    private static func kinds(_ quadrants: QuadrantNames) -> [(String, EnergyLanes, EnergyLanes)] {
        var kinds: [(String, EnergyLanes, EnergyLanes)] = [
            ("active.import", .activeImport, []), ("active.export", .activeExport, []),
            ("active.both", .active, []), ("active.net", .activeImport, .activeExport),
            ("reactive.import", .reactiveImport, []), ("reactive.export", .reactiveExport, []),
            ("reactive.both", .reactive, []), ("reactive.net", .reactiveImport, .reactiveExport),
            ("reactive.q1", .q1, []), ("reactive.q2", .q2, []),
            ("reactive.q3", .q3, []), ("reactive.q4", .q4, []),
            ("apparent", .apparent, []), ("apparent.import", .apparentImport, []),
            ("apparent.export", .apparentExport, []),
        ]
        for (name, inductive) in [("inductive", true), ("capacitive", false)] {
            for (direction, imported) in [("import", true), ("export", false)] {
                let lane = quadrants.lane(inductive: inductive, imported: imported)
                kinds.append(("reactive.\(name).\(direction)", lane, []))
            }
        }
        return kinds
    }

    private static var bins: [(String, EnergyBins)] {
        var bins: [(String, EnergyBins)] = [("total", .total), ("partial", .partial)]
        for n in 1...4 {
            bins.append(("t\(n)", .tariff(n)))
            bins.append(("partial.t\(n)", .partialTariff(n)))
        }
        return bins
    }

    private static func energies(_ quadrants: QuadrantNames) -> [Entry] {
        var entries: [Entry] = [
            ("energy.overflow", .energyOverflowValue), ("charge", .charge),
            ("energy.active.combined", .combinedEnergy(isReactive: false)),
            ("energy.reactive.combined", .combinedEnergy(isReactive: true)),
        ]
        for (kind, plus, minus) in kinds(quadrants) {
            for channel in Channel.allCases {
                let place = channel == .total ? "" : ".\(channel.name)"
                for (bin, bins) in bins {
                    let index = EnergyIndex(plus, minus: minus, channel: channel, bins: bins)
                    let end = channel != .total && bin == "total" ? "" : ".\(bin)"
                    let name = "energy.\(kind)\(place)\(end)"
                    entries.append((name, .energy(index)))
                    if channel == .total, minus.isEmpty {
                        entries.append(("\(name).overflows", .energyOverflows(index)))
                    }
                }
            }
            guard minus.isEmpty else { continue }
            for period in EnergyPeriod.allCases {
                let name = "energy.\(kind).\(period.rawValue)"
                entries.append((name, .periodEnergy(EnergyIndex(plus), period)))
            }
        }
        return entries
    }

    private static var demands: [Entry] {
        var sources: [(String, DemandSource)] = [
            ("active.import", .energy(.activeImport)), ("active.export", .energy(.activeExport)),
            ("active.both", .energy(.active)),
            ("reactive.import", .energy(.reactiveImport)),
            ("reactive.export", .energy(.reactiveExport)),
            ("apparent", .energy(.apparent)),
        ]
        for terminal in [CurrentTerminal.l1, .l2, .l3, .n, .average] {
            sources.append(("current.\(terminal.rawValue)", .current(terminal)))
        }
        var entries: [Entry] = [("demand.time", .demandTime)]
        for (name, source) in sources {
            entries.append(("demand.\(name).maximum.time", .demandMaximumTime(source)))
            for statistic in DemandStatistic.allCases {
                entries.append(
                    ("demand.\(name).\(statistic.rawValue)", .demand(source, statistic))
                )
                entries.append(
                    (
                        "secondary.demand.\(name).\(statistic.rawValue)",
                        .secondaryDemand(source, statistic)
                    )
                )
            }
        }
        return entries
    }

    /// The quantities that only some models have.
    private static func extras(_ design: MeterDesign, among entries: [Entry]) -> [Entry] {
        var extras: [Entry] = []
        let entries = entries + equipment(design)
        for (name, quantity) in entries where design.extremes.contains(quantity) {
            guard let watched = WatchedQuantity(quantity) else { continue }
            for statistic in ExtremeStatistic.allCases {
                extras.append(("\(name).\(statistic.rawValue)", .extreme(watched, statistic)))
            }
        }
        for n in 1...UInt8(MeterSetting.most) where Int(n) <= design.alarms?.count ?? 0 {
            for reading in AlarmReading.allCases {
                extras.append(("alarm.\(n).\(reading.rawValue)", .alarm(n, reading)))
            }
        }
        for index in design.outputs.indices.compactMap({ UInt8(exactly: $0) }) {
            let isLamp = design.hasLamp && index == 0
            let number = design.hasLamp ? index : index + 1
            for reading in PulseReading.allCases {
                let name = "pulses.\(isLamp ? "led" : String(number)).\(reading.rawValue)"
                extras.append((name, .pulses(number, reading)))
            }
        }
        return extras + inputs(design) + equipment(design)
    }

    /// What a device has besides metrology.
    private static func equipment(_ design: MeterDesign) -> [Entry] {
        guard let equipment = design.equipment else { return [] }
        return EquipmentQuantity.named(equipment).map { ($0, .equipment($1)) }
    }

    /// What pulse inputs count, and what a source of pulses delivers.
    private static func inputs(_ design: MeterDesign) -> [Entry] {
        var entries: [Entry] = []
        for n in 1...UInt8(PulseInputDesign.most) where Int(n) <= design.pulseInputs?.count ?? 0 {
            for reading in InputReading.allCases {
                entries.append(("input.\(n).\(reading.rawValue)", .input(n, reading)))
            }
        }
        if design.pulseInputs != nil { entries.append(("inputs.state", .inputStates)) }
        if let kind = design.delivers {
            entries.append((kind.isVolume ? "volume" : "energy", .delivered(kind)))
        }
        return entries
    }

    /// What a device that measures nothing has all the same.
    private static var deviceStates: [Entry] { [("operatingTime", .operatingTime)] }

    private static var states: [Entry] {
        [
            ("operatingTime", .operatingTime), ("tariff", .tariff),
            ("tariffInput", .tariffInput),
            ("phaseSequence", .phaseSequence), ("phasesPresent", .phasesPresent),
            ("partialsRunning", .partialsRunning),
        ]
    }
}
