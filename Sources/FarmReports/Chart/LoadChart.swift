public import LoadProfiles
internal import Metrology
public import SimulatedTime

/// Draws what a load profile says, without a meter: the truth itself.
public struct LoadChart: Sendable {
    /// The name, also the meter's name on which its chances depend.
    public let name: String
    private let description: String
    private let load: CompiledLoad
    private let zone: CivilZone

    /// What is drawn when nothing is named: powers and voltages of the phases.
    public static let usualQuantities =
        Channel.allCases.map { "power.active.\($0.name)" } + ["power.reactive.total"]
        + ["voltage.l1", "voltage.l2", "voltage.l3"]

    /// What is drawn where there is little room.
    public static let briefQuantities = usualQuantities.filter { !$0.contains("reactive") }

    /// The names of all that a load has.
    public static let quantities: [String] = {
        let catalogue = QuantityCatalogue()
        let nothing = Measurement(ideal: SiteConditions(l1: .dead, l2: .dead, l3: .dead))
        return catalogue.names.filter { name in
            catalogue[name].map { nothing.value(of: $0) != nil } ?? false
        }
    }()

    /// A chart of a load profile.
    ///
    /// - Parameters:
    ///   - name: the name of the meter that carries the load.
    ///   - seed: the source of chance.
    ///   - zone: the clocks, unless the profile names its own.
    /// - Throws: ``ReportError`` when the profile adds up meters of a farm.
    public init(
        _ profile: LoadProfile,
        name: String,
        seed: Seed = Seed(0),
        zone: CivilZone = .utc
    ) throws(ReportError) {
        guard profile.sumOfPatterns.isEmpty else {
            throw .needsFarm(name, profile.sumOfPatterns)
        }
        self.name = name
        self.zone = profile.timeZone ?? zone
        description = profile.description
        load = profile.load(in: LoadContext(seed: seed, owner: name, timeZone: zone))
    }

    /// The first instant of a day by the load's clocks.
    public func midnight(of date: CivilDate) -> Instant { zone.startOfDay(date) }

    /// The chart of a stretch of time.
    ///
    /// - Parameters:
    ///   - wanted: names or patterns among ``quantities``; nil for ``usualQuantities``.
    ///   - isTidy: leaves out lines that say nothing of their own: phases that carry nothing or
    ///     all the same, and panels of nothing but them.
    ///   - every: looks at the load at this distance; nil looks wherever it changes, but no closer
    ///     than a picture of this width can show.
    ///   - columns: parts of the axis.
    /// - Throws: ``ReportError`` for an unknown quantity, or more lines than can be told apart.
    public func chart(
        _ wanted: [String]? = nil,
        isTidy: Bool = true,
        from start: Instant,
        length: TimeSpan,
        every: TimeSpan? = nil,
        columns: Int
    ) throws(ReportError) -> Chart {
        guard length > .zero else { throw .chartIsEmpty }
        let names = try ReportSelection.quantityNames(
            wanted ?? Self.usualQuantities,
            among: Self.quantities
        )
        var sampler = LoadSampler(load, names, from: start, length: length, columns: columns)
        sampler.run(every: every)
        var panels = try PanelBuilder.panels(sampler.lines)
        if isTidy {
            panels = panels.map { $0.withoutRedundancy() }
            panels = panels.enumerated().filter { $0 == 0 || !$1.isIdle }.map(\.element)
        }
        let when = ChartText.period(from: start, length: length, zone: zone)
        return Chart(
            title: name,
            subtitles: [
                description, [when, sampler.energy.text].joined(separator: " · "),
            ].filter { !$0.isEmpty },
            start: start,
            length: length,
            zone: zone,
            panels: panels
        )
    }

    /// The energy that the load takes in a stretch of time, Wh, exports counted as negative.
    public func energy(from start: Instant, length: TimeSpan) -> Double {
        var sampler = LoadSampler(load, [], from: start, length: length, columns: 1000)
        sampler.run(every: nil)
        return sampler.energy.imported - sampler.energy.exported
    }
}

extension Measurement {
    /// What an instrument without errors, ratios or wires of its own sees of a site.
    init(ideal site: SiteConditions) {
        self.init(
            of: site,
            through: Installation(),
            ratios: ConfiguredRatios(),
            network: .fourWireUnbalanced,
            design: MeterDesign()
        )
    }

    /// A quantity that a load has by itself, in SI units; nil where only a meter has it.
    func value(of quantity: Quantity) -> Double? {
        switch quantity {
        case .voltage(let terminal, .primary): voltage(terminal)
        case .current(let terminal, .primary): current(terminal)
        case .power(let kind, let channel, .primary): power(kind, channel)
        case .powerFactor(let channel): powerFactor(channel, sign: .iec, atZero: 1)
        case .phaseAngle(let channel): phaseAngle(channel)
        case .voltageDistortion(let terminal): distortion(terminal)
        case .currentDistortion(let terminal): distortion(terminal)
        case .frequency: frequency
        default: nil
        }
    }
}
